"""What files of an office of practice say of themselves, and why a real office takes none of them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kmmp_desktop.domain.office import Office
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.ports import Work
from kmmp_desktop.text import Message

MARK = Message("PRACTICE - made-up data")
"""Said by every file: in a field of its own, in the first row or line, at the head of a printed page."""
FIELD = "practice"
"""The field of files that have fields, inside what is signed and, where that is not to be read, beside it."""

IsPractice = Callable[[], bool]
"""Whether this office is one of practice; asked when it is needed, not when the program starts."""


def never() -> bool:
    """The office is a real one."""
    return False


def said_of(practice: bool) -> dict[str, str]:
    """What to add to the data of a file: nothing in a real office, whose files stay as they always were."""
    return {FIELD: str(MARK)} if practice else {}


def said_by(office: Office | None) -> dict[str, str]:
    """The same, for a file of this office."""
    return said_of(office is not None and office.is_demo)


def is_marked(data: Mapping[str, Any]) -> bool:
    """Whether the data of a file say that it comes from practice."""
    return bool(data.get(FIELD))


def is_practice(work: Work) -> bool:
    """Whether the office of this database is one of practice."""
    with work() as asked:
        office = asked.people.office()
    return office is not None and office.is_demo


def refuse_practice(name: str, marked: bool, here_too: bool) -> None:
    """Raise FileRefusedError for a file of practice, unless it is practice that reads it (``here_too``)."""
    if marked and not here_too:
        raise FileRefusedError(
            '"{name}" comes from a practice office: its data are made up. It was not taken in.',
            name=name,
            hint="Ask for the file of the real office. Practice files are read in practice only.",
        )
