"""Sheets of a month that say something else than the signed data: each is refused, whoever signs them.

Read without signatures: a manager with tools of their own can sign whatever they like.
"""

import json
import re
from xml.sax.saxutils import escape

import exports_fixtures as fixtures
import pytest
import submission_files as months

from exports.signatures import ooxml_structure as structure
from exports.signatures.opc import read_package
from exports.submission_check import is_submission, read_submission
from exports.submission_xlsx import SubmissionWorkbook
from exports.workbook_properties import core_properties
from exports.workbook_read import ContentError
from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.submission import submission_code
from kmmp_desktop.texts.catalogue import Catalogue

COVER, SUMMARY, RETURNS, CELLS, FINDINGS, MISSING, SIGNED = (structure.sheet_part(n) for n in range(1, 8))
OURS = "is not written as this program writes it"


@pytest.fixture(scope="module")
def document():
    return months.submission(fixtures.small_document(), 5, 2, reason="nasty")


@pytest.fixture(scope="module")
def built(document):
    return read_package(SubmissionWorkbook().build(document))


@pytest.fixture
def parts(built):
    return dict(built)


def change(parts, part, old, new):
    assert old in parts[part], old
    parts[part] = parts[part].replace(old, new, 1)


def refused(parts, words):
    with pytest.raises(ContentError) as error:
        read_submission(parts)
    assert words in str(error.value), str(error.value)


def sign_text(parts, text):
    """Another text in the place of the signed data, as one cell."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{escape(text)}</t></is></c></row>'.encode()
    parts[SIGNED] = re.sub(
        rb"<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + cell + b"</sheetData>", parts[SIGNED]
    )


def with_code(data, **changes):
    """The data with their short code anew, in canonical form."""
    data = json.loads(canonical_bytes(data)) | changes
    data["short_code"] = submission_code(data)
    return data


def test_the_sheets_as_they_are_written_give_the_data_back(parts, document):
    assert is_submission(parts)
    assert read_submission(parts) == json.loads(document.canonical)
    sign_text(parts, canonical_bytes(document.data).decode())
    assert read_submission(parts) == json.loads(document.canonical), "the tests below change what is read"


# The signed data ------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"kmmp": 2}, {"kind": "return"}, {"layout": 9}], ids=str)
def test_data_of_another_format_are_not_read_as_this_one(parts, document, changes):
    data = with_code(document.data, **changes)
    sign_text(parts, canonical_bytes(data).decode())
    refused(parts, "this version of the program reads format")


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace('"kmmp":1', '"kmmp": 1'),
        lambda text: text.replace('"kmmp":1', '"kmmp":1,"kmmp":1'),
        lambda text: text + " ",
        lambda text: "[]",
    ],
    ids=["a-space", "a-key-twice", "an-end", "a-list"],
)
def test_data_have_one_form(parts, document, rewrite):
    sign_text(parts, rewrite(canonical_bytes(document.data).decode()))
    refused(parts, "not written in their one form")


def test_nothing_stands_beside_the_signed_data(parts):
    change(parts, SIGNED, b"</row></sheetData>", b'<c r="B2" t="n"><v>7</v></c></row></sheetData>')
    refused(parts, "holds something else beside them")


def test_the_words_of_the_sheets_are_in_the_language_of_the_data(parts, document):
    data = with_code(document.data, language="sw")
    sign_text(parts, canonical_bytes(data).decode())
    parts[structure.CORE] = core_properties(data)
    refused(parts, "are not those of a submission")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [(structure.CORE, b"<dc:title>", b"<dc:title>Evil "), (structure.APP, b"KMMP", b"ABCD")],
)
def test_title_and_dates_of_the_file_are_those_of_the_data(parts, part, old, new):
    change(parts, part, old, new)
    refused(parts, "document properties")


# What is shown --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "cell", "shown"),
    [
        (COVER, rb'(<row r="15"[^>]*>)', rb'\1<c r="D15" t="n"><v>9</v></c>'),
        (SUMMARY, rb'(<row r="2".*?)</row>', rb'\1<c r="Z2" t="n"><v>9</v></c></row>'),
        (SUMMARY, rb'(<row r="6".*?)</row>', rb'\1<c r="Z6" t="n"><v>9</v></c></row>'),
        (CELLS, rb'(<row r="9".*?)</row>', rb'\1<c r="Z9" t="n"><v>9</v></c></row>'),
    ],
    ids=["cover", "title", "summary", "figures"],
)
def test_no_figure_stands_where_nothing_was_signed(parts, part, cell, shown):
    changed, count = re.subn(cell, shown, parts[part], count=1)
    assert count == 1
    parts[part] = changed
    with pytest.raises(ContentError, match=f"where nothing was signed|{OURS}|wrong place"):
        read_submission(parts)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"<sheetData>", b"<sheetData/><sheetData>", "cannot be read"),
        (b"</sheetData>", b"</sheetData><sheetData></sheetData>", "cannot be read"),
        (b"<sheetData>", b"", "cannot be read"),
        (b'<row r="5"', b'<row r="6"', OURS),
        (b'<c r="A5"', b'<c r="A4"', OURS),
        (b'<c r="B5"', b'<c r="A5"', "wrong place"),
        (b'<row r="4" ht="14"', b'<row r="4" ht="2.9"', OURS),
        (b"Upepo Dispensary 2", b"Upepo &quot; 2", OURS),
        (b'</row><row r="5"', b'</row> <row r="5"', OURS),
        (b"<v>88801</v>", b"<v>8.8801e4x</v>", OURS),
        (b"<v>88801</v>", b"<v>88802</v>", "shows 88802 in A5, but 88801 was signed"),
        (b'<c r="A5" s="17" t="n"><v>88801</v></c>', b"", "shows — in A5, but 88801 was signed"),
    ],
)
def test_every_byte_of_a_table_is_what_this_program_writes(parts, old, new, words):
    change(parts, MISSING, old, new)
    refused(parts, words)


def test_the_lowest_row_that_is_still_seen_is_no_hidden_one(parts):
    change(parts, MISSING, b'<row r="4" ht="14"', b'<row r="4" ht="3"')
    assert read_submission(parts)


def test_a_sum_that_was_not_made_shows_nothing(parts):
    row = re.search(rb'<row r="\d+"[^>]*>(?:(?!</row>).)*KM_C15(?:(?!</row>).)*</row>', parts[SUMMARY])[0]
    number = re.search(rb'r="(\d+)"', row)[1]
    shown = re.sub(rb'<c r="D\d+"([^/>]*)/>', rb'<c r="D%s"\1 t="n"><v>7</v></c>' % number, row)
    assert shown != row
    change(parts, SUMMARY, row, shown)
    refused(parts, "shows 7 in D")


def test_a_month_in_swahili_may_show_its_row_numbers(built):
    small = months.small("sw")
    parts = read_package(SubmissionWorkbook(Catalogue("sw").say_in).build(small))
    assert is_submission(parts)
    assert read_submission(parts) == json.loads(small.canonical)
    assert parts.keys() == built.keys()
