"""Every case of docs/checks.md, worked out by LibreOffice from the formulas of an entry workbook."""

import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from form_builders import a_check, a_return, form_with
from openpyxl import Workbook, load_workbook

from exports.entry_book_checks import FAILS, HOLDS, UNDECIDED, BookChecks
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.form import MissingRule
from kmmp_desktop.domain.values import Kind

DOC = Path(__file__).parents[3] / "docs" / "checks.md"
OUTCOMES = {HOLDS: "holds", FAILS: "fails", UNDECIDED: "skipped"}
WHOLE_RETURN = ("all_zero", "identical_to_previous", "share_reported", "facility_", "previous_return_exists")
DAY_ZERO = 693_594
ROUNDED = ("B4 * 3 = 0.3", "B4 * 3 <= 0.3", "10 ^ -400")
"""Spreadsheets take nearly equal decimals for equal, and know no number this small."""


def table(heading):
    section = DOC.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in rows]


def figures(form, text):
    months = {0: {}}
    for back, reference, value in re.findall(r"(?:(\d+):)?([A-Z0-9]+(?:\[\w+\])?)=(\S+)", text):
        months.setdefault(int(back or 0), {})[reference] = value
    return a_return(form, months.pop(0), months)


class Cases:
    """One sheet of figures and one of formulas for each case."""

    def __init__(self):
        self.book = Workbook()
        self.wanted = {}

    def add(self, form, given, expression=""):
        """A case; with ``expression`` its value is wanted, else the state of the form's check."""
        values = figures(form, given)
        name = str(len(self.book.sheetnames))
        sheet, places = self.book.create_sheet(f"v{name}"), {}
        for row, key in enumerate(form.entry_cells, 1):
            places[key] = f"A{row}"
            held = values.values.get(key)
            if held is not None:
                sheet[f"A{row}"] = typed(held)
        opened = SimpleNamespace(form=form, figures=values)
        checks = BookChecks(opened, places, sheet.title, "en")
        if expression:
            state = checks.calculations.put(
                "", checks._writer.side(parse(expression), MissingRule.SKIP_IF_ANY)
            )
        else:
            state = checks.checks[0].state
        formulas = self.book.create_sheet(f"c{name}")
        for row, (_, formula) in enumerate(checks.calculations.rows, 1):
            formulas[f"B{row}"] = "=" + formula
        return f"c{name}", state.replace("$", "")

    def answers(self, folder):
        program = shutil.which("soffice")
        if program is None:
            pytest.skip("LibreOffice is not installed")
        (folder / "in").mkdir()
        self.book.save(folder / "in" / "cases.xlsx")
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{folder / 'profile'}",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                str(folder),
                str(folder / "in" / "cases.xlsx"),
            ],
            capture_output=True,
            timeout=900,
            check=True,
        )
        return load_workbook(folder / "cases.xlsx", data_only=True)


def typed(value):
    if value.kind is Kind.YES_NO:
        return "Yes" if value.value else "No"
    if value.kind is Kind.DATE:
        return value.value.toordinal() - DAY_ZERO
    return value.value if value.kind is Kind.NUMBER else value.raw


def test_conditions_and_values_come_out_in_a_spreadsheet_as_documented(tmp_path):
    cases = Cases()
    untold = []
    for check, missing, given, outcome in table("Cases: conditions"):
        if not any(word in check for word in WHOLE_RETURN):
            place = cases.add(form_with(a_check(check, missing=missing)), given)
            if not place[1]:  # told on the sheet of checks as made only in the program
                untold.append((check, missing))
                continue
            cases.wanted[place] = (check, missing, given, outcome)
    for expression, given, value in table("Cases: values"):
        if "share_reported" not in expression:
            place = cases.add(form_with(), given, expression)
            cases.wanted[place] = (expression, "", given, value)
    assert len(cases.wanted) > 110
    assert all("if(" in check and missing == "skip_if_all" for check, missing in untold), untold
    book = cases.answers(tmp_path)
    wrong = []
    for (sheet, cell), (text, missing, given, outcome) in cases.wanted.items():
        found = book[sheet][cell].value
        said = OUTCOMES.get(found, found)
        if outcome not in OUTCOMES.values():
            said = "missing" if isinstance(found, str) else found
            same = said == outcome or (said != "missing" and float(outcome) == pytest.approx(said, rel=1e-4))
        else:
            same = said == outcome
        if not same and text not in ROUNDED:
            wrong.append((text, missing, given, f"wanted {outcome}", f"found {found}"))
    assert wrong == []
