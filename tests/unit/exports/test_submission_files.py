"""Workbook and booklet of a month: what they say, who else can read them, and what is refused."""

import base64
import html
import io
import json
import re
import subprocess
import zipfile

import exports_fixtures as fixtures
import pytest
import submission_files as months
from lxml import etree
from openpyxl import load_workbook
from outside_readers import libreoffice_says, tool, xmlsec

from exports.pdf import PdfMaker
from exports.signatures import ooxml_structure as structure
from exports.signatures.ooxml_sign import sign_workbook
from exports.signatures.opc import read_package, write_package
from exports.skipped_checks import together
from exports.submission_pdf import SubmissionBooklet
from exports.submission_xlsx import ROLES, SubmissionWorkbook
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.submission import submission_code
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.texts.catalogue import Catalogue

COVER, SUMMARY, RETURNS, CELLS, FINDINGS, MISSING, SIGNED = (
    f"xl/worksheets/sheet{n}.xml" for n in range(1, 8)
)
book, booklet = SubmissionWorkbook(), SubmissionBooklet()
check_book, check_pdf = WorkbookMaker().check, PdfMaker().check


@pytest.fixture(scope="module")
def document():
    return months.submission(fixtures.small_document(), 5, 2, reason="nasty")


@pytest.fixture(scope="module")
def signed(document):
    return book.sign(book.build(document), fixtures.manager(), months.MADE)


@pytest.fixture(scope="module")
def signed_pdf(document):
    return booklet.sign(booklet.build(document), fixtures.manager(), months.MADE)


@pytest.fixture
def parts(signed):
    return read_package(signed)


# What they say ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sw"])
def test_both_files_carry_the_very_data_and_one_signature_of_the_manager(language):
    document = months.small(language)
    say = Catalogue(language).say_in
    for maker, check in ((SubmissionWorkbook(say), check_book), (SubmissionBooklet(say), check_pdf)):
        found = check(maker.sign(maker.build(document), fixtures.manager(), months.MADE))
        assert (found.intact, found.problems) == (Answer.YES, ())
        assert found.data == json.loads(document.canonical)
        assert [(s.role, s.name, s.valid, s.signed_at) for s in found.signatures] == [
            ("manager", "P. Otieno", True, months.MADE)
        ]


def test_equal_months_give_equal_bytes(document):
    again = months.submission(fixtures.small_document(), 5, 2, reason="nasty")
    assert book.build(document) == book.build(again)
    assert booklet.build(document) == booklet.build(again)


def test_every_figure_of_every_facility_has_its_row(signed, document):
    sheet = load_workbook(io.BytesIO(signed))["Figures"]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0] is not None]
    expected = [
        (int(entry["facility"]["mfl"]), cell["cell"])
        for entry in document.data["returns"]
        for cells in (entry["cells"], *(d["cells"] for d in entry["derived"]))
        for cell in cells
    ]
    assert [(row[0], row[9]) for row in rows] == expected
    by_place = {(row[0], row[9]): row for row in rows}
    assert by_place[99105, "KM_C02[ANC]"][7] == 15
    assert by_place[99105, "KM_C02[ANC]"][2:6] == ("C", 2, "New HIV-positive clients enrolled", "Antenatal")
    assert by_place[99104, "KM_C15"][7:9] == ("NR", "+254 700 000 000")


