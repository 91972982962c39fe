"""The catalogue of diagnostic codes. A code is a promise: it is never used for anything else."""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = ["Code", "Severity"]


@final
class Severity(StrEnum):
    """How bad a finding is: whether the file can be used, and whether it should be."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@final
class Code(StrEnum):
    """
    What can be said of a file.

    1xx text, 2xx shape, 3xx names, 4xx tests of conditions, 5xx meaning; 6xx lint, 7xx invariants,
    8xx tests of a policy, 9xx differences between two policies; 00x pages that are rendered, 05x
    assignments under review, 06x logs of receipts.
    """

    MARKER = "PM001"
    UNPAIRED = "PM002"
    STALE = "PM003"

    MORE_THAN_NEEDED = "PM051"
    LESS_THAN_NEEDED = "PM052"
    CHANGES_NOTHING = "PM053"
    ADVISED_AGAINST = "PM054"
    BROKEN_BETWEEN_PEOPLE = "PM055"
    NOT_TOLD = "PM056"

    NOT_A_RECEIPT = "PM061"
    ANSWERED_OTHERWISE = "PM062"
    CANNOT_BE_TOLD = "PM063"

    UNREADABLE = "PM101"
    NOT_UTF8 = "PM102"
    TOO_LARGE = "PM103"
    CONTROL_CHARACTER = "PM104"
    NOT_YAML = "PM105"
    TOO_DEEP = "PM106"
    ALIAS = "PM107"
    TAG = "PM108"
    DUPLICATE_KEY = "PM109"
    KEY_NOT_TEXT = "PM110"
    EMPTY = "PM111"
    SEVERAL_DOCUMENTS = "PM112"
    NOT_COMPILED = "PM113"
    TOO_MANY = "PM114"

    UNKNOWN_KEY = "PM201"
    MISSING_KEY = "PM202"
    WRONG_TYPE = "PM203"
    UNKNOWN_WORD = "PM204"
    BAD_ID = "PM205"
    WRONG_LENGTH = "PM206"
    REPEATED = "PM207"
    UNKNOWN_FORMAT = "PM208"
    ONE_KEY = "PM209"
    GOES_WITH = "PM210"

    UNKNOWN_LEVEL = "PM301"
    UNKNOWN_REQUIREMENT = "PM302"
    UNKNOWN_TOOL = "PM303"
    UNKNOWN_ACTION = "PM304"
    UNKNOWN_PLATFORM = "PM305"
    UNKNOWN_EDITION = "PM306"
    UNKNOWN_FLAG = "PM307"
    UNKNOWN_SECTION = "PM308"
    UNKNOWN_OBLIGATION = "PM309"
    SAME_MATRIX = "PM310"
    SAME_ACTION = "PM311"
    NAME_TAKEN = "PM312"
    TOOLS_DISAGREE = "PM313"
    CONDITIONS_DISAGREE = "PM314"
    GRANULAR_DISAGREE = "PM315"
    UNKNOWN_GRANULAR = "PM316"
    UNKNOWN_FACT = "PM317"

    NOT_A_PATH = "PM401"
    NOT_COMPARABLE = "PM402"
    NO_FACT = "PM403"

    CIRCULAR_LEVEL = "PM501"
    NO_ORDER = "PM502"
    CIRCULAR_ORDER = "PM503"
    TOO_MANY_FACTS = "PM504"
    DOUBT_DISAGREES = "PM505"
    NOT_HANDED_OUT = "PM506"

    LEVEL_GAP = "PM601"
    UNREACHABLE = "PM602"
    CONSTANT_REQUIREMENT = "PM603"
    NEEDLESS_CONDITION = "PM604"
    NOTE_CONTRADICTS = "PM605"
    SAME_BEHAVIOUR = "PM606"
    SUBSUMED_ROW = "PM607"
    UNUSED = "PM608"
    DISTINGUISHES_NOTHING = "PM609"
    SPELT_TWICE = "PM610"
    OPERATION_OVERLAP = "PM611"
    OPERATION_GAP = "PM612"
    UNANSWERED_DOUBT = "PM613"
    TITLE_SAYS = "PM614"
    IDLE_SUPPRESSION = "PM615"
    LEFT_OPEN = "PM616"

    BROKEN = "PM701"
    HOLDS_FOR_NOTHING = "PM702"
    NOT_SETTLED = "PM703"
    CONTRADICTS_ITSELF = "PM704"

    FAILED_TEST = "PM801"
    WAITING_TEST = "PM802"
    UNKNOWN_NAME = "PM803"
    OUTSIDE_TEST = "PM804"
    LISTED_AGAIN = "PM805"
    LISTED_OTHERWISE = "PM806"
    ASKS_NOTHING = "PM807"
    ASKS_TOO_MUCH = "PM808"
    NOT_COVERED = "PM809"
    SURVIVOR = "PM810"

    WIDENED = "PM901"
    NARROWED = "PM902"
    WIDENED_AND_NARROWED = "PM903"
    RENAMED = "PM904"
    REDECLARED = "PM905"
    TEXT_ONLY = "PM906"
    CHANGE_NOT_SETTLED = "PM907"

    @property
    def slug(self) -> str:
        """
        Its name as it is written in files and options.

        >>> Code.LEVEL_GAP.slug
        'level-gap'
        """
        return self.name.lower().replace("_", "-")

    @property
    def severity(self) -> Severity:
        """How bad it is: lint and reviews warn, what is only told is a note, all else an error."""
        begins = (self.value[:length] for length in (5, 4, 3))
        return next((SEVERITIES[it] for it in begins if it in SEVERITIES), Severity.ERROR)


SEVERITIES = {
    "PM05": Severity.WARNING,
    "PM055": Severity.ERROR,
    "PM056": Severity.NOTE,
    "PM6": Severity.WARNING,
    "PM9": Severity.NOTE,
}
"""By how codes begin, the longest first; of what is not here, an error."""
