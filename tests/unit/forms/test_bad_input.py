"""Form files made to break the reader: a clear error with its place, no crash, no hang, little memory."""

import sys
import tracemalloc
from pathlib import Path
from time import process_time

import pytest
from form_builders import a_check, a_return, form_with

from forms.reader import read_form
from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import of_returns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.faults import check_faults, form_faults
from kmmp_desktop.errors import DefinitionError

SMALL = (Path(__file__).parents[2] / "fixtures" / "forms" / "small.yaml").read_text(encoding="utf-8")
CHECK = "check: B2 <= B1"


@pytest.fixture(autouse=True)
def _little_time_and_memory():
    """Generous bounds: what they catch takes minutes and gigabytes."""
    tracemalloc.start()
    began = process_time()
    yield
    took, most = process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 60
    assert most < 500 << 20


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read_form(text if isinstance(text, bytes) else text.encode("utf-8"), "small.yaml")
    return list(caught.value.problems)


def with_check(expression: str) -> str:
    assert CHECK in SMALL
    return SMALL.replace(CHECK, f"check: {expression}")


def place_of(told: str) -> tuple[int, int]:
    name, line, column = told.split(":")[:3]
    assert name == "small.yaml"
    return int(line), int(column)


def start_of_check(text: str) -> tuple[int, int]:
    before = text[: text.index("check: ", text.index("code: R2")) + len("check: ")]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def pointed_at(expression: str, text: str) -> str:
    """The rest of the line from the place that is told."""
    whole = with_check(expression)
    [told] = [line for line in problems(whole) if text in line]
    line, column = place_of(told)
    return whole.split("\n")[line - 1][column - 1 :]


@pytest.mark.parametrize(
    ("expression", "said", "rest"),
    [
        ("B1 = B1 + B1l", "no element B1l. Did you mean B1?", "B1l"),
        ("B1 = @lood", "no setting @lood. Did you mean load?", "@lood"),
        ("A1[ANCC] = 1", "no category ANCC. Did you mean ANC?", "A1[ANCC] = 1"),
        ("isnul(B1)", "no function isnul. Did you mean isNull?", "isnul(B1)"),
        ("В1 = 1", "CYRILLIC CAPITAL LETTER VE", "В1 = 1"),
        ("B1 = B１", "FULLWIDTH DIGIT ONE", "１"),
        ("B1 \u2264 B2", "Write <=", "\u2264 B2"),
        ("B1 =\u00a0B2", "NO-BREAK SPACE", "\u00a0B2"),
        ("B1 = B2\u200b + 1", "ZERO WIDTH SPACE", "\u200b + 1"),
        ("B1 = \u202eB2", "RIGHT-TO-LEFT OVERRIDE", "\u202eB2"),
        ("B1\u200f = B2", "RIGHT-TO-LEFT MARK", "\u200f = B2"),
        ("B1 = e\u0301", "COMBINING ACUTE ACCENT", "\u0301"),
        (f"B1 = {'9' * 400}", "at most 15 figures", "9" * 400),
        (f"B1 = 0.{'0' * 400}1", "at most 15 figures", f"0.{'0' * 400}1"),
    ],
)
def test_a_mistake_points_at_its_character(expression, said, rest):
    assert pointed_at(expression, said) == rest


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("B1 + " * 200_000 + "B1 = 1", "has 1000006 characters; at most 20000"),
        ("(" * 1_000_000 + "B1", "characters; at most"),
        ("(" * 9_000 + "B1", "nests more than 100 levels"),
        ("if(B1 > 0, 1, " * 1_000 + "B1", "nests more than 100 levels"),
        ("not " * 4_000 + "B5", "nests more than 100 levels"),
        ("2 ^ " * 4_000 + "2 = B1", "nests more than 100 levels"),
        ("if(" * 60 + "B1" + "*2+1 = 1 and B5 or B5, 1, 2)" * 60 + " = 1", "nests more than 100 levels"),
    ],
)
def test_what_is_too_long_or_too_deep_is_told_with_line_and_column(expression, said):
    text = with_check(expression)
    [told] = [line for line in problems(text) if said in line]
    line, column = place_of(told)
    assert (line, column) >= start_of_check(text)
    assert line == start_of_check(text)[0]
    assert len(told) < 300


def test_thousands_of_unknown_names_are_told_in_little_time():
    names = [f"B1{n}" for n in range(1_800)]
    told = problems(with_check(" + ".join(names) + " = 1"))
    assert 40 <= len(told) <= 60
    assert "Did you mean B1" in told[0]


def test_a_file_full_of_unknown_names_is_refused_in_little_time():
    start = SMALL.index("  - code: R2")
    block = SMALL[start : SMALL.index("  - code: R3")]
    many = "".join(
        block.replace("R2", f"Z{n}").replace("B2 <= B1", " + ".join(f"B{k}x" for k in range(2_000)) + " = 1")
        for n in range(100)
    )
    told = problems(SMALL[:start] + many + SMALL[start:])
    assert len(told) == 201
    assert told[-1].endswith("more.")


def test_a_mapping_of_unknown_keys_is_refused_in_little_time():
    flood = "".join(f"labell{n}: 1\n" for n in range(100_000))
    told = problems(SMALL + flood)
    assert told[-1] == "small.yaml: and 99800 more."


