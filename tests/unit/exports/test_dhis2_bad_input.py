"""Rules and mapping tables from elsewhere: whatever stands in them, a clear answer and no harm."""

import json
from time import process_time

import pytest
from form_builders import form_with

from exports.dhis2_mapping import read_mapping
from exports.dhis2_reading import DhisReader
from exports.dhis2_rules import DhisRules, read_rules, write_rules
from exports.dhis2_writing import NotConvertedError
from kmmp_desktop.domain.faults import check_faults
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.rule_exchange import MappingTable

FORM = form_with()
MAPPING = MappingTable({key: f"de{n:09}.co{n:09}" for n, key in enumerate(FORM.entry_cells)})
B1 = "#{" + MAPPING.operands[FORM.key("B1")] + "}"
READER = DhisReader({B1[2:-1]: "B1"})


@pytest.fixture(autouse=True)
def _little_time():
    began = process_time()
    yield
    assert process_time() - began < 30


def rule(left: str = B1, right: str = "1", **others) -> dict:
    sides = {"leftSide": {"expression": left}, "rightSide": {"expression": right}}
    return {"code": "V1", "operator": "equal_to", **sides, **others}


def read(*rules: object):
    content = json.dumps({"validationRules": list(rules)}).encode()
    return read_rules(content, FORM, MAPPING, "STD_SUM")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{B1} + " * 100_000 + B1, "longer than 20000 characters"),
        ("(" * 1_000_000 + B1, "longer than 20000 characters"),
        ("(" * 15_000 + B1, "nests more than 60 levels deep at character 61"),
        ("-" * 15_000 + B1, "nests more than 60 levels deep at character 61"),
        (f"{B1} ^ " * 400 + B1, "nests more than"),
        ("if(" * 5_000 + B1, "nests more than"),
        (f"{B1} + #{{nowhere}}", "#{nowhere} at character 30 is not in the mapping table"),
        (f"{B1} + '", '"\'" at character 30 cannot be read'),
        (f"{B1} \x00", '"\\u0000" at character 28'),
        (f"{B1} \ud800", '"\\ud800" at character 28'),
        (f"{B1} \u202e+ 1", '"\\u202e'),
        (f"{B1} + В1", '"В1" at character 30 cannot be read'),
        (f"{B1} + \u0661", "cannot be read"),
        ("9" * 400, "at character 1 has more than 15 figures"),
        ("1e999999999", "1e9999 at character 1 has more than 15 figures"),
        ("1e-999999999", "has more than 15 figures"),
        ("1e" + "9" * 5_000, "has more than 15 figures"),
        ("#{" + "a" * 15_000 + "}", "is not in the mapping table"),
        ("d2:daysBetween(1, 2)", "d2:daysBetween at character 1 has no like here"),
        (f"{B1} +", "ends too soon"),
        ("", "ends too soon"),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_its_place(text, said):
    with pytest.raises(NotConvertedError) as caught:
        READER.read(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 250
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ([], "It is no rule"),
        (None, "It is no rule"),
        (7, "It is no rule"),
        ({}, "is not known"),
        (rule(operator=["equal_to"]), "is not known"),
        (rule(operator="x" * 100_000), "is not known"),
        (rule(periodType={"a": 1}), "returns here are monthly"),
        (rule(leftSide=None), "no leftSide"),
        (rule(leftSide={"expression": 5}), "no leftSide"),
        (rule(leftSide={"expression": B1, "missingValueStrategy": ["SKIP"]}), "strategy"),
        (rule(left="1"), "names no cell"),
        (rule(code="a\nchecks:\n  - b", left="'"), "cannot be read"),
    ],
)
def test_a_rule_that_is_none_is_left_out_by_name(made, said):
    found = read(made, rule())
    [left] = found.left_out
    assert said in str(left.why)
    assert left.code.isprintable()
    assert len(left.code) <= 60
    assert len(str(left.why)) < 250
    assert len(found.checks) == 1


def test_words_of_a_rule_come_in_without_what_no_file_takes():
    odd = "Ti\ud800t\x00le\nof \u202erule {left}" + "x" * 10_000
    [check] = read(rule(description=odd, instruction=odd, code="V\u202e 1\n")).checks
    for words in (check.title.en, check.explanation.en):
        assert words.isprintable()
        words.encode("utf-8")
        assert len(words) <= 1_000
    assert check.title.en.startswith("Ti t le of rule (left)")
    assert check.code == "V_1"
    assert check_faults(check, FORM) == ()


def test_a_sum_of_hundreds_of_cells_comes_in_flat():
    [check] = read(rule(left=" + ".join([B1] * 300))).checks
    assert check_faults(check, FORM) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"{",
        b"[]",
        b"null",
        b'{"validationRules": 5}',
        b'{"validationRules": {}}',
        b"\xff\xfe",
        b"[" * 1_000_000,
        b'{"a":' * 500_000,
        b'{"validationRules": [' + b"9" * 1_000_000 + b"]}",
    ],
)
def test_a_file_that_holds_no_rules_is_refused(content):
    with pytest.raises(FileRefusedError, match="no JSON with validationRules"):
        read_rules(content, FORM, MAPPING, "STD_SUM")