def test_sums_leave_percentages_out_and_say_how_many_returns_they_count(signed):
    sheet = load_workbook(io.BytesIO(signed))["Summary"]
    rows = {row[6]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["KM_C02[ANC]"][3:6] == (14 + 15 + 16 + 17 + 18, 5, 5)
    assert rows["KM_C14[PN6_12]"][3:6] == (None, 0, 5)
    assert "KM_A04" not in rows
    assert "KM_C17" not in rows


def test_the_cover_counts_what_is_in_it_and_what_is_not(signed):
    cover = load_workbook(io.BytesIO(signed))["Cover"]
    values = [row[2] for row in cover.iter_rows(min_row=4, max_row=9, values_only=True)]
    assert values == ["Ziwa Health Partners", "Kisumu office", "5 / 7", 2, 1, 85]
    missing = load_workbook(io.BytesIO(signed))["Missing"]
    names = [row[1] for row in missing.iter_rows(min_row=4, values_only=True)]
    assert names == ["Upepo Dispensary 1", "Upepo Dispensary 2"]


def test_checks_that_could_not_be_made_stand_in_one_row_unless_somebody_gave_a_reason():
    skipped = [
        {"check": "W1", "severity": "warning", "cells": ["C01"], "reason": ""},
        {"check": "Q2", "severity": "warning", "cells": [], "reason": ""},
        {"check": "Q3", "severity": "warning", "cells": [], "reason": "No register."},
        {"check": "E4", "severity": "error", "cells": [], "reason": ""},
        {"check": "Q5", "severity": "warning", "cells": []},
    ]
    rows = [(row["check"], row["severity"], row["cells"]) for row in together(skipped)]
    assert rows == [
        ("W1", "warning", ["C01"]),
        ("Q2, Q5", "warning", []),
        ("Q3", "warning", []),
        ("E4", "error", []),
    ]


def test_the_booklet_says_the_same_in_words(signed_pdf):
    from pypdf import PdfReader

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(signed_pdf)).pages]
    assert "5 of 7" in pages[0]
    assert "Upepo Dispensary 2" in pages[0]
    for name in ("Nyota Health Centre", "Twiga Health Centre", "Samaki Dispensary"):
        assert sum(name in page for page in pages) >= 2, "in the list and at its table"
    assert "=1+1" in "".join(pages)


# Comments that look like formulas -----------------------------------------------------------------


def test_a_text_that_begins_like_a_formula_stays_a_text_with_a_quote_before_it(signed, parts):
    assert b"<f>" not in b"".join(parts[structure.sheet_part(n)] for n in range(1, 8))
    findings = load_workbook(io.BytesIO(signed))["Findings"]
    said = [row[6] for row in findings.iter_rows(min_row=4) if str(row[6].value)[:1] in "=+-@"]
    assert {cell.value for cell in said} >= set(months.NASTY) - {'=HYPERLINK("http://x","y")'}
    assert all(cell.quotePrefix for cell in said), "entering the cell must not make a formula of it"


def test_libreoffice_computes_nothing_and_shows_the_texts(signed, tmp_path):
    office = tool("soffice")
    (tmp_path / "month.xlsx").write_bytes(signed)
    command = [office, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += [
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "month.xlsx")], check=True, timeout=900
    )
    text = (tmp_path / "month-Findings.csv").read_text(encoding="utf-8")
    for nasty in months.NASTY:
        assert nasty.replace('"', '""') in text
    figures = (tmp_path / "month-Figures.csv").read_text(encoding="utf-8")
    assert figures.count("99106,") >= 20


def test_libreoffice_finds_the_signature_valid_and_a_changed_file_not(signed, tmp_path):
    files = [("month.xlsx", signed), ("changed.xlsx", with_another_sum(signed))]
    assert libreoffice_says(tmp_path, files) == ["1", "0"]


def with_another_sum(content):
    parts = read_package(content)
    assert b"<v>80</v>" in parts[SUMMARY]
    parts[SUMMARY] = parts[SUMMARY].replace(b"<v>80</v>", b"<v>90</v>", 1)
    return write_package(parts)


def test_xmlsec1_agrees_with_the_signature_and_with_every_part(signed, tmp_path):
    sheets = 7
    assert xmlsec(signed, tmp_path, 1) == (3, 3, sheets + 5, sheets + 5)
    assert xmlsec(with_another_sum(signed), tmp_path, 1) == (3, 3, sheets + 4, sheets + 5)


