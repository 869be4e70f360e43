"""The last pages: remarks with reasons, missing and blank, derived form, standards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from exports.changed_cells import changed_note, changed_text
from exports.page_figures import Figures
from exports.page_prose import KEY, TEXT_BOLD, TEXT_ITALIC, Cell, plain, set_key, set_table
from exports.page_rows import label_of
from exports.page_section import SMALL, TEXT, set_heading, set_sections
from exports.page_sheet import LEFT, RIGHT, RULE, Sheet
from exports.page_type import DARK, Run, Style
from exports.page_words import Words
from exports.skipped_checks import together
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.form import Element, Form


class Closing:
    """Sets what follows the sections of one document."""

    def __init__(self, document: ReturnDocument, words: Words, figures: Figures) -> None:
        self.document = document
        self.data: Mapping[str, Any] = document.data
        self.form = document.form
        self.words = words
        self.figures = figures

    def set(self, sheet: Sheet) -> None:
        self._changes(sheet)
        self._remarks(sheet)
        self._missing(sheet)
        self._derived(sheet)
        self._standards(sheet)

    def _place(self, cell: str, form: Form | None = None) -> tuple[str, str]:
        """Short code and label of a cell: (``C02``, ``New clients, Antenatal``)."""
        form = form or self.form
        code, _, rest = cell.partition("[")
        element = form.elements.get(code)
        if element is None:
            return cell, ""
        category = rest.rstrip("]")
        named = next(
            (
                c
                for c in (element.category_set.categories if element.category_set else ())
                if c.code == category
            ),
            None,
        )
        label = label_of(element, self.words)
        return (
            element.paper_code or element.code,
            f"{label}, {self.words.pick(named.label)}" if named else label,
        )

    def _again(self, title: str) -> str:
        return self.words("{title} (continued)", title=title)

    def _shown(self, cell: str) -> str:
        key = self.form.key(cell.replace("[*]", ""))
        return self.figures[key].text if key else ""

    def _changes(self, sheet: Sheet) -> None:
        """What an amendment says otherwise than the revision it replaces, each cell with its reason."""
        words, amends = self.words, self.data.get("amends")
        if not amends:
            return
        changes = amends["changes"]
        title = words("Changed since revision {number}", number=amends["number"])
        set_heading(sheet, title, changed_note(words, amends), 50 if changes else 0)
        if changes:
            set_table(
                sheet,
                (262, 98, 98, 240),
                (words("Figure"), words("Before"), words("Now"), words("Reason given")),
                [self._change(one) for one in changes],
                self._again(title),
            )
        else:
            set_key(sheet, [Run(words("No figure was changed."), KEY)])

    def _change(self, change: Mapping[str, Any]) -> list[Cell]:
        place = " ".join(part for part in self._place(change["cell"]) if part)
        before, now = (changed_text(self.words, change[which]) for which in ("before", "after"))
        reason, by = str(change.get("reason") or ""), str(change.get("by") or "")
        given = [Run(reason, TEXT), Run(f" ({by})" if by and reason else "", Style(SMALL.font, 7.25, DARK))]
        return [plain(place), plain(before), [Run(now, TEXT_BOLD)], given]

    def _remarks(self, sheet: Sheet) -> None:
        words, data = self.words, self.data
        findings, skipped = data.get("findings", ()), data.get("skipped", ())
        made = data.get("checks", {})
        note = words(
            "{errors} errors, {warnings} warnings; {made} of {of} checks made",
            errors=sum(f["severity"] == "error" for f in findings),
            warnings=sum(f["severity"] == "warning" for f in findings),
            made=made.get("made", 0),
            of=made.get("of", 0),
        )
        title = words("Remarks to flagged figures")
        set_heading(sheet, title, note, 50 if findings else 0)
        if findings:
            rows = [self._remark(number, finding) for number, finding in enumerate(findings, 1)]
            set_table(
                sheet,
                (26, 228, 204, 240),
                ("", words("Figure"), words("What was flagged"), words("Reason given")),
                rows,
                self._again(title),
            )
        else:
            set_key(sheet, [Run(words("No figure was flagged."), KEY)])
        if skipped:
            title = words("Checks that could not be made")
            set_heading(sheet, title, follow=50)
            set_table(
                sheet,
                (150, 308, 240),
                (words("Check"), words("Figures missing"), words("Reason given")),
                [self._skip(one) for one in together(skipped)],
                self._again(title),
            )
        if inputs := data.get("inputs"):
            months = "; ".join(self._month_used(one) for one in inputs)
            set_key(sheet, [Run(f"{words('Figures of other months used:')} {months}.", KEY)])

        if between := data.get("between"):
            others = "; ".join(f"{words.pick(one['title'])}, {self._month_used(one)}" for one in between)
            set_key(sheet, [Run(f"{words('Compared with other returns of the month:')} {others}.", KEY)])

    def _month_used(self, one: Mapping[str, Any]) -> str:
        """An earlier month whose figures checks looked at; what was never signed has no code."""
        words = self.words
        month = words.month(one["period"])
        if code := one.get("short_code"):
            return words("{month} revision {number} ({code})", month=month, number=one["number"], code=code)
        if one.get("state") == "brought_in":
            return words("{month} (brought in, unsigned)", month=month)
        return words("{month} revision {number} (not signed yet)", month=month, number=one["number"])

    def _remark(self, number: int, finding: Mapping[str, Any]) -> list[Cell]:
        code, label = self._place(finding["at"])
        figure = [Run(f"{code} {label}: ", TEXT), Run(self._shown(finding["at"]), TEXT_BOLD)]
        reason = str(finding.get("reason") or "")
        by = str(finding.get("reason_by") or "")
        given = [Run(reason, TEXT), Run(f" ({by})" if by and reason else "", Style(SMALL.font, 7.25, DARK))]
        flagged = f"{self.words.pick(finding['title'])} ({finding['check']})"
        return [plain(f"({number})"), figure, plain(flagged), given]

    def _skip(self, skipped: Mapping[str, Any]) -> list[Cell]:
        cells = "; ".join(" ".join(self._place(cell)) for cell in skipped.get("cells", ()))
        cells = cells or self.words("figures of other months or returns")
        return [plain(skipped["check"]), plain(cells), plain(str(skipped.get("reason") or ""))]

    def _missing(self, sheet: Sheet) -> None:
        words, counts = self.words, self.data["counts"]
        rows = list(self._missing_rows())
        note = words(
            "{count} of {cells} cells", count=counts["missing"] + counts["blank"], cells=counts["cells"]
        )
        if counts.get("not_offered"):
            note += "; " + words("{count} more are not offered here", count=counts["not_offered"])
        title = words("Missing and blank")
        set_heading(sheet, title, note, 40 if rows else 0)
        if rows:
            set_table(sheet, (300, 120, 278), (), rows, self._again(title))
        else:
            set_key(sheet, [Run(words("Every cell that was asked holds a figure or a text."), KEY)])

    def _missing_rows(self) -> Iterator[list[Cell]]:
        """One row for neighbouring cells of an element or section that are missing for the same reason."""
        words = self.words
        bare = [entry for entry in self.data["cells"] if entry["kind"] in ("missing", "blank")]
        for (section, state, reason), entries in groupby(bare, self._group):
            cells = [entry["cell"] for entry in entries]
            meaning = (
                [Run(state, TEXT_ITALIC), Run(f" {words.missing(state)}", TEXT)]
                if state
                else plain(words("blank"))
            )
            if reason is None:
                reason = words("The facility does not offer this service.")
                if len(cells) > 5:
                    label = words("Section {code}: {count} cells", code=section, count=len(cells))
                    yield [plain(label), meaning, plain(reason)]
                    continue
            for code, group in groupby(cells, lambda cell: cell.partition("[")[0]):
                yield [
                    plain(self._cells_label(code, list(group))),
                    meaning,
                    plain(reason or ("" if state or self._is_required(code) else words("Optional cell."))),
                ]

    def _group(self, entry: Mapping[str, Any]) -> tuple[str, str, str | None]:
        code = entry["cell"].partition("[")[0]
        section = self.form.section_of.get(code)
        state = str(entry["value"]) if entry["kind"] == "missing" else ""
        reason = None if entry.get("derived") else str(entry.get("reason") or "")
        return (section.code if section else "", state, reason)

    def _is_required(self, code: str) -> bool:
        element = self.form.elements.get(code)
        return element is None or element.required

    def _cells_label(self, code: str, cells: Sequence[str]) -> str:
        element: Element | None = self.form.elements.get(code)
        short, label = self._place(code)
        if element is None or element.category_set is None or len(cells) == len(element.cells):
            return f"{short} {label}"
        asked = {str(key): c for key, c in zip(element.cells, element.category_set.categories, strict=True)}
        names = ", ".join(self.words.pick(asked[cell].label) for cell in cells if cell in asked)
        return f"{short} {label}: {names}"

    def _derived(self, sheet: Sheet) -> None:
        words = self.words
        for form, derived in zip(self.document.derived_forms, self.data.get("derived") or (), strict=False):
            note = words(
                "derived from this return and signed with it; form version {version}",
                version=derived.get("version", form.version),
            )
            if not sheet.need(120):
                sheet.page.line(LEFT, sheet.y + 8, RIGHT, sheet.y + 8, 0.75, RULE)
                sheet.y += 6
            set_heading(sheet, words.pick(form.title), note, 90)
            set_sections(sheet, form, Figures(words, derived["cells"], derived.get("totals", ())))

    def _standards(self, sheet: Sheet) -> None:
        standards = self.data.get("standards") or ()
        if not standards:
            return
        words = self.words
        title = words("Standards used")
        set_heading(sheet, title, words("value, where it comes from, how sure"), 50)
        set_table(
            sheet,
            (242, 92, 244, 120),
            (words("Standard"), words("Value"), words("Source"), words("Status")),
            [self._standard(one) for one in standards],
            self._again(title),
        )

    def _standard(self, standard: Mapping[str, Any]) -> list[Cell]:
        words = self.words
        status = str(standard.get("status", ""))
        named = {
            "sourced": words("Sourced"),
            "benchmark": words("Benchmark"),
            "arithmetic": words("Arithmetic"),
            "programme_setting": words("Programme setting"),
        }.get(status, words("Not verified"))
        sure = status in ("sourced", "benchmark", "arithmetic", "programme_setting")
        source = ", ".join(
            words.pick(standard.get(part)) for part in ("source", "where") if standard.get(part)
        )
        if not source and status != "arithmetic":
            source = words("none")
        value = " ".join(words.pick(standard.get(part)) for part in ("value", "unit") if standard.get(part))
        return [
            plain(words.pick(standard["statement"])),
            plain(value),
            plain(source),
            (Run(named, TEXT if sure else TEXT_BOLD),),
        ]