def test_a_file_of_rules_is_read_up_to_its_limit_only(tmp_path):
    path = tmp_path / "rules.json"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(FileRefusedError, match="larger than 20 MB"):
        DhisRules().read(path, FORM, MAPPING, "STD_SUM")


def test_what_would_grow_without_end_is_not_written():
    """``abs`` is written as three times its inside: forty of them are more than all paper there is."""
    form = form_with("abs(" * 40 + "B1" + ")" * 40 + " = B2")
    [left] = write_rules(form, MAPPING).left_out
    assert "longer than 50000 characters" in str(left.why)


@pytest.mark.parametrize(
    "expression",
    [
        "1 / (B1 / B2) = B3",
        "if(B1 / B2 > 5, 1, 2) = B3",
        "least(B1 / B2, 3) = B3",
        "(B1 / B2) ^ 2 = B3",
        "2 ^ (B1 / B2) = B3",
        "7 % (B1 / B2) = B3",
        "if(B1 % B2 = 0, 1, 2) = B3",
        "A5 = greatest(1 / B1, 2)",
        "1 / B1 ^ B2 = B3",
    ],
)
def test_what_infinity_would_decide_over_there_does_not_travel(expression):
    [left] = write_rules(form_with(expression), MAPPING).left_out
    assert "goes on with infinity" in str(left.why)


@pytest.mark.parametrize(
    "expression",
    [
        "B1 / B2 = B3",
        "B1 / B2 + B3 / B2 <= 1",
        "B1 / B2 / B3 = 1",
        "100 * B1 / B2 <= 100",
        "B1 ^ 2 = B3",
        "if(B1 / 2 > 5, B1, 0) = B1",
        "B1 / (B2 / 2) = B3",
        "abs(B1 / B2) <= 1",
        "if(B1 * @load / @share > 2, 1, 0) = B3",
    ],
)
def test_quotients_whose_zero_shows_travel(expression):
    assert write_rules(form_with(expression), MAPPING).left_out == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["B11,abc"], "map.csv:2: SMALL has no cell 'B11' to enter. Did you mean B1?"),
        (["", "", "X,abc"], "map.csv:4: SMALL has no cell"),
        (["\u202eB1,abc"], "has no cell '\\u202eB1' to enter"),
        (["В1,abc"], "has no cell '\\u04121' to enter"),
        (["B1,a\u200bbc"], "'a\\u200bbc' is no data element"),
        (["B1,абв"], "is no data element"),
        (["B1," + "9" * 400], "is no data element"),
        (["B1,a.b.c"], "is no data element"),
        (["A1,abc"], "is a total"),
        (["B1,abc", "B1,abd"], "map.csv:3: B1 stands there twice"),
        (["B1,abc", "B2,abc"], "map.csv:3: abc stands there twice"),
        (["B1\x00,abc"], "has no cell 'B1\\x00' to enter"),
        (['B1,"abc'], "cannot be read as CSV"),
        (["B1," + "a" * 200_000], "cannot be read as CSV"),
        (["B1"], "is no data element"),
        (["X,abc"] * 5_000, "(+4990)"),
        (["X,abc"] * 20_000, "more than 20000 lines"),
    ],
)
def test_a_faulty_mapping_table_is_refused_by_line(tmp_path, lines, said):
    path = tmp_path / "map.csv"
    path.write_text("\n".join(["cell,dhis2", *lines]), encoding="utf-8")
    with pytest.raises(FileRefusedError) as caught:
        read_mapping(path, FORM)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 2_000
    assert str(caught.value).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", b"\xff\xfe\x00", b"cell,dhis2\nB1,\xed\xa0\x80\n", b"\x00" * 9]
)
def test_bytes_that_are_no_mapping_table_are_refused(tmp_path, content):
    path = tmp_path / "map.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError, match=r"map\.csv"):
        read_mapping(path, FORM)


def test_a_large_mapping_table_is_not_read_into_memory(tmp_path):
    path = tmp_path / "map.csv"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(FileRefusedError, match="larger than 5 MB"):
        read_mapping(path, FORM)


def test_an_if_that_takes_a_cell_its_condition_only_asks_for_stays_here():
    """Here it fails on an empty return; DHIS2 counts B1 as a missing item and skips the rule."""
    written = write_rules(form_with("not 0 = abs(if(firstNonNull(B1, B2, 3) < 0, B1, 0))"), MAPPING)
    assert written.rules == ()
    assert "if() does not take" in str(written.left_out[0].why)
    assert write_rules(form_with("if(B1 > 2, B1, 0) <= B2"), MAPPING).left_out == ()


def test_a_mapping_table_that_is_not_there_is_told_with_its_path(tmp_path):
    missing = tmp_path / "map.csv"
    with pytest.raises(FileRefusedError) as refused:
        read_mapping(missing, FORM)
    assert str(refused.value).startswith(f"{missing} cannot be read: ")
    assert "Errno" not in str(refused.value)
