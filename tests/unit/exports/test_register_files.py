"""The register as a file: every text stays a text."""

import csv
import io
from datetime import UTC, datetime
from uuid import UUID

import openpyxl
import pytest

from exports.register_files import HEADS, FindingFiles
from kmmp_desktop.domain.finding_steps import FindingState, FindingStep
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.services.finding_ports import RegisteredFinding
from kmmp_desktop.text import Text
from kmmp_desktop.texts.catalogue import Catalogue

ODD = ["=1+1", "+254 700", "-5 by mistake", "@SUM(A1)", "\t=1", "Siku ya “outreach”, Kolwa\nkesho", "a\x07b"]


def row(reason):
    at = datetime(2026, 12, 3, 22, 30, tzinfo=UTC)
    words = Text("C02 is 412.", "C02 ni 412.")
    step = FindingStep(
        "W302", 2, FindingState.EXPLAINED, Severity.WARNING, "KM_C02", words, reason, UUID(int=1), at
    )
    key = ReturnKey("KMMP_MFR", "00104", Period(2026, 11))
    return RegisteredFinding(UUID(int=2), key, 1, State.READY, "=Nyota", step, "A. Wanjiru")


@pytest.fixture
def files():
    return FindingFiles(Catalogue().say_in)


def test_a_workbook_holds_texts_never_formulas(tmp_path, files):
    path = tmp_path / "found.xlsx"
    files.write(path, [row(reason) for reason in ODD], "en")
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == list(HEADS)
    column = HEADS.index("Reason") + 1
    cells = [sheet.cell(number, column) for number in range(2, len(ODD) + 2)]
    assert [cell.value for cell in cells] == [*ODD[:-1], "a\ufffdb"]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert all(cell.data_type == "s" for cell in cells)
    assert sheet.cell(2, 2).value == "00104", "an MFL code keeps its noughts"


def test_a_csv_stops_what_looks_like_a_formula(tmp_path, files):
    path = tmp_path / "found.csv"
    files.write(path, [row(reason) for reason in ODD], "en")
    lines = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert [line["Reason"] for line in lines] == [f"'{text}" for text in ODD[:5]] + ODD[5:]
    assert {line["Facility"] for line in lines} == {"'=Nyota"}
    assert lines[0]["Since (EAT)"] == "2026-12-04 01:30"


def test_the_words_are_in_the_language_of_the_screen(tmp_path, files):
    path = tmp_path / "found.csv"
    files.write(path, [row("Kampeni")], "sw")
    text = path.read_text(encoding="utf-8-sig")
    assert "C02 ni 412." in text
    assert "Limeelezwa" in text