def calculating(count: int, expression: str) -> str:
    """So many calculated elements; ``{before}`` in the expression is the one before."""
    rows = "".join(
        f"      - {{code: Z{n}, label: {{en: Z, sw: Z}}, type: integer, status: arithmetic, "
        f"calculate: {expression.format(before=f'Z{n - 1}' if n else 'B1')}}}\n"
        for n in range(count)
    )
    return SMALL.replace("checks:\n", rows + "checks:\n", 1)


def test_calculated_elements_that_double_one_another_are_refused():
    """Forty lines that stand for a million million cells."""
    told = problems(calculating(40, "{before} + {before}"))
    assert any("reads more than 20000 cells" in line for line in told)
    line, column = place_of(told[0])
    found = calculating(40, "{before} + {before}").split("\n")[line - 1][column - 1 :]
    assert found.startswith("Z13 + Z13")  # 2 ^ 15 cells are the first too many


def test_a_long_chain_of_calculated_elements_is_refused():
    told = problems(calculating(400, "{before} + 1"))
    assert any("nests more than 150 levels deep together" in line for line in told)


def test_a_check_that_names_large_calculations_often_is_refused():
    text = calculating(13, "{before} + {before}").replace(CHECK, "check: Z12 + Z12 + Z12 + Z11 <= B1")
    assert any("check R2" in line and "reads more than 20000 cells" in line for line in problems(text))


def test_the_deepest_form_that_is_read_also_runs():
    """With a quarter of Python's frames to spare for whoever asks."""
    text = calculating(20, "{before} + 1").replace(
        CHECK, "check: " + "abs(" * 40 + "Z19" + ")" * 40 + " <= B1"
    )
    form = read_form(text.encode(), "small.yaml")
    seen = a_return(form, {"B1": 7})
    used = len_of_stack()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(used + 750)
    try:
        report = CompiledForm(form).run(seen)
        ColumnarForm(form).run(of_returns(form, {("1", seen.facts.period): seen.values}))
    finally:
        sys.setrecursionlimit(limit)
    assert "R2" in {found.check for found in report.findings}


def len_of_stack() -> int:
    frame, depth = sys._getframe(), 0
    while frame:
        frame, depth = frame.f_back, depth + 1
    return depth


def test_a_circle_is_told_at_one_of_its_lines():
    text = calculating(3, "{before} + 1").replace("calculate: B1 + 1", "calculate: Z2 + 1")
    [told] = [line for line in problems(text) if "wait for one another" in line]
    line, column = place_of(told)
    assert "calculate: " in text.split("\n")[line - 1][:column]
    assert told.count("->") == 3


def test_a_long_circle_is_refused():
    text = calculating(2_000, "{before} + 1").replace("calculate: B1 + 1", "calculate: Z1999 + 1")
    assert any("wait for one another" in line for line in problems(text))


def test_a_rule_that_divides_by_a_blank_is_skipped_and_by_0_too():
    form = form_with(
        "B2 / B1 <= 1",
        a_check("B2 / B1 <= 1", "T2", missing="skip_if_all"),
        a_check("B2 / B1 <= 1", "T3", missing="never_skip"),
    )
    for figures in ({"B2": 3}, {"B1": 0, "B2": 3}):
        report = CompiledForm(form).run(a_return(form, figures))
        assert [each.check for each in report.skipped] == ["T1", "T2"]
        assert report.findings == ()


def test_the_same_faults_are_found_in_a_check_that_is_tried_out():
    form = form_with(B3="B1 + " * 1_000 + "B1")
    assert form_faults(form) == ()
    [fault] = check_faults(a_check("B3 = " + " + ".join(["B3"] * 30)), form)
    assert "reads more than 20000 cells" in fault
    [deep] = check_faults(a_check("(" * 200 + "B1"), form)
    assert "nests more than 100" in deep


@pytest.mark.parametrize(
    "content",
    [
        SMALL.encode().replace(b"B2 <= B1", b"B2 <= \x00B1"),
        SMALL.encode().replace(b"B2 <= B1", b"B2 <= \xed\xa0\x80B1"),  # half of a surrogate pair
        SMALL.encode().replace(b"B2 <= B1", b'"B2 <= \\ud800B1"'),
        SMALL.encode().replace(b"B2 <= B1", b'"B2 <= \\0B1"'),
        SMALL.encode().replace(b"B2 <= B1", b'"B2 <= \\x07B1"'),
        SMALL.encode("utf-16"),
        SMALL.encode() + b"\x80",
        SMALL.encode().replace(b"B2 <= B1", b"B2 <= B1" + b" " * 1_900_000),
        b"? " * 900_000,
        b"a: " * 600_000,
        b"'" * 1_000_000,
        b"a:\n" + b"  - |\n" * 200_000,
        b"%" * 1_000_000,
        b"{" * 1_000_000 + b"}" * 900_000,
        b"key: " + b"9" * 1_000_000,
    ],
    ids=range(15),
)
def test_bytes_that_are_no_form_are_refused_with_a_place(content):
    try:
        read_form(content, "small.yaml")
    except DefinitionError as error:
        for told in error.problems:
            line, column = place_of(told)
            assert line >= 1
            assert column >= 1
            assert len(told) < 400
            told.encode("utf-8")
            assert told.isprintable()
    else:
        assert b" " * 1_900_000 in content  # only spaces at the end of a line
