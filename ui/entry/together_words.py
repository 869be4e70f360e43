"""What is said of other people at the return, and of figures that wait on this computer."""

from __future__ import annotations

from collections.abc import Sequence

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.delivery import Standing
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message


def contested_words(opened: OpenReturn, keys: Sequence[CellKey]) -> Message:
    """Somebody else changed cells that were typed here: nothing is lost, and somebody has to decide."""
    if len(keys) > 1:
        return Message(
            "{count} cells were changed by somebody else meanwhile. Theirs stand there and yours are kept: "
            "F4 goes there, F8 decides.",
            {"count": len(keys)},
        )
    contested = opened.contested.get(keys[0])
    name = contested[-1].first_by if contested else ""  # the newest is the one that was typed just now
    row = opened.form.elements[keys[0].element].row
    if not name:
        return Message(
            "Row {row} was changed by somebody else meanwhile. Theirs stands there and yours is kept: "
            "F4 goes there, F8 decides.",
            {"row": row},
        )
    return Message(
        "Row {row} was changed by {name} meanwhile. Theirs stands there and yours is kept: F4 goes there, "
        "F8 decides.",
        {"row": row, "name": name},
    )


def others_words(opened: OpenReturn) -> Message | None:
    """Who else is at this return, and where; None where nobody is."""
    others = [here for here in opened.others if here.key.element in opened.form.elements]
    if not others:
        return None
    first = others[0]
    element = opened.form.elements[first.key.element]
    section = opened.form.section_of[first.key.element].code
    params: dict[str, object] = {"name": first.name, "section": section, "row": element.row}
    if len(others) == 1:
        return Message("Also here: {name}, section {section}, row {row}", params)
    more = {**params, "count": len(others) - 1}
    return Message("Also here: {name}, section {section}, row {row}, and {count} more", more)


def waiting_words(standing: Standing) -> Message:
    """A lasting mark: on this computer's disk, not in the office's database."""
    if standing.words:
        return Message(
            "Kept on this computer, not in the office's database yet. Cells: {count}. "
            "Reasons and comments: {words}.",
            {"count": standing.cells, "words": standing.words},
        )
    if standing.cells == 1:
        return Message("Kept on this computer: 1 cell is not in the office's database yet.")
    return Message(
        "Kept on this computer: {count} cells are not in the office's database yet.",
        {"count": standing.cells},
    )
