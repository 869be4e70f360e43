"""Sets the booklet of a month: cover with counts, what is missing, findings, sums, a table per facility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from exports.page_figures import Figures
from exports.page_frame import set_box
from exports.page_prose import KEY, TEXT_BOLD, Cell, plain, set_key, set_table
from exports.page_section import TEXT, set_heading, set_sections
from exports.page_sheet import Page, Sheet
from exports.page_signing import Signing
from exports.page_type import Run, Type
from exports.page_words import Words
from exports.skipped_checks import together
from exports.submission_frame import MonthFrame
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.submission import SubmissionDocument

_LISTED = (60, 152, 84, 36, 54, 56, 56, 38, 120, 42)
_SEVERITY = {"error": "Error", "warning": "Warning", "note": "Note"}


class Booklet:
    """The pages of one submission."""

    def __init__(self, document: SubmissionDocument, words: Words) -> None:
        self._document = document
        self._data: Mapping[str, Any] = document.data
        self._words = words
        returns = self._data["returns"]
        self._form = document.form_of(max(returns, key=lambda entry: str(entry["form"]["version"])))
        self._type = Type()
        self._frame = MonthFrame(document, self._form, words)

    def set(self) -> list[Page]:
        """All pages. The front is set twice: first to learn how many pages it takes."""
        body, starts = self._facilities()
        front = self._front([0] * len(starts))
        front = self._front([len(front) + start for start in starts])
        pages = [*front, *body]
        self._frame.finish(pages, self._type)
        return pages

    # Front --------------------------------------------------------------------------------------

    def _front(self, pages: Sequence[int]) -> list[Page]:
        """``pages``: on which page the table of each return begins."""
        self._frame.side = ""
        sheet = Sheet(self._type, self._frame.start_page)
        self._counts(sheet)
        Signing(self._data, self._words, ("manager",)).set_of_month(sheet)
        self._missing(sheet)
        self._listed(sheet, pages)
        self._findings(sheet)
        self._sums(sheet)
        return sheet.pages

    def _counts(self, sheet: Sheet) -> None:
        words, data, counts = self._words, self._data, self._data["counts"]
        number = words.number
        of = words("{included} of {owed}", included=counts["included"], owed=counts["owed"])
        set_box(
            sheet,
            (
                (
                    (words("Implementing partner"), self._frame.partner),
                    (words("Returns"), of),
                    (words("Not in it"), number(counts["left_out"])),
                    (words("Approved late"), number(counts["late"])),
                ),
                (
                    (words("Office"), data["office"]["name"]),
                    (words("Figures"), number(counts["figures"])),
                    (words("Flagged figures"), number(counts["findings"])),
                    (words("Short code"), data["short_code"]),
                ),
            ),
        )
        sheet.y += 6

    def _again(self, title: str) -> str:
        return self._words("{title} (continued)", title=title)

    def _missing(self, sheet: Sheet) -> None:
        words, left_out = self._words, self._data["left_out"]
        title = words("Not in this submission")
        note = words("a missing return can follow as a submission of its own") if left_out else ""
        set_heading(sheet, title, note, 40)
        if not left_out:
            set_key(sheet, [Run(words("Every return that is owed for this month is in it."), KEY)])
            return
        rows: list[list[Cell]] = [
            [
                plain(item["mfl"]),
                plain(item["name"]),
                plain(words.pick(item["why"])),
                plain(words.number(item["days_late"]) if item["days_late"] else ""),
            ]
            for item in left_out
        ]
        heads = (words("MFL code"), words("Facility"), words("Why it is not in it"), words("Days late"))
        set_table(sheet, (60, 250, 290, 70), heads, rows, self._again(title))

    def _listed(self, sheet: Sheet, pages: Sequence[int]) -> None:
        words, data = self._words, self._data
        title = words("In this submission")
        set_heading(sheet, title, words("each in two files of its own, signed by clerk and manager"), 60)
        heads = tuple(
            words(head)
            for head in (
                "MFL code",
                "Facility",
                "Sub-county",
                "Rev.",
                "Figures",
                "Missing",
                "Flagged",
                "Late",
                "Short code",
                "Page",
            )
        )
        rows = [self._line(entry, page) for entry, page in zip(data["returns"], pages, strict=True)]
        set_table(sheet, _LISTED, heads, rows, self._again(title))

    def _line(self, entry: Mapping[str, Any], page: int) -> list[Cell]:
        words, facility, counts = self._words, entry["facility"], entry["counts"]
        number = words.number
        late = words("{days} d", days=entry["days_late"]) if entry["days_late"] else ""
        return [
            plain(facility["mfl"]),
            (Run(facility["name"], TEXT_BOLD),),
            plain(facility["sub_county"]),
            plain(str(entry["revision"]["number"])),
            plain(number(counts["figures"])),
            plain(number(counts["missing"] + counts["blank"])),
            plain(number(len(entry["findings"]))),
            plain(late),
            plain(entry["short_code"]),
            plain(str(page)),
        ]

    def _findings(self, sheet: Sheet) -> None:
        words = self._words
        rows = [
            self._finding(entry, found)
            for entry in self._data["returns"]
            for found in (*entry["findings"], *together(entry["skipped"]))
        ]
        title = words("Flagged figures and the reasons given")
        set_heading(sheet, title, follow=60 if rows else 0)
        if not rows:
            set_key(sheet, [Run(words("No figure was flagged."), KEY)])
            return
        heads = (words("Facility"), words("Figure"), words("What was flagged"), words("Reason given"))
        set_table(sheet, (140, 170, 190, 200), heads, rows, self._again(title))

    def _finding(self, entry: Mapping[str, Any], found: Mapping[str, Any]) -> list[Cell]:
        words, form = self._words, self._document.form_of(entry)
        if "at" in found:
            figure, what = self._place(form, str(found["at"])), words.pick(found["title"])
        else:
            figure = "; ".join(self._place(form, str(cell)) for cell in found["cells"])
            figure = figure or words("figures of other months or returns")
            what = words("Could not be checked: figures are missing.")
        reason = str(found.get("reason") or "")
        by = str(found.get("reason_by") or "")
        severity = words(_SEVERITY[found["severity"]])
        return [
            plain(f"{entry['facility']['name']}, {entry['facility']['mfl']}"),
            plain(figure),
            plain(f"{severity} {found['check']}: {what}"),
            (Run(reason, TEXT), Run(f" ({by})" if by and reason else "", KEY)),
        ]

    def _place(self, form: Form, reference: str) -> str:
        code, _, rest = reference.partition("[")
        element = form.elements.get(code)
        if element is None:
            return reference
        category = rest.rstrip("]")
        names = element.category_set.categories if element.category_set else ()
        named = next((self._words.pick(c.label) for c in names if c.code == category), "")
        label = f"{element.paper_code or element.code} {self._words.pick(element.label)}"
        return f"{label}, {named}" if named else label

    def _sums(self, sheet: Sheet) -> None:
        """The form with the sums of all returns in it."""
        words, sums = self._words, self._data["sums"]
        totals = [s for s in sums if s["cell"].endswith("[*]")]
        cells = [
            {"cell": s["cell"], "kind": "number", "value": s["value"]}
            for s in sums
            if not s["cell"].endswith("[*]") and s["value"] is not None
        ]
        count = self._data["counts"]["included"]
        one = count == 1
        self._frame.side = words("Sums of 1 return") if one else words("Sums of {count} returns", count=count)
        sheet.new_page()
        many = words("Sums of the {count} returns in this submission", count=count)
        title = words("Sums of the 1 return in this submission") if one else many
        set_heading(sheet, title, follow=60)
        note = words(
            "Counts are added up over the facilities; what is missing in a return is missing in the sum, and"
            " 36/37 says how many returns a total counts. Percentages, dates and texts are not summed."
        )
        set_key(sheet, [Run(note, KEY)])
        summed = {str(s["cell"]).partition("[")[0] for s in sums}
        sections = tuple(
            section for section in self._form.sections if any(e.full in summed for e in section.elements)
        )
        set_sections(sheet, replace(self._form, sections=sections), Figures(words, cells, totals))

    # Facilities ---------------------------------------------------------------------------------

    def _facilities(self) -> tuple[list[Page], list[int]]:
        """The pages of all returns, and the page (from 1) within them on which each begins."""
        sheet: Sheet | None = None
        starts = []
        for entry in self._data["returns"]:
            facility = entry["facility"]
            self._frame.side = self._words(
                "{facility}, MFL {mfl}", facility=facility["name"], mfl=facility["mfl"]
            )
            if sheet is None:
                sheet = Sheet(self._type, self._frame.next_head)
            else:
                sheet.new_page()
            starts.append(sheet.number)
            self._facility(sheet, entry)
        return (sheet.pages if sheet else []), starts

    def _facility(self, sheet: Sheet, entry: Mapping[str, Any]) -> None:
        words, facility, counts = self._words, entry["facility"], entry["counts"]
        sheet.page.marks.append((sheet.type.clean(facility["name"]), sheet.y))
        late = words("{days} days late", days=entry["days_late"]) if entry["days_late"] else words("in time")
        counted = f"{counts['figures']} + {counts['missing']} + {counts['blank']}"
        sheet.y += 3
        set_box(
            sheet,
            (
                (
                    (words("Facility"), facility["name"]),
                    (words("MFL code"), facility["mfl"]),
                    (words("Short code"), entry["short_code"]),
                    (words("Revision"), f"{entry['revision']['number']}, {late}"),
                ),
                (
                    (words("Prepared by, approved by"), f"{entry['prepared_by']}, {entry['approved_by']}"),
                    (words("Level"), facility["level"]),
                    (words("County"), facility["county"]),
                    (words("Figures, missing, blank"), counted),
                ),
            ),
        )
        marks = len(sheet.page.marks)
        first = sheet.number
        form = self._document.form_of(entry)
        set_sections(sheet, form, Figures(words, entry["cells"], entry["totals"], entry["findings"]))
        for block in entry["derived"]:
            derived = self._document.derived_form(block)
            set_heading(sheet, words.pick(derived.title), words("derived from this return"), 90)
            set_sections(sheet, derived, Figures(words, block["cells"], block.get("totals", ())))
        # the outline leads to facilities; their sections would be thousands of entries
        del sheet.pages[first - 1].marks[marks:]
        for page in sheet.pages[first:]:
            page.marks.clear()


def set_booklet(document: SubmissionDocument, words: Words) -> list[Page]:
    return Booklet(document, words).set()