def test_openssl_agrees_with_the_signature_value(signed, tmp_path):
    """Over the canonical SignedInfo that lxml, not this program, makes of the part."""
    part = read_package(signed)["_xmlsignatures/sig1.xml"]
    signature = etree.fromstring(part)
    dsig = "{http://www.w3.org/2000/09/xmldsig#}"
    alone = etree.fromstring(etree.tostring(signature.find(dsig + "SignedInfo"), with_tail=False))
    info = etree.tostring(alone, method="c14n")
    (tmp_path / "info").write_bytes(info)
    (tmp_path / "value").write_bytes(base64.b64decode(signature.findtext(dsig + "SignatureValue")))
    (tmp_path / "cert.der").write_bytes(fixtures.manager().certificate)
    key = subprocess.run(
        [tool("openssl"), "x509", "-inform", "DER", "-in", str(tmp_path / "cert.der"), "-pubkey", "-noout"],
        capture_output=True,
        check=True,
    )
    (tmp_path / "key.pem").write_bytes(key.stdout)
    command = ["openssl", "dgst", "-sha256", "-verify", str(tmp_path / "key.pem")]
    command += ["-signature", str(tmp_path / "value"), str(tmp_path / "info")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "Verified OK"


def test_pdfsig_finds_the_booklet_signed_as_a_whole(signed_pdf, tmp_path):
    (tmp_path / "month.pdf").write_bytes(signed_pdf)
    done = subprocess.run(
        [tool("pdfsig"), str(tmp_path / "month.pdf")], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid." in done.stdout
    assert "Total document signed" in done.stdout
    assert "Signer Certificate Common Name: P. Otieno" in done.stdout
    changed = bytearray(signed_pdf)
    changed[changed.index(b"stream\n", 4000) + 60] ^= 1
    (tmp_path / "month.pdf").write_bytes(bytes(changed))
    done = subprocess.run(
        ["pdfsig", str(tmp_path / "month.pdf")], capture_output=True, text=True, check=False
    )
    assert "Digest Mismatch" in done.stdout


# What is refused ----------------------------------------------------------------------------------


def signed_anew(parts, signer=None):
    """What a manager with own tools could make: any parts, properly signed by our own code."""
    sheets, _ = structure.count_parts(parts)
    for name in [n for n in parts if n.startswith("_xmlsignatures")]:
        del parts[name]
    parts |= structure.structure(sheets, 0)
    return sign_workbook(write_package(parts), signer or fixtures.manager(), "manager", months.MADE, ROLES)


def refused(content, words):
    check = check_book(content)
    assert check.intact is Answer.NO, check
    assert check.data is None
    said = " ".join(str(problem) for problem in check.problems)
    assert re.search(words, said), said


MERGED = b'</sheetData><mergeCells count="1"><mergeCell ref="A5:H5"/></mergeCells>'


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        (COVER, b"<t>5 / 7</t>", b"<t>7 / 7</t>", "shows 7 / 7 in C6, but 5 / 7 was signed"),
        (SUMMARY, b"<v>80</v>", b"<v>90</v>", "shows 90 in D"),
        (RETURNS, b"<t>A. Wanjiru</t>", b"<t>B. Wanjiru</t>", "shows B. Wanjiru"),
        (CELLS, b"<t>NR</t>", b"<t>NA</t>", "shows NA in H"),
        (CELLS, b"<v>15</v>", b"<v>51</v>", "shows 51 in"),
        (CELLS, b"Twiga Health Centre", b"Tausi Health Centre", "shows Tausi"),
        (CELLS, b"<t>number</t>", b"<t>blank</t>", "shows blank in G"),
        (FINDINGS, b"<t>=1+1</t>", b"<t>=2+2</t>", "shows =2\\+2"),
        (MISSING, b"Upepo Dispensary 2", b"Upepo Dispensary 3", "shows Upepo Dispensary 3"),
        (CELLS, b"</sheetData>", b'<row r="9999"></row></sheetData>', "not written as this program"),
        (CELLS, b"<v>15</v>", b"<f>7+8</f><v>15</v>", "not written as this program"),
        (CELLS, b'<row r="9">', b'<row r="9" hidden="1">', "not written as this program"),
        (CELLS, b'<row r="9">', b'<row r="9" ht="0.5" customHeight="1">', "not written as this program"),
        (CELLS, b"<cols>", b'<cols><col min="12" max="13" width="9" hidden="1"/>', "hidden"),
        (
            CELLS,
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="A5:H5"/></mergeCells>',
            "covers",
        ),
        (CELLS, b"</worksheet>", b"<drawing/></worksheet>", "drawing"),
        (CELLS, b"<t>number</t>", b"<t>num&#98;er</t>", "not written as this program"),
        (SIGNED, b'"owed":7', b'"owed":5', "short code"),
        (structure.STYLES, b'formatCode="DD/MM/YYYY"', b'formatCode="&quot;9&quot;"', "unusual way"),
    ],
)
def test_a_sheet_that_says_something_else_than_the_data_is_refused(parts, part, old, new, words):
    if part == SIGNED:
        old, new = (html.escape(x.decode(), quote=False).encode() for x in (old, new))
    assert old in parts[part], (part, old)
    parts[part] = parts[part].replace(old, new, 1)
    refused(signed_anew(parts), words)


