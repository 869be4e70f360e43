"""The sheets of remarks and standards: what was flagged, why it stands, what it rests on."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from exports.changed_cells import changed_note, changed_text
from exports.page_words import Words
from exports.practice_mark import marked_title
from exports.workbook_figures import ReturnFigures, cell_label, cell_text
from exports.workbook_model import LINE, MAX_HEIGHT, Cell, Sheet, text_lines
from kmmp_desktop.domain.form import Form, Status

STATUS_WORDS = {
    Status.SOURCED: "Sourced",
    Status.BENCHMARK: "Benchmark",
    Status.PROGRAMME_SETTING: "Programme setting",
    Status.NOT_VERIFIED: "Not verified",
    Status.ARITHMETIC: "Arithmetic",
}
SEVERITY_WORDS = {"error": "Error", "warning": "Warning", "note": "Note"}


def remarks_sheet(
    name: str, words: Words, form: Form, data: Mapping[str, Any], figures: ReturnFigures
) -> Sheet:
    """Changes of an amendment, findings with reasons, checks that were not made, missing and blank cells."""
    sheet = Sheet(name, (4.5, 23, 29, 18, 12, 25), freeze="A3", repeat="1:2")
    _title(sheet, words, data, words("Remarks"))
    _changes(sheet, words, form, data)
    _findings(sheet, words, form, data, figures)
    _skipped(sheet, words, form, data)
    _missing(sheet, words, form, data)
    return sheet


def standards_sheet(name: str, words: Words, data: Mapping[str, Any]) -> Sheet:
    """Every standard that a finding or check of this return rests on, with how sure it is."""
    sheet = Sheet(name, (44, 20, 32, 15.5), freeze="A3", repeat="1:2")
    _title(sheet, words, data, words("Standards"))
    _heading(sheet, words("Standards used"), words("value, where it comes from, how sure"))
    sheet.add_wrapped(_cells("header", words("Standard"), words("Value"), words("Source"), words("Status")))
    for standard in data["standards"]:
        value = f"{standard['value']} {words.pick(standard.get('unit', ''))}".strip()
        source = ", ".join(str(part) for part in (standard["source"], standard.get("where")) if part)
        row = _cells("wrapped", words.pick(standard["statement"]), value, source or words("none"))
        sheet.add_wrapped(row | {4: _status(words, standard["status"])})
    if not data["standards"]:
        sheet.add_wrapped(_cells("wrapped", words("None."), "", "", ""))
    sheet.add({}, 6)
    note = words(
        '"Not verified" means that no source for a standard has been read and confirmed; it is a'
        " working value and not a guideline."
    )
    sheet.merge(sheet.add({1: Cell(note, "note")}, 26), 1, 4)
    return sheet


def _title(sheet: Sheet, words: Words, data: Mapping[str, Any], title: str) -> None:
    facility = data["facility"]
    subject = words(
        "{name}, MFL {mfl}, {month}, revision {number}",
        name=facility["name"],
        mfl=facility["mfl"],
        month=words.month(data["return"]["period"]),
        number=data["revision"]["number"],
    )
    last = len(sheet.widths)
    family = marked_title(words.pick(data["form"]["title"]), data, words)
    sheet.add({1: Cell(family, "programme"), last: Cell(subject, "notice")}, 15)
    sheet.add({n: Cell(None, "title") for n in range(1, last + 1)} | {1: Cell(title, "title")}, 26)


def _heading(sheet: Sheet, title: str, note: str = "") -> None:
    cells = {1: Cell(title, "heading")}
    if note:
        cells[len(sheet.widths)] = Cell(note, "heading_note")
    sheet.add(cells, 24)


def _cells(style: str, *values: str) -> dict[int, Cell]:
    return {column: Cell(value or None, style) for column, value in enumerate(values, 1)}


def _status(words: Words, status: str) -> Cell:
    known = Status(status)
    return Cell(words(STATUS_WORDS[known]), "wrapped_bold" if known is Status.NOT_VERIFIED else "wrapped")


def _changes(sheet: Sheet, words: Words, form: Form, data: Mapping[str, Any]) -> None:
    """The cells of an amendment that say something else than the revision it replaces."""
    amends = data.get("amends")
    if not amends:
        return
    title = words("Changed since revision {number}", number=amends["number"])
    _heading(sheet, title, changed_note(words, amends))
    if not amends["changes"]:
        sheet.add({1: Cell(words("No figure was changed."), "plain")})
        return
    head = (words("Figure"), words("Before"), words("Now"), "", words("Reason given"))
    sheet.add_wrapped(_cells("header", "", *head))
    for number, change in enumerate(amends["changes"], 1):
        reason, by = str(change.get("reason") or ""), str(change.get("by") or "")
        texts = (
            cell_label(words, form, str(change["cell"])),
            changed_text(words, change["before"]),
            changed_text(words, change["after"]),
            "",
            f"{reason}\n{by}" if reason and by else reason,
        )
        sheet.add_wrapped(_cells("wrapped", str(number), *texts))


def _findings(
    sheet: Sheet, words: Words, form: Form, data: Mapping[str, Any], figures: ReturnFigures
) -> None:
    findings, checks = data["findings"], data["checks"]
    counts = words(
        "{findings} flagged; {made} of {of} checks made",
        findings=len(findings),
        made=checks["made"],
        of=checks["of"],
    )
    _heading(sheet, words("Flagged figures"), counts)
    if not findings:
        sheet.add({1: Cell(words("None."), "plain")})
        return
    standards = {s["id"]: s for s in data["standards"]}
    sheet.add_wrapped(
        _cells(
            "header",
            "",
            words("Figure"),
            words("What was flagged"),
            words("Standard"),
            words("Status"),
            words("Reason given"),
        )
    )
    for number, finding in enumerate(findings, 1):
        sheet.add_wrapped(_finding(words, form, finding, number, figures, standards))


def _finding(
    words: Words,
    form: Form,
    finding: Mapping[str, Any],
    number: int,
    figures: ReturnFigures,
    standards: Mapping[str, Mapping[str, Any]],
) -> dict[int, Cell]:
    at = str(finding["at"])
    figure = f"{cell_label(words, form, at)}: {cell_text(words, figures, form, at)}"
    flagged = [
        f"{words(SEVERITY_WORDS[finding['severity']])} {finding['check']}: {words.pick(finding['title'])}"
    ]
    if sides := _sides(words, finding):
        flagged.append(sides)
    standard = standards.get(finding["standard"])
    rests = words.pick(standard["statement"]) if standard else str(finding["standard"])
    if standard and standard["value"]:
        rests += f": {standard['value']} {words.pick(standard.get('unit', ''))}".rstrip()
    reason = str(finding.get("reason") or "")
    if reason and finding.get("reason_by"):
        reason += f"\n{finding['reason_by']}, {words.moment(finding['reason_at'])}"
    row = _cells("wrapped", f"({number})", figure, "\n".join(flagged), rests, "", reason)
    return row | {5: _status(words, standard["status"]) if standard else Cell(None, "wrapped")}


def _sides(words: Words, finding: Mapping[str, Any]) -> str:
    """``C02 = 18 <= 13.7 = mean(C02, 3) * 1.33``, the difference after it."""
    left, right = finding["left"], finding["right"]
    values = [
        words.number(side["value"]) if side["value"] is not None else words("blank") for side in (left, right)
    ]
    text = f"{left['text']} [{values[0]}] {finding['operator']} {right['text']} [{values[1]}]"
    if finding.get("difference") is not None:
        text += "\n" + words("Difference: {difference}", difference=words.number(finding["difference"]))
    return text


def _skipped(sheet: Sheet, words: Words, form: Form, data: Mapping[str, Any]) -> None:
    if not data["skipped"]:
        return
    _heading(sheet, words("Checks that could not be made"), words("because figures are missing"))
    header = _cells(
        "header", "", words("Check"), words("Missing figures"), words("Severity"), "", words("Reason given")
    )
    _wide(sheet, header)
    for skipped in data["skipped"]:
        check = form.check_by_code.get(skipped["check"])
        title = f"{skipped['check']}: {check.expression}" if check else str(skipped["check"])
        missing = "\n".join(cell_label(words, form, cell) for cell in skipped["cells"])
        _wide(
            sheet,
            _cells(
                "wrapped",
                "",
                title,
                missing,
                words(SEVERITY_WORDS[skipped["severity"]]),
                "",
                str(skipped.get("reason") or ""),
            ),
        )


def _missing(sheet: Sheet, words: Words, form: Form, data: Mapping[str, Any]) -> None:
    rows = [entry for entry in data["cells"] if entry["kind"] in ("missing", "blank")]
    _heading(
        sheet,
        words("Missing and blank"),
        words("{count} of {of} cells", count=len(rows), of=data["counts"]["cells"]),
    )
    if not rows:
        sheet.add({1: Cell(words("None."), "plain")})
        return
    _wide(sheet, _cells("header", "", words("Figure"), words("What it says"), "", "", words("Reason given")))
    for entry in rows:
        what, style = _what_it_says(words, form, entry)
        row = _cells(
            "wrapped",
            "",
            cell_label(words, form, str(entry["cell"])),
            what,
            "",
            "",
            str(entry.get("reason") or ""),
        )
        _wide(sheet, row | {3: Cell(what, style)})


def _what_it_says(words: Words, form: Form, entry: Mapping[str, Any]) -> tuple[str, str]:
    if entry["kind"] == "missing":
        return f"{entry['value']} {words.missing(str(entry['value']))}", "wrapped_italic"
    element = form.elements[str(entry["cell"]).partition("[")[0]]
    return words("blank") if element.required else words("blank, optional"), "wrapped"


def _wide(sheet: Sheet, cells: dict[int, Cell]) -> None:
    """A row whose first two columns are one, and the empty ones before the last go to their left."""
    label = cells.pop(2)
    starts = [1, *(column for column in range(3, 6) if cells[column].value is not None), 6, 7]
    lines = 1
    for first, following in itertools.pairwise(starts):
        cell = label if first == 1 else cells[first]
        width = sum(sheet.widths[first - 1 : following - 1])
        lines = max(lines, text_lines(str(cell.value or ""), width))
    row = sheet.add(
        {**cells, 1: label, 2: Cell(None, label.style)}, min(max(13.5, lines * LINE + 2), MAX_HEIGHT)
    )
    for first, following in itertools.pairwise(starts):
        if following - first > 1:
            sheet.merge(row, first, following - 1)
