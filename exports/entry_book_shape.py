"""Whether rows and columns of an entry workbook that came back stand where they stood."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exports.entry_book_identity import Identity
from exports.entry_book_package import RawCell, cell_text
from exports.entry_book_sheet import anchor_of_column, anchor_of_row
from exports.workbook_model import column_letter
from kmmp_desktop.domain.form import Form
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.text import Message

MAKE_NEW = "Make a new entry workbook for the facility, and type the figures of this one into it."
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def check_columns(name: str, cells: Mapping[str, RawCell], identity: Identity) -> None:
    for number in range(1, identity.columns + 1):
        letter = column_letter(number)
        if cell_text(cells.get(f"{letter}1")) == anchor_of_column(number):
            continue
        later = [
            column_letter(n)
            for n in range(number + 1, identity.columns + 60)
            if cell_text(cells.get(f"{column_letter(n)}1")) == anchor_of_column(number)
        ]
        if later:
            raise FileRefusedError(
                'In "{name}" a column was put in before column {column}, or columns were moved.',
                name=name,
                column=letter,
                hint=MAKE_NEW,
            )
        raise FileRefusedError(
            'In "{name}" column {column} was taken out or written over.',
            name=name,
            column=letter,
            hint=MAKE_NEW,
        )


def check_rows(name: str, cells: Mapping[str, RawCell], identity: Identity, form: Form) -> None:
    letter = column_letter(identity.columns)
    where: dict[str, list[int]] = {}
    for address, cell in cells.items():
        found = _ADDRESS.fullmatch(address)
        if found and found[1] == letter:
            where.setdefault(cell_text(cell), []).append(int(found[2]))
    for number in range(2, identity.rows + 1):
        stands = where.get(anchor_of_row(number), [])
        if stands == [number]:
            continue
        about = _row_words(number, identity, form)
        if not stands:
            raise FileRefusedError(
                'In "{name}" row {row} was taken out{about}.',
                name=name,
                row=number,
                about=about,
                hint=MAKE_NEW,
            )
        if len(stands) > 1:
            raise FileRefusedError(
                'In "{name}" row {row} stands more than once{about}.',
                name=name,
                row=max(stands),
                about=about,
                hint=MAKE_NEW,
            )
        if stands[0] > number and not any(
            anchor in where and where[anchor] == [number]
            for anchor in map(anchor_of_row, range(number + 1, identity.rows + 1))
        ):
            raise FileRefusedError(
                'In "{name}" a row was put in at row {row}{about}.',
                name=name,
                row=number,
                about=about,
                hint=MAKE_NEW,
            )
        raise FileRefusedError(
            'In "{name}" row {row} was moved to row {to}{about}.',
            name=name,
            row=number,
            to=stands[0],
            about=about,
            hint=MAKE_NEW,
        )


def _row_words(number: int, identity: Identity, form: Form) -> str | Message:
    """`` (C 14, Active clients)`` where the row, or the next one that has, belongs to an element."""
    element = form.elements.get(identity.elements.get(str(number), ""))
    if element is None:
        return ""
    section = form.section_of[element.full]
    return Message(
        " ({section} {row}, {label})", {"section": section.code, "row": element.row, "label": element.label}
    )
