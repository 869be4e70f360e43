"""What goes into a workbook comes out of it, and no changed byte passes."""

import functools
import random
from datetime import date

import exports_fixtures as fixtures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.signatures.opc import PackageError, read_package, write_package
from exports.workbook_model import from_cell_text, to_cell_text
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.values import ValueType
from kmmp_desktop.domain.verdict import Answer

maker = WorkbookMaker()
MISSING = st.sampled_from(["NR", "NA", "UNK"])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300) | st.sampled_from(
    [
        "=1+1",
        "_x0041_",
        " ",
        "\r\n",
        "#N/A",
        "NR",
        "1",
        "true",
        "'",
        "\ufeff",
        "\x00"[:0] + "\t",
        "]]>",
        "&amp;",
    ]
)
BY_TYPE = {
    ValueType.INTEGER: st.integers(0, 9_999_999),
    ValueType.NUMBER: st.floats(0, 9_999_999, allow_nan=False),
    ValueType.PERCENT: st.integers(0, 100)
    | st.floats(0, 1000, allow_nan=False)
    | st.sampled_from([1 / 3, 0.1 + 0.2]),
    ValueType.YES_NO: st.booleans(),
    ValueType.DATE: st.dates(date(1990, 1, 1), date(2100, 12, 31)),
}


def values():
    """Any completed return of the small form, blanks and missing codes everywhere."""
    cells = {}
    for element in fixtures.small_form():
        for key in element.cells:
            one = WORDS if element.type is ValueType.TEXT else BY_TYPE[element.type] | MISSING
            cells[str(key)] = st.none() | one
    return st.fixed_dictionaries(cells)


@functools.cache
def signed():
    content = maker.sign(
        maker.build(fixtures.small_document()), fixtures.clerk(), "clerk", fixtures.COMPLETED
    )
    return maker.sign(content, fixtures.manager(), "manager", fixtures.APPROVED)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(values(), st.sampled_from(["en", "sw"]))
def test_every_return_comes_back_as_it_was_signed(filled, language):
    document = fixtures.small_document(language, values=filled)
    check = maker.check(maker.sign(maker.build(document), fixtures.clerk(), "clerk", fixtures.COMPLETED))
    assert (check.intact, check.problems) == (Answer.YES, ())
    assert canonical_bytes(check.data) == document.canonical


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_survives_the_letters_that_xml_cannot_carry(text):
    assert from_cell_text(to_cell_text(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_changed_byte_of_the_file_passes(data):
    """Anywhere: parts, headers, directory. A part packed otherwise must unpack to the same."""
    content = bytearray(signed())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    check = maker.check(bytes(content))
    if check.intact is Answer.YES:
        assert read_package(bytes(content)) == read_package(signed())
    else:
        assert check.data is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_changed_byte_of_any_part_passes(data):
    parts = read_package(signed())
    name = data.draw(st.sampled_from([n for n in parts if parts[n]]))
    part = bytearray(parts[name])
    part[data.draw(st.integers(0, len(part) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    parts[name] = bytes(part)
    check = maker.check(write_package(parts))
    assert (check.intact, check.data) == (Answer.NO, None)


def test_every_single_changed_figure_is_refused():
    parts = read_package(signed())
    sheet = parts["xl/worksheets/sheet1.xml"]
    tried = 0
    for at in range(len(sheet) - 3):
        if sheet[at : at + 3] == b"<v>":
            digit = sheet[at + 3 : at + 4]
            changed = sheet[: at + 3] + (b"8" if digit == b"7" else b"7") + sheet[at + 4 :]
            check = maker.check(write_package({**parts, "xl/worksheets/sheet1.xml": changed}))
            assert str(check.problems[0]) == 'Changed after signing: sheet "Return" is not what was signed.'
            tried += 1
    assert tried > 20


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2**32))
def test_whatever_bytes_come_the_answer_is_no_and_never_an_exception(junk, seed):
    shuffled = bytearray(signed())
    dice = random.Random(seed)
    for _ in range(5):
        at = dice.randrange(len(shuffled))
        shuffled[at : at + dice.randrange(20)] = junk[: dice.randrange(20)]
    for content in (junk, bytes(shuffled), signed()[: dice.randrange(len(signed()))]):
        check = maker.check(content)
        assert check.intact is not Answer.YES or content == signed()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}\.xml", fullmatch=True), st.binary(max_size=500), min_size=1, max_size=8
    )
)
def test_the_container_gives_back_its_parts(parts):
    content = write_package(parts)
    assert read_package(content) == parts
    for cut in (content[:-1], content + b"\0", b"\0" + content):
        try:
            read_package(cut)
        except PackageError:
            continue
        raise AssertionError("a cut or padded container was read")
