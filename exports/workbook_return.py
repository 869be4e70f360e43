"""The sheet that looks like the paper form: head, sections in paper order, sign-off."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from exports.page_words import Words
from exports.practice_mark import marked_title
from exports.workbook_figures import ReturnFigures, month_name
from exports.workbook_model import MAX_HEIGHT, Cell, Place, Sheet, Value, digits, text_lines
from kmmp_desktop.domain.form import CategorySet, Element, Form, Section
from kmmp_desktop.domain.values import ValueType
from kmmp_desktop.text import Text

NUMBER, LABEL, FIRST = 1, 2, 3
_LABEL_WIDTH = 46.0
_ROW = 14.0
_TEXT_CHUNK = 1500
"""Characters of a long text per sheet row: rows have a greatest height."""
_LEGEND = (
    "0 counted, none. Empty: not filled. NR not reported, NA not offered, UNK not readable: left out of"
    " totals. Hatched: not asked. 3/4: the total counts 3 of 4 cells. (1): see the remarks."
)


class ReturnSheet:
    """Builds one sheet and remembers where every fact and figure was put."""

    def __init__(
        self, name: str, words: Words, form: Form, data: Mapping[str, Any], figures: ReturnFigures
    ) -> None:
        self._words, self._form, self._data, self._figures = words, form, data, figures
        self._categories = max(4, form.max_categories)
        self._total = FIRST + self._categories
        self._last = self._total + 1
        each = max(6.5, 36 / self._categories)
        self.sheet = Sheet(
            name, (5.0, _LABEL_WIDTH, *[each] * self._categories, 11.0, 7.0), freeze="A3", repeat="1:2"
        )
        self.places: dict[str, Place] = {}
        """Where a figure stands, by cell; facts under ``facility.name`` and the like."""

    def build(self, *, is_derived_from: str = "") -> Sheet:
        """Set the whole sheet. ``is_derived_from`` names the form this one follows from."""
        self._head(is_derived_from)
        for section in self._form.sections:
            self._section(section)
        self.sheet.add({NUMBER: Cell(None, "plain")}, 4)
        legend = self.sheet.add({NUMBER: Cell(self._words(_LEGEND), "note")}, 24)
        self.sheet.merge(legend, NUMBER, self._last)
        if not is_derived_from:
            self._sign_off()
        return self.sheet

    # Head ---------------------------------------------------------------------------------------

    def _head(self, is_derived_from: str) -> None:
        words, form, last = self._words, self._form, self._last
        self.sheet.add(
            {
                NUMBER: Cell(marked_title(words.pick(form.programme), self._data, words), "programme"),
                last: Cell(words.pick(form.notice), "notice"),
            },
            15,
        )
        version = words("Form {title} {version}", title=words.pick(form.short), version=form.version)
        if is_derived_from:
            version = words("Derived from: {title}", title=is_derived_from)
        line = {column: Cell(None, "title") for column in range(1, last + 1)}
        self.sheet.add(
            line | {NUMBER: Cell(words.pick(form.title), "title"), last: Cell(version, "title_right")}, 26
        )
        self.sheet.add({}, 6)
        facility = self._data["facility"]
        self._boxes(
            (
                ("Facility", "facility.name", facility["name"]),
                ("MFL code", "facility.mfl", digits(facility["mfl"])),
                (
                    "Reporting month",
                    "return.period",
                    month_name(self._data["return"]["period"], words.language),
                ),
                ("Revision", "revision.number", self._data["revision"]["number"]),
            )
        )
        self._boxes(
            (
                ("Implementing partner", "office.partner", self._data["office"]["partner"]),
                ("Level", "facility.level", digits(facility["level"])),
                ("County", "facility.county", facility["county"]),
                ("Sub-county", "facility.sub_county", facility["sub_county"]),
            )
        )

    def _groups(self) -> tuple[tuple[int, int], ...]:
        """Four groups of columns, first and last, over the whole width."""
        rest = self._last - LABEL
        cuts = [FIRST + round(rest * n / 3) for n in range(4)]
        return ((NUMBER, LABEL), *((a, b - 1) for a, b in itertools.pairwise(cuts)))

    def _boxes(self, facts: Sequence[tuple[str, str, Value]]) -> None:
        """A row of captions over a row of facts, four across."""
        captions: dict[int, Cell] = {}
        values: dict[int, Cell] = {}
        row = len(self.sheet.rows) + 1
        for (first, last), (caption, fact, value) in zip(self._groups(), facts, strict=True):
            for column in range(first, last + 1):
                edge = "first" if column == first else "last" if column == last else "middle"
                captions[column] = Cell(None, f"caption_{edge}")
                values[column] = Cell(None, f"fact_{edge}")
            captions[first] = Cell(self._words(caption), "caption_first")
            values[first] = Cell(value, "fact_first")
            self.sheet.merge(row, first, last)
            self.sheet.merge(row + 1, first, last)
            if fact:
                self.places[fact] = self.sheet.place(row + 1, first)
        self.sheet.add(captions, 12)
        self.sheet.add(values, 16)

    # Sections -----------------------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        title = f"{section.code}. {self._words.pick(section.title)}"
        note = self._words.pick(section.note)
        cells = {NUMBER: Cell(title, "heading")}
        # rough widths of 11 point bold and 8 point in columns' characters
        beside = len(title) * 1.1 + len(note) * 0.75 < sum(self.sheet.widths)
        if note and beside:
            cells[self._last] = Cell(note, "heading_note")
        self.sheet.may_break.append(self.sheet.add(cells, 24))
        if note and not beside:
            lines = text_lines(note, sum(self.sheet.widths) * 1.1)
            self.sheet.merge(self.sheet.add({NUMBER: Cell(note, "note")}, 11 * lines + 2), NUMBER, self._last)
        band: CategorySet | None = None
        has_categories = any(e.category_set for e in section.elements)
        for number, element in enumerate(section.elements):
            is_text = element.type is ValueType.TEXT
            wanted = element.category_set or band
            begins_band = element.band or wanted is not band
            # a page may begin with a band, or within rows that need none, but neither right under a
            # heading nor with the one last row
            if 2 <= number < len(section.elements) - 1 and (begins_band or is_text or not has_categories):
                self.sheet.may_break.append(len(self.sheet.rows) + 1)
            if is_text:
                self._text(element)
                continue
            if has_categories and begins_band:
                self._band(element.band or (wanted.label if wanted else Text("")), wanted)
            elif element.band:
                self._band(element.band, None)
            band = wanted
            self._row(element, has_categories)

    def _band(self, caption: Text, categories: CategorySet | None) -> None:
        cells = {column: Cell(None, "band") for column in range(NUMBER, self._last + 1)}
        cells[LABEL] = Cell(self._words.pick(caption), "band")
        if categories:
            for column, category in enumerate(categories.categories, FIRST):
                cells[column] = Cell(self._words.pick(category.short), "band_category")
            cells[self._total] = Cell(self._words("Total"), "band_category")
        wraps = any(
            text_lines(str(c.value), self.sheet.widths[n - 1]) > 1 for n, c in cells.items() if c.value
        )
        self.sheet.add(
            {n: Cell(c.value, c.style + "_wrap") for n, c in cells.items()} if wraps else cells,
            24 if wraps else 12,
        )

    def _row(self, element: Element, has_categories: bool) -> None:
        row = len(self.sheet.rows) + 1
        cells = {NUMBER: Cell(digits(element.row), "row")}
        label = self._words.pick(element.label)
        if element.paper_code and element.paper_code != element.row:
            label = f"{element.paper_code}  {label}"
        height = _ROW
        if has_categories:
            cells[LABEL] = Cell(label, "label")
            height = max(_ROW, text_lines(label, _LABEL_WIDTH) * 12 + 2)
            for column in range(FIRST, self._total):
                cells[column] = Cell(None, "hatch")
        else:
            cells[LABEL] = Cell(label, "label_open")
            for column in range(FIRST, self._total):
                cells[column] = Cell(None, "label_rest")
        if element.category_set:
            for column, key in enumerate(element.cells, FIRST):
                cells[column] = self._figures.cell(key)
                self.places[str(key)] = self.sheet.place(row, column)
        key = element.total
        cells[self._total] = self._figures.cell(key, is_total=has_categories)
        self.places[str(key)] = self.sheet.place(row, self._total)
        cells[self._last] = Cell(self._figures.remark(element) or None, "remark")
        self.sheet.add(cells, height)

    def _text(self, element: Element) -> None:
        """Label, then the text over the whole width; a long one over several rows."""
        edges = {column: Cell(None, "label_rest") for column in range(FIRST, self._last)}
        edges[self._last] = Cell(self._figures.remark(element) or None, "text_last")
        self.sheet.add(
            {
                NUMBER: Cell(digits(element.row), "row"),
                LABEL: Cell(self._words.pick(element.label), "label_open"),
            }
            | edges,
            _ROW,
        )
        value, kind = self._figures.shown(element.cells[0])
        text = value if isinstance(value, str) else ""
        chunks: list[str | None] = [text[i : i + _TEXT_CHUNK] for i in range(0, len(text), _TEXT_CHUNK)] or [
            None
        ]
        first = len(self.sheet.rows) + 1
        width = sum(self.sheet.widths)
        for chunk in chunks:
            rest = {column: Cell(None, "text_rest") for column in range(LABEL, self._last)}
            rest[self._last] = Cell(None, "text_last")
            style = "text_missing" if kind == "missing" else "text_first"
            height = min(max(16.0, text_lines(chunk or "", width) * 12 + 4), MAX_HEIGHT)
            row = self.sheet.add({NUMBER: Cell(chunk, style)} | rest, height)
            self.sheet.merge(row, NUMBER, self._last)
        self.places[str(element.cells[0])] = self.sheet.place(first, NUMBER, len(self.sheet.rows))

    # Sign-off -----------------------------------------------------------------------------------

    def _sign_off(self) -> None:
        words, data = self._words, self._data
        counts, prepared = data["counts"], data["prepared_by"]
        head = str(data["audit_head"])[:12].upper()
        self.sheet.add({NUMBER: Cell(words("To check this return against the file"), "heading")}, 24)
        self._boxes(
            (
                ("Prepared by", "prepared_by.name", prepared["name"]),
                ("Short code", "short_code", data["short_code"]),
                ("Audit log head", "", " ".join(head[i : i + 4] for i in range(0, 12, 4))),
                (
                    "Figures, missing, blank",
                    "",
                    f"{counts['figures']} + {counts['missing']} + {counts['blank']}",
                ),
            )
        )
        when = words(
            "{moment}, key {key}", moment=words.moment(data["completed_at"]), key=prepared["fingerprint"]
        )
        note = words(
            "Prepared on {when}. The signatures of clerk and manager stand in this file; spreadsheet"
            " programs show them when the file is opened.",
            when=when,
        )
        self.sheet.add({}, 3)
        self.sheet.merge(self.sheet.add({NUMBER: Cell(note, "note")}, 24), NUMBER, self._last)
        self.sheet.add({NUMBER: Cell(words("By hand, where the paper is signed"), "heading")}, 24)
        captions: dict[int, Cell] = {}
        room: dict[int, Cell] = {}
        row = len(self.sheet.rows) + 1
        people = ("Prepared by", "Approved by", "Facility in-charge", "Received by")
        for (first, last), caption in zip(self._groups(), people, strict=True):
            for column in range(first, last + 1):
                edge = "first" if column == first else "last" if column == last else "middle"
                captions[column] = Cell(None, f"caption_{edge}")
                room[column] = Cell(None, "pen_first" if column == first else f"fact_{edge}")
            captions[first] = Cell(words(caption), "caption_first")
            room[first] = Cell(words("Name, signature, date"), "pen_first")
            for line in (row, row + 1):
                self.sheet.merge(line, first, last)
        self.sheet.add(captions, 12)
        self.sheet.add(room, 44)
