"""The reading of attributes by name, whatever the name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from permmatrix.attributes import getter


@pytest.mark.parametrize("root", ["user", "resource", "context"])
@pytest.mark.parametrize(
    "name", ["private", "get", "type", "dict", "NAME", "user", "resource", "items", "MEMBERS"]
)
def test_an_attribute_of_any_name_is_read(root: str, name: str) -> None:
    """A name that the reading itself uses is like any other, of objects and of dicts."""
    place = ("user", "resource", "context").index(root)
    for carrier in (SimpleNamespace(**{name: 7}), {name: 7}):
        objects: list[Any] = [None, None, None]
        objects[place] = carrier
        assert getter(f"{root}.{name}")(*objects) == 7


def test_two_readings_do_not_mix_their_names() -> None:
    """Each function that is made reads its own attribute."""
    first, second = getter("resource.one"), getter("resource.two")
    thing = SimpleNamespace(one=1, two=2)

    assert (first(None, thing, None), second(None, thing, None)) == (1, 2)


@pytest.mark.parametrize("empty", [0, "", (), False])
def test_a_context_that_is_empty_is_no_fact(empty: Any) -> None:
    """Only a context that is not there has nothing to read; what is odd is not read as a fact."""
    assert getter("context.flag")(None, None, None) is None
    with pytest.raises(AttributeError):
        getter("context.flag")(None, None, empty)


def test_a_path_of_several_steps_goes_through_objects_and_dicts() -> None:
    """Each step is an entry of a dict or an attribute of anything else."""
    project = {"owner": SimpleNamespace(name="ana")}

    assert getter("resource.project.owner.name")(None, {"project": project}, None) == "ana"
    assert (
        getter("resource.project.owner.name")(None, SimpleNamespace(project=project), None) == "ana"
    )