def test_a_row_too_many_or_too_few_is_refused(parts):
    whole = parts[MISSING]
    rows = re.findall(rb'<row r="\d+".*?</row>', whole, re.DOTALL)
    parts[MISSING] = whole.replace(rows[-1], b"")
    refused(signed_anew(dict(parts)), "ends before what was signed")
    number = len(rows) + 1
    more = rows[-1].replace(b'r="5"', b'r="%d"' % number)
    more = re.sub(rb'r="([A-D])5"', rb'r="\g<1>%d"' % number, more)
    parts[MISSING] = whole.replace(b"</sheetData>", more + b"</sheetData>")
    refused(signed_anew(parts), "more rows than were signed")


def test_a_changed_part_is_named_by_its_sheet(parts):
    parts[CELLS] = parts[CELLS].replace(b"<v>15</v>", b"<v>51</v>", 1)
    refused(write_package(parts), 'sheet "Figures" is not what was signed')


def test_a_clerk_does_not_sign_for_a_month(document):
    unsigned = book.build(document)
    with pytest.raises(RefusedError):
        sign_workbook(unsigned, fixtures.clerk(), "clerk", months.MADE, ROLES)
    as_return = sign_workbook(unsigned, fixtures.clerk(), "clerk", months.MADE)
    refused(as_return, "made as clerk|in the place of the manager")


def test_a_return_that_only_a_manager_signed_is_no_submission():
    content = WorkbookMaker().build(fixtures.small_document())
    refused(sign_workbook(content, fixtures.manager(), "manager", months.MADE, ROLES), "manager")


def test_nobody_signs_a_month_twice(signed, signed_pdf):
    with pytest.raises(RefusedError):
        book.sign(signed, fixtures.manager(), months.MADE)
    with pytest.raises(RefusedError):
        booklet.sign(signed_pdf, fixtures.manager(), months.MADE)


def test_data_that_are_written_anew_need_their_short_code(document):
    data = json.loads(document.canonical)
    data["counts"]["owed"] = 5
    assert submission_code(data) != data["short_code"]


def test_bytes_added_to_the_booklet_are_refused(signed_pdf):
    assert check_pdf(signed_pdf + b"\n%%EOF\n").intact is Answer.NO
    changed = bytearray(signed_pdf)
    changed[len(changed) // 3] ^= 4
    assert check_pdf(bytes(changed)).intact is not Answer.YES


def test_every_part_of_the_workbook_is_covered(signed, parts):
    with zipfile.ZipFile(io.BytesIO(signed)) as archive:
        names = archive.namelist()
    covered = set(structure.signed_parts(7))
    fixed = set(structure.structure(7, 1)) | {structure.CORE, structure.APP}
    assert set(names) - covered - fixed == {"_xmlsignatures/sig1.xml"}


@pytest.mark.parametrize("nasty", months.NASTY)
def test_in_a_return_too_a_reason_like_a_formula_keeps_a_quote(nasty):
    findings = [dict(f, reason=nasty, reason_by="") for f in fixtures.small_document().data["findings"]]
    document = fixtures.small_document(findings=findings)
    content = WorkbookMaker().sign(
        WorkbookMaker().build(document), fixtures.clerk(), "clerk", fixtures.COMPLETED
    )
    assert check_book(content).intact is Answer.YES
    remarks = load_workbook(io.BytesIO(content))["Remarks"]
    [*cells] = [cell for row in remarks.iter_rows() for cell in row if cell.value == nasty]
    assert len(cells) == len(findings)
    assert all(cell.quotePrefix and cell.data_type != "f" for cell in cells)
