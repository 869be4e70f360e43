"""What each cell of a return shows in a workbook: typed values, missing codes, remark numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from exports.page_words import Words
from exports.workbook_model import Cell, Value
from kmmp_desktop.domain.form import Category, Element, Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.text import Text

Entry = Mapping[str, Any]
MONTHS = (
    Text("January", "Januari"),
    Text("February", "Februari"),
    Text("March", "Machi"),
    Text("April", "Aprili"),
    Text("May", "Mei"),
    Text("June", "Juni"),
    Text("July", "Julai"),
    Text("August", "Agosti"),
    Text("September", "Septemba"),
    Text("October", "Oktoba"),
    Text("November", "Novemba"),
    Text("December", "Desemba"),
)
YES, NO = Text("Yes", "Ndiyo"), Text("No", "Hapana")
"""Fixed, not in the catalogue: a file is checked by versions with better words."""


class ReturnFigures:
    """The cells and totals of one form of the canonical data."""

    def __init__(
        self,
        words: Words,
        cells: Iterable[Entry],
        totals: Iterable[Entry] = (),
        findings: Iterable[Entry] = (),
    ) -> None:
        self._words = words
        self.cells = {str(entry["cell"]): entry for entry in cells}
        self.totals = {str(entry["cell"]): entry for entry in totals}
        self._remarks: dict[str, list[int]] = {}
        for number, finding in enumerate(findings, 1):
            self._remarks.setdefault(str(finding["at"]).partition("[")[0], []).append(number)

    def shown(self, key: CellKey) -> tuple[Value, str]:
        """Return value and kind (``number``, ``total``, ``missing``, ``date``…) of a cell or total."""
        entry = self.cells.get(str(key))
        if entry is not None:
            return self._value(entry), str(entry["kind"])
        total = self.totals.get(str(key))
        if total is None or total["value"] is None:
            return self._common_code(key), "missing"
        return total["value"], "total"

    def cell(self, key: CellKey, *, is_total: bool = False) -> Cell:
        """The cell as it stands in the total column (``is_total``) or under a category."""
        value, kind = self.shown(key)
        if kind == "missing" and value is not None:
            return Cell(value, "missing_total" if is_total else "missing")
        if kind == "date":
            return Cell(value, "date")
        style = "decimal" if isinstance(value, float) and not value.is_integer() else "figure"
        return Cell(value, f"{style}_total" if is_total else style)

    def remark(self, element: Element) -> str:
        """``(1)``, and ``3/4`` where the total counts three of four cells."""
        total = self.totals.get(str(element.total))
        numbers = "".join(f"({n})" for n in self._remarks.get(element.full, ()))
        if total and total["value"] is not None and total["counted"] != total["of"]:
            numbers = f"{numbers} {total['counted']}/{total['of']}".strip()
        return numbers

    def _value(self, entry: Entry) -> Value:
        value = entry["value"]
        match entry["kind"]:
            case "blank":
                return None
            case "yes_no":
                return (YES if value else NO).say(self._words.language)
            case "date":
                return date.fromisoformat(value)
            case "number" | "text" | "missing":
                found: Value = value
                return found
        raise ValueError(f"{entry['cell']} is {entry['kind']}, which a completed return cannot hold")

    def _common_code(self, key: CellKey) -> str | None:
        """The missing code that all cells of an element share; else nothing."""
        if key.category != TOTAL:
            return None
        start = f"{key.element}["
        codes = {
            entry["value"] if entry["kind"] == "missing" else None
            for name, entry in self.cells.items()
            if name.startswith(start)
        }
        return codes.pop() if len(codes) == 1 else None


def element_and_category(form: Form, reference: str) -> tuple[Element, Category | None]:
    """What ``KM_C02[ANC]`` names; raises KeyError for what the form does not have."""
    code, _, rest = reference.partition("[")
    element = form.elements[code]
    wanted = rest.removesuffix("]")
    categories = element.category_set.categories if element.category_set else ()
    return element, next((c for c in categories if c.code == wanted), None)


def cell_label(words: Words, form: Form, reference: str) -> str:
    """``C14 Active clients at end of month, 0-6`` for ``KM_C14[PN0_6]``."""
    element, category = element_and_category(form, reference)
    label = f"{element.code} {words.pick(element.label)}"
    return f"{label}, {words.pick(category.short)}" if category else label


def month_name(period: str, language: str) -> str:
    """``November 2026`` or ``Novemba 2026`` for ``202611``."""
    month = Period.parse(period)
    return f"{MONTHS[month.month - 1].say(language)} {month.year}"


def cell_text(words: Words, figures: ReturnFigures, form: Form, reference: str) -> str:
    """What a cell shows, as words; ``blank`` for an empty one."""
    element, category = element_and_category(form, reference)
    key = CellKey(element.full, category.code) if category else element.total
    value, _ = figures.shown(key)
    if value is None:
        return words("blank")
    if isinstance(value, date):
        return words.day(value)
    return value if isinstance(value, str) else words.number(value)
