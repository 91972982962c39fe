"""The documented permission table, transcribed by hand.

The 44 rows of the page "Invoicing - User Permissions" (Procore, Australian wording), in page
order. They were read from the page's text, independently of matrices/*.yaml, so that the tests can
compare the two. Only facts are here: titles, marks and permission names.

How the notation reads:

- matrix: the section of the page, "invoicing" (8 rows), "head_contracts" (9) or
  "commitments" (27).
- title: as printed, without the blanks around it; the odd grammar is the page's.
- platforms: "web", or "web ios android".
- offline: "" for no remark, "perform" (can be done offline and is synced later) or "cached"
  (only what was viewed and cached before).
- guard: "" or the fact that the title restricts the row to: "private", "not private" or
  "during billing period".
- none, read_only, standard, admin: the cell of that level. "" is a blank (denied), "yes" a plain
  mark (allowed); anything else is a conditional mark, allowed if every requirement joined by
  " & " holds: "contact" (a progress claim contact of the commitment), "listed" (added to the
  contract's private list), or a granular permission by its real name.

Where the page is in doubt, the reading the project records for that row is taken. Each row is
laid out as matrix, title / platforms, offline, guard / none, read_only, standard, admin.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """One documented row: an action, where it can be taken, and its four cells."""

    matrix: str
    title: str
    platforms: str
    offline: str
    guard: str
    none: str
    read_only: str
    standard: str
    admin: str


# fmt: off
ROWS: tuple[Row, ...] = (
    # Invoicing: 8 rows.
    Row("invoicing", "Bulk Edit Subcontractor Progress Claim Status with the Invoicing Tool",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Bulk Send Subcontractor Progress Claims to DocuSign® with the Invoicing Tool",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Compile Subcontractor Progress Claim Backups with the Invoicing Tool",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Configure Settings: Invoicing",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Create Automatic Billing Periods",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Create Manual Billing Periods",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Edit Billing Periods",
        "web", "", "",
        "", "", "", "yes"),
    Row("invoicing", "Manage Billing Periods",
        "web", "", "",
        "", "", "", "yes"),
    # Head Contracts: 9 rows.
    Row("head_contracts", "Create a Owner Progress Claims",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "Create a Record for a Payment Received",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "Delete Head Contract Progress Claim",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "Edit Head Contract Progress Claim",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "Email Owner Progress Claims",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "Export Head Contract Progress Claim",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "View a Summary Preview of an Owner Progress Claim",
        "web", "", "",
        "", "", "", "yes"),
    Row("head_contracts", "View a Head Contract That is Not Private",
        "web ios android", "", "not private",
        "", "yes", "yes", "yes"),
    Row("head_contracts", "View a Private Head Contract You were Added To",
        "web ios android", "perform", "private",
        "", "listed", "listed", "yes"),
    # Commitments: 27 rows.
    Row("commitments", "Accept or Decline an 'Invite to Bill' as a Progress Claim Contact",
        "web", "", "",
        "", "contact", "", ""),
    Row("commitments", "Add a New Payment to the Payments Issued Tab of a Commitment",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Add Progress Claim Contacts to a Purchase Order or Subcontract",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Add a Subcontractor SOV to a Commitment",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Create a Payment Issued",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Create a Purchase Order",
        "web ios android", "perform", "",
        "", "Create Purchase Order Contract", "Create Purchase Order Contract", "yes"),
    Row("commitments", "Create a Progress Claim on Behalf of a Progress Claim Contact",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Create a New Subcontractor Progress Claim as a Progress Claim Contact",
        "web", "", "",
        "", "contact", "contact", ""),
    Row("commitments", "Create a Subcontractor Progress Claim for Release of Retention "
        "Before, During, or After the Current Billing Period",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Create a Subcontractor Progress Claim for Release of Retention "
        "During the Current Billing Period",
        "web", "", "during billing period",
        "", "", "contact", "yes"),
    Row("commitments", "Create a Subcontractor Schedule of Values (SSOV)",
        "web", "", "",
        "", "Create Purchase Order Contract & Create Work Order Contract",
        "Create Purchase Order Contract & Create Work Order Contract", "yes"),
    Row("commitments", "Create a Payment Received for a Head Contract",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Delete a Subcontractor Progress Claim",
        "web", "", "",
        "", "Update Purchase Order Contract & Update Work Order Contract",
        "Update Purchase Order Contract & Update Work Order Contract", "yes"),
    Row("commitments", "Edit a Commitment's Schedule of Values",
        "web ios android", "cached", "",
        "", "Update Purchase Order Contract & Update Work Order Contract",
        "Update Purchase Order Contract & Update Work Order Contract", "yes"),
    Row("commitments", "Edit a Purchase Order",
        "web ios android", "cached", "",
        "", "", "", "yes"),
    Row("commitments", "Enable or Disable a Subcontractor SOV Tab on a Commitment",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Enable the Payments Issued Tab on a Commitment",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Forward a Subcontractor Progress Claim by Email",
        "web", "", "",
        "", "", "yes", "yes"),
    Row("commitments", "Review a Subcontractor Progress Claim as a Progress Claim Administrator",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Review Progress Claim Line Items as an Progress Claim Contact",
        "web", "", "",
        "", "contact", "contact", ""),
    Row("commitments", "Revise & Resubmit a Subcontractor Progress Claim "
        "as a Progress Claim Contact",
        "web", "", "",
        "", "contact", "contact", ""),
    Row("commitments", "Search Commitments",
        "web ios android", "cached", "",
        "", "yes", "yes", "yes"),
    Row("commitments", "Send an 'Invite to Bill' to a Progress Claim Contact",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Set or Release Retention on a Subcontractor Progress Claim "
        "Before, During, or After the Current Billing Period",
        "web", "", "",
        "", "", "", "yes"),
    Row("commitments", "Set or Release Retention on a Subcontractor Progress Claim "
        "During the Current Billing Period",
        "web", "", "during billing period",
        "", "contact", "contact", "yes"),
    Row("commitments", "Submit a New Progress Claim as a Progress Claim Contact",
        "web", "", "",
        "", "contact", "contact", ""),
    Row("commitments", "Update a Subcontractor Schedule of Values as a Progress Claim Contact "
        "from the Invoicing Tool",
        "web", "", "",
        "", "contact", "contact", "yes"),
)
# fmt: on
