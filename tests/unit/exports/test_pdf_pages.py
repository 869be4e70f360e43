"""What the printed return looks like, read back with poppler and pypdf."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import exports_fixtures as fixtures
import pytest
from pdf_reading import keep, needs_poppler, on_top_of_each_other, outside, run, text_of, words_of

from exports.page_words import Words
from exports.pdf import PdfMaker
from kmmp_desktop.domain.document import ReturnDocument

pytestmark = needs_poppler
DEFINITIONS = Path(__file__).resolve().parents[3] / "forms" / "definitions"


@cache
def document(name: str) -> ReturnDocument:
    if name in ("small", "large"):
        return getattr(fixtures, f"{name}_document")()
    from forms.catalogue import FolderCatalogue

    form = FolderCatalogue(DEFINITIONS).newest(name)
    return ReturnDocument(fixtures.data_of(form, fixtures.filled(form)), form)


@cache
def built(name: str) -> bytes:
    return PdfMaker().build(document(name))


ALL = ("small", "large", "KMMP_MFR", "KMMP_HF", "MOH731_S2_2023")
PAGES = {"small": 2, "large": 7, "KMMP_MFR": 5, "KMMP_HF": 1, "MOH731_S2_2023": 2}


@pytest.mark.parametrize("name", ALL)
def test_no_word_reaches_into_the_margins_or_stands_on_another(name: str, tmp_path: Path) -> None:
    words = words_of(built(name), tmp_path)
    assert len(words) > 100
    assert outside(words) == []
    assert on_top_of_each_other(words) == []


@pytest.mark.parametrize("name", ALL)
def test_each_form_takes_the_pages_it_should(name: str, tmp_path: Path) -> None:
    facts = run("pdfinfo", keep(built(name), tmp_path))
    found = re.search(r"Pages: +(\d+)\n", facts)
    assert found, facts
    assert PAGES[name] <= int(found[1]) <= PAGES[name] + (name == "KMMP_MFR")
    assert "Page size:       595.276 x 841.89 pts (A4)" in facts
    assert "JavaScript:      no" in facts


@pytest.mark.parametrize("name", ALL)
def test_every_label_and_figure_is_on_paper(name: str, tmp_path: Path) -> None:
    printed = text_of(built(name), tmp_path)
    form = document(name).form
    words = set(printed.split())
    for element in form:
        assert not set(element.label.en.split()) - words, element.full
    for entry in document(name).data["cells"]:
        if entry["kind"] == "number":
            assert Words("en").number(entry["value"]) in words, entry


def test_every_page_carries_facility_month_head_and_number(tmp_path: Path) -> None:
    path = keep(built("KMMP_MFR"), tmp_path)
    count = run("pdfinfo", path).partition("Pages:")[2].split()[0]
    for number in range(1, int(count) + 1):
        page = run("pdftotext", "-layout", "-f", str(number), "-l", str(number), path, "-")
        assert "Nyota Health Centre, MFL 99104" in page
        assert "November 2026, revision 1" in page
        assert "Audit log head 4C1E 88D0 A37B" in page
        assert f"Page {number} of {count}" in page
        assert "Printed 3 December 2026, 11:34 EAT" in page
        assert "approved" not in page.lower().replace("approved by", "").replace("approved on", "")


def test_fonts_are_embedded_and_nothing_comes_from_the_reader(tmp_path: Path) -> None:
    lines = run("pdffonts", keep(built("KMMP_MFR"), tmp_path)).splitlines()[2:]
    assert {line.split()[0].partition("+")[2] for line in lines} == {
        "NotoSans-Regular",
        "NotoSans-Bold",
        "NotoSans-Italic",
        "NotoSansMono-Bold",
    }
    assert all(line.split()[-5] == "yes" for line in lines)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert PdfMaker().build(document("small")) == built("small")


def test_the_attached_figures_are_the_canonical_bytes(tmp_path: Path) -> None:
    path = keep(built("small"), tmp_path)
    assert "99104_202611_KMMP_TEST_r1.json" in run("pdfdetach", "-list", path)
    run("pdfdetach", "-save", "1", "-o", tmp_path / "data.json", path)
    raw = (tmp_path / "data.json").read_bytes()
    assert raw == document("small").canonical
    assert json.loads(raw) == document("small").data


def test_the_attachment_is_declared_as_the_data_of_the_file() -> None:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(built("small")))
    root = reader.trailer["/Root"]
    assert root["/AF"][0]["/AFRelationship"] == "/Data"
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Monthly Facility Return: Nyota Health Centre, MFL 99104, November 2026"
    assert root["/AcroForm"]["/SigFlags"] == 3
    assert [field["/T"] for field in root["/AcroForm"]["/Fields"]] == ["Clerk", "Manager"]


def test_remarks_missing_codes_and_standards_stand_on_the_last_pages(tmp_path: Path) -> None:
    printed = text_of(built("small"), tmp_path)
    assert "(1) C02 New HIV-positive clients enrolled: 18" in printed
    assert "Outreach week, 7 enrolled there. (A. Wanjiru)" in printed
    assert "C14 Active HIV-positive clients at end of month: over 6" in printed
    assert "NR not reported Ages are not in the new logbook yet." in printed
    assert "The facility does not offer this service." in printed
    assert "Not verified" in printed
    assert "R201" in printed
    assert "derived from this return and signed with it; form version 1.0.0" in printed
    assert "3/4 116" in printed, "a partial total says how many cells it counts"
    assert document("small").data["short_code"] in printed


def test_a_zero_filled_in_bulk_is_a_zero_and_a_blank_stays_empty(tmp_path: Path) -> None:
    lines = run("pdftotext", "-layout", keep(built("small"), tmp_path), "-").splitlines()
    rows = {line.split()[1]: line for line in lines if re.match(r" *[0-9] {2,}[A-Z]", line)}
    assert rows["Moved"].split()[-1] == "0"
    assert rows["Cumulative"].rstrip().endswith("(optional)")


def test_a_swahili_return_says_its_labels_in_swahili(tmp_path: Path) -> None:
    def say(language: str, message: object, **params: object) -> str:
        assert language == "sw"
        known = {"Facility": "Kituo", "November": "Novemba", "Yes": "Ndiyo"}
        return known.get(str(message), str(message)).format_map(params)

    content = PdfMaker(say).build(fixtures.small_document("sw"))
    printed = text_of(content, tmp_path)
    assert "Ripoti ya Mwezi ya Kituo" in printed
    assert "Wateja wapya wa VVU waliosajiliwa" in printed
    assert "Novemba 2026" in printed
    assert "Ndiyo" in printed
    assert outside(words_of(content, tmp_path)) == []


def test_a_text_of_four_thousand_letters_and_a_reason_of_ten_thousand_flow_on(tmp_path: Path) -> None:
    long = " ".join(f"neno{i}" for i in range(450))[:3990] + " MWISHO-A"
    reason = " ".join(f"sababu{i}" for i in range(950)) + " MWISHO-B"
    found = [dict(fixtures.small_document().data["findings"][0], reason=reason)]
    content = PdfMaker().build(fixtures.small_document(values={"KM_P01": long}, findings=found))
    words = words_of(content, tmp_path)
    have = {w.text for w in words}
    assert {"MWISHO-A", "MWISHO-B"} <= have
    assert set(long.split()) | set(reason.split()) <= have
    assert outside(words) == []
    assert on_top_of_each_other(words) == []


def test_a_practice_return_says_so_across_every_page(tmp_path: Path) -> None:
    data = dict(fixtures.small_document().data)
    data["office"] = {**data["office"], "practice": True}
    content = PdfMaker().build(ReturnDocument(data, fixtures.small_form(), (fixtures.derived_form(),)))
    path = keep(content, tmp_path)
    for page in ("1", "2"):
        # the word is set at an angle: poppler may give its letters one by one
        letters = re.sub(r"\s", "", run("pdftotext", "-raw", "-f", page, "-l", page, path, "-"))
        assert "PRACTICE" in letters
    assert "PRACTICE" not in text_of(built("small"), tmp_path)


def test_a_file_without_signers_has_no_fields() -> None:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(PdfMaker().build(document("small"), signers=())))
    assert list(reader.trailer["/Root"]["/AcroForm"]["/Fields"]) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (12480, "12\u2009480"),
        (9999999, "9\u2009999\u2009999"),
        (62.5, "62.5"),
        (60.0, "60"),
        (-8, "\u22128"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, shown: str) -> None:
    assert Words("en").number(value) == shown


def test_a_calculated_share_is_rounded_half_up_and_a_sum_is_not_rounded() -> None:
    from exports.page_figures import Figures
    from kmmp_desktop.domain.values import CellKey

    totals = [
        {"cell": "A", "value": 81.25, "of": 2, "counted": 1},
        {"cell": "B[*]", "value": 2.25, "of": 3, "counted": 2},
    ]
    figures = Figures(Words("en"), [], totals)
    assert figures[CellKey("A")].text == "81.3"
    assert figures[CellKey("A")].share == ""
    assert figures[CellKey("B", "*")].text == "2.25"
    assert figures[CellKey("B", "*")].share == "2/3"


def test_a_total_of_cells_that_are_all_not_offered_says_so() -> None:
    from exports.page_figures import Figures
    from kmmp_desktop.domain.values import CellKey

    cells = [{"cell": f"B[{c}]", "kind": "missing", "value": "NA"} for c in "XY"]
    figure = Figures(Words("en"), cells, [{"cell": "B[*]", "value": None, "of": 2, "counted": 0}])[
        CellKey("B", "*")
    ]
    assert (figure.text, figure.is_missing) == ("NA", True)


def test_cells_that_are_not_offered_are_counted_apart(tmp_path: Path) -> None:
    counts = {**document("small").data["counts"], "missing": 2, "not_offered": 1}
    printed = text_of(PdfMaker().build(fixtures.small_document(counts=counts)), tmp_path)
    assert "1 more is not offered here" in printed
    assert "17 + 2 + 2 + 1" in printed


def test_checks_that_miss_earlier_months_stand_in_one_row_that_says_so(tmp_path: Path) -> None:
    plain = document("small")
    skipped = [{"check": f"Q40{n}", "severity": "warning", "cells": [], "reason": ""} for n in range(3)]
    data = json.loads(json.dumps(dict(plain.data))) | {"skipped": skipped}
    printed = " ".join(text_of(PdfMaker().build(ReturnDocument(data, plain.form)), tmp_path).split())
    assert "Q400, Q401, Q402 figures of other months or returns" in printed
