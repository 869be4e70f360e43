"""Reading form files strictly: what is wrong is told with its place, all of it at once."""

import hashlib
from pathlib import Path

import pytest
from form_builders import FIXTURES

from forms.reader import read_form, read_shared
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.form import MissingRule, Severity, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, Limits, ValueType
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.text import Text

SMALL = (FIXTURES / "small.yaml").read_text(encoding="utf-8")
DEFINITIONS = Path(__file__).parents[3] / "forms" / "definitions"


def problems(content: str | bytes) -> list[str]:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(DefinitionError) as caught:
        read_form(data, "small.yaml")
    assert caught.value.file == "small.yaml"
    return list(caught.value.problems)


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) >= 1, old
    return SMALL.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[:text.index(part)].count("\n") + 1


def test_a_form_that_nobody_has_seen_loads_whole():
    form = read_form(FIXTURES / "small.yaml")
    assert (form.family, form.prefix, form.version, form.due_day) == ("SMALL", "SM", "1.2.0", 5)
    assert form.title == Text("Small monthly return", "Ripoti ndogo ya mwezi")
    assert (form.valid_from, form.valid_to) == (Period(2020, 1), None)
    assert (form.languages, form.unreviewed) == (("en", "sw"), ("sw",))
    assert [element.code for element in form] == [
        "A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"]
    assert form.digest == hashlib.sha256(SMALL.encode()).hexdigest()
    assert form.file == "small.yaml"


def test_every_part_of_an_element_arrives():
    form = read_form(FIXTURES / "small.yaml")
    new = form.find("A2")
    assert (new.row, new.type, new.required, new.source, new.status) == (
        "2", ValueType.INTEGER, True, "S1", Status.SOURCED)
    assert new.cells == (CellKey("SM_A2", "ANC"), CellKey("SM_A2", "PN"))
    assert [category.short.en for category in new.category_set.categories] == ["Antenatal", "Postn."]
    assert form.find("A5").calculate == "A2 + A3"
    assert form.find("B4").limits == Limits(maximum=100)
    assert form.find("B7").multiline
    assert not form.find("B7").required
    section = form.sections[1]
    assert (section.services, section.columns, section.short) == (
        ("maternity",), 2, Text("Single figures", "Takwimu"))


def test_every_part_of_a_check_arrives():
    form = read_form(FIXTURES / "small.yaml")
    check = form.check_by_code["R4"]
    assert check.expression == "A4 <= B8 * @load"
    assert (check.severity, check.at, check.when, check.standard) == (
        Severity.WARNING, ("B8",), "B8 > 0", "STD_LOAD")
    assert check.missing == (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)
    assert form.settings == {"load": 75, "share": 0.9}
    assert form.tiers[2] == (101, float("inf"), 3, 75)
    [indicator] = form.indicators
    assert (indicator.higher_is_better, indicator.target, indicator.end_of_period) == (False, 5, False)


BROKEN = [
    # what is changed, the line it is told at, what is told
    ("short: {en: Small return,", "shrot: {en: Small return,", "no key 'shrot' here. Did you mean short?"),
    ("type: integer, categories: stage, status: arithmetic}",
     "type: integr, categories: stage, status: arithmetic}", "'integr' is unknown. Did you mean integer?"),
    ("status: sourced, source: S1}", "status: source, source: S1}",
     "'source' is unknown. Did you mean sourced?"),
    ("severity: error", "severity: errors", "'errors' is unknown. Did you mean error?"),
    ("check: B2 <= B1", "check: B2 <= B11", "The form has no element B11. Did you mean B1?"),
    ("check: B2 <= B1", "check: B2 <= SM_B9", "The form has no element SM_B9. Did you mean SM_B"),
    ("check: B2 <= B1", "check: B2[ANC] <= B1", "B2 has no categories"),
    ("check: A4[ANC] = prev", "check: A4[ANX] = prev", "A4 has no category ANX. Did you mean ANC?"),
    ("check: A4 <= B8 * @load", "check: A4 <= B8 * @lod", "no setting @lod. Did you mean load?"),
    ("check: A4 <= B8 * @load", "check: A4 <= B8 * load", "Write @load for the setting."),
    ("check: B6 <= deadline()", "check: B6 <= deadlin()", "no function deadlin. Did you mean deadline?"),
    ("check: B6 <= deadline()", "check: B6 <= B1", "A date is compared with a number"),
    ("check: B6 <= deadline()", "check: B6 <= deadline(32)", "the day of a month from 1 to 31"),
    ("check: B2 <= B1", "check: B2 <= B7", "text stands at character 7 where a number is needed"),
    ("check: B2 <= B1", "check: B2 + B1", "a number stands at character 1 where a condition is needed"),
    ("check: B2 <= B1", "check: (B2 <= B1) + 1 = 2", "a condition stands at character 2"),
    ("check: B2 <= B1", "check: compulsory_pair(B1, B2) and B1 > 0", "stand alone"),
    ("check: B2 <= B1", "check: previous(mean(B1, 3)) > 1", "inside a function over earlier months"),
    ("check: B2 <= B1", "check: previous(B1, B2) > 1", "a number of months from 1 to 60"),
    ("check: B2 <= B1", "check: mean(B1) > 1", "mean takes 2 argument(s), not 1"),
    ("check: B2 <= B1", "check:", "check: nothing stands here"),
    ("check: B2 <= B1", "check: B2 <= B1 +", "ends where"),
    ("check: B2 <= B1", "check: B2 == B1", "Write = for equal"),
    ("calculate: A2 + A3", "calculate: A2 + A9", "The form has no element A9"),
    ("calculate: A2 + A3", "calculate: A2 + A5", "wait for one another: SM_A5 -> SM_A5"),
    ("calculate: A2 + A3", "calculate: A2 > A3", "a condition stands at character 1"),
    ("type: integer, calculate:", "type: integer, categories: stage, calculate:", "has no categories"),
    ("at: [B2, B1]", "at: [B2, B19]", "the form has no cell B19"),
    ("at: [B2, B1]", "at: []", "name at least one cell"),
    ("    standard: STD_SUM\n", "    standard: STD_SUMM\n", "no standard STD_SUMM. Did you mean STD_SUM?"),
    ("standard: STD_LOAD}", "standard: STD_LOUD}", "no standard STD_LOUD. Did you mean STD_LOAD?"),
    ("source: S1}", "source: S9}", "no source S9"),
    ("source: S1}", "source: 'S1, S8'}", "no source S8"),
    ("categories: stage, status: sourced, source", "categories: stages, status: sourced, source",
     "no category set stages. Did you mean stage?"),
    ("{code: A2,", "{code: A1,", "A1 stands twice; first in line"),
    ("{code: B8,", "{code: A1,", "A1 stands twice; first in line"),
    ("- code: R2", "- code: R1", "R1 stands twice"),
    ("  - code: B\n", "  - code: A\n", "A stands twice"),
    ("{code: PN,", "{code: ANC,", "ANC stands twice"),
    ("{code: PN,", "{code: NO,", 'Put it in quotes: "NO"'),
    ("{code: B8,", "{code: 8,", 'Put it in quotes: "8"'),
    ("{code: B8,", "{code: B-8,", "'B-8' is no code"),
    ("{code: B8,", "{code: and,", "a word of the check language"),
    ("  family: SMALL", "  family: SMALL\n  family: OTHER", "family: stands twice"),
    ('valid_from: "202001"', 'valid_from: "202013"', "not a month written as YYYYMM"),
    ('valid_from: "202001"', 'valid_from: "202001"\n  valid_to: "201912"', "201912 is before valid_from"),
    ("version: 1.2.0", "version: 1.2", 'Put it in quotes: "1.2"'),
    ("version: 1.2.0", "version: one", "numbers with points"),
    ("  prefix: SM", "  prefix: 1M", "a letter, then letters"),
    ("due_day: 5", "due_day: 32", "not a whole number from 1 to 31"),
    ("due_day: 5", 'due_day: "5"', "Write it without quotes"),
    ("languages: [en, sw]", "languages: [en, fr]", "'fr' is unknown"),
    ("short: {en: Small return,", "short: {en: Small return that goes on and on,", "at most 28 fit"),
    ("short: {en: Postn.,", "short: {en: Postnatal mothers,", "at most 14 fit"),
    ("label: {en: Antenatal,", "label: {en: Antenatal clients,", "add a short"),
    ("{code: B1, label: {en: Tested, sw: Waliopimwa}", "{code: B1, label: {sw: Waliopimwa}", "en is missing"),
    ("{code: B1, label: {en: Tested, sw: Waliopimwa}", "{code: B1, label: Tested",
     "write it in its languages"),
    ("{code: B1, label: {en: Tested, sw: Waliopimwa}, ", "{code: B1, ", "element B1: label is missing"),
    ("required: false", "required: no", "neither true nor false"),
    ("maximum: 100", "maximum: many", "is not a number"),
    ("maximum: 100", "minimum: 101, maximum: 100", "100 is below minimum, 101"),
    ("type: text,", "type: text, maximum: 3,", "text has no maximum"),
    ("type: yes_no,", "type: yes_no, multiline: true,", "yes_no has no multiline"),
    ("    missing: skip_if_any\n", "", "check R1: missing is missing"),
    ("    missing: skip_if_any\n", "    missing: skip\n", "'skip' is unknown"),
    ("{left: skip_if_any, right: skip_if_any}", "{left: skip_if_any}", "right is missing"),
    ("{difference} {direction}\"", "{diff} {direction}\"", "{diff} is unknown; use {left}"),
    ("{difference} {direction}\"", "{difference {direction}\"", "title:"),
    ("{difference} {direction}\"", "{difference:999999999} {direction}\"", "nothing can follow difference"),
    ("{difference} {direction}\"", "{difference!r} {direction}\"", "nothing can follow difference"),
    ("{difference} {direction}\"", "{difference.real} {direction}\"", "{difference.real} is unknown"),
    ("over_months: sum", "over_months: mean", "It can be: sum, last"),
    ("higher_is_better: false", "higher_is_better: maybe", "none of true, false, null"),
    ("numerator: B2", "numerator: B22", "The form has no element B22"),
    ("{min: 31,", "{min: 0,", "not above the tier before"),
    ("sections:\n", "sections: 5\nsectionz:\n", "a list is needed"),
    ("kmmp_form: 1", "kmmp_form: 2", "a format this program does not know"),
    ("columns: 2", "columns: two", "is not a number"),
    ("services: [maternity]", "services: {a: b}", "a list of words"),
    ("form:\n", "form: [\n", "This is not YAML"),
    ("  programme: {en", "\tprogramme: {en", "This is not YAML"),
    ("  prefix: SM", "  prefix: &p SM", "anchors are not read"),
    ("  prefix: SM", "  prefix: *p", "aliases are not read"),
    ("  prefix: SM", "  prefix: !!python/name:os.system SM", "The tag"),
    ("sources:\n", "---\nsources:\n", "A second document"),
]


NAMES = [f"{number}-{told[:30]}" for number, (_, _, told) in enumerate(BROKEN)]


@pytest.mark.parametrize(("old", "new", "told"), BROKEN, ids=NAMES)
def test_what_is_wrong_is_told_with_its_line(old, new, told):
    text = changed(old, new)
    found = problems(text)
    fitting = [line for line in found if told in line]
    assert fitting, found
    file, line, column, _ = fitting[0].split(":", 3)
    assert file == "small.yaml"
    assert int(column) >= 1
    start = SMALL.index(old)
    first, last = text[:start].count("\n") + 1, text[:start + len(new)].count("\n") + 1
    if "missing is missing" not in told and "add a short" not in told:
        assert first - 1 <= int(line) <= last + 1, fitting


def test_a_mistake_inside_a_check_is_told_with_its_column():
    text = changed("check: A4 <= B8 * @load", "check: A4 <= B8 * @lod")
    [told] = [line for line in problems(text) if "@lod" in line]
    line, column = (int(part) for part in told.split(":")[1:3])
    assert text.splitlines()[line - 1][column - 1:].startswith("@lod")


def test_the_column_is_right_inside_quotes_too():
    text = changed("check: A4 <= B8 * @load", 'check: "A4 <= B8 * @lod"')
    [told] = [line for line in problems(text) if "@lod" in line]
    line, column = (int(part) for part in told.split(":")[1:3])
    assert text.splitlines()[line - 1][column - 1:].startswith("@lod")


def test_a_check_folded_over_lines_is_told_at_its_start():
    text = changed("check: A4 <= B8 * @load", "check: A4 <= B8\n      * @lod")
    [told] = [line for line in problems(text) if "@lod" in line]
    line, column = (int(part) for part in told.split(":")[1:3])
    assert line == line_of(text, "check: A4 <= B8\n")
    assert text.splitlines()[line - 1][column - 1:] == "A4 <= B8"


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = SMALL.replace("type: date", "type: dates").replace("B2 <= B1", "B2 <= X1").replace(
        "family: SMALL", "famly: SMALL").replace("source: S1\n    where", "source: S7\n    where")
    found = problems(text)
    assert len(found) >= 5
    lines = [int(line.split(":")[1]) for line in found]
    assert lines == sorted(lines)


def test_every_unknown_name_of_one_check_is_told():
    found = problems(changed("check: B2 <= B1", "check: X1 + X2 <= @x3"))
    assert sum("check R2" in line for line in found) == 3


def test_a_circle_over_several_elements_is_told():
    text = changed("type: integer, calculate: A2 + A3", "type: integer, calculate: B1 + B3").replace(
        "sw: Waliopimwa}, type: integer,", "sw: Waliopimwa}, type: integer, calculate: A5,")
    assert any("wait for one another: SM_" in line for line in problems(text))


@pytest.mark.parametrize(("content", "told"), [
    (b"", "The file is empty"),
    (b"\xff\xfe\x00", "UTF-8"),
    (b"just words", "keys with values are needed"),
    (b"- a\n- b", "keys with values are needed"),
    (b"a: 1", "this is no form file"),
    (b"x" * 2_000_001, "longer than 2,000,000 bytes"),
    (b"[" * 1_000_000, "levels deep"),
    (b"{a: " * 300_000, "levels deep"),
    (b"- " * 500_000, "levels deep"),
    (b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "anchors are not read"),
    (b"kmmp_form: 1\nform: {? [a]: b}\n", "A key must be a word"),
    (b"kmmp_form: 1", "form file: form is missing"),
    (b"\x00", "not YAML"),
    (b"!!python/object/apply:os.system ['true']", "The tag"),
    (b"%YAML 9.9\n---\na: 1", "YAML"),
])
def test_hostile_files_are_refused_without_harm(content, told):
    assert any(told in line for line in problems(content)), problems(content)


def test_a_flood_of_problems_is_cut():
    text = SMALL + "".join(f"  - code: R{number}\n    chekc: A1\n" for number in range(100, 400))
    assert "and" in problems(text)[-1]
    assert len(problems(text)) <= 201


def test_a_missing_file_is_told_by_name(tmp_path):
    with pytest.raises(DefinitionError, match=r"gone\.yaml:1:1: The file cannot be read"):
        read_form(tmp_path / "gone.yaml")


def test_a_byte_order_mark_is_read_over():
    assert read_form(b"\xef\xbb\xbf" + SMALL.encode()).family == "SMALL"


def test_windows_line_ends_are_read():
    assert read_form(SMALL.replace("\n", "\r\n").encode()).checks == read_form(SMALL.encode()).checks


def test_a_row_and_a_month_may_be_plain_numbers():
    text = changed("{code: B1,", "{code: B1, row: 17,").replace('"202001"', "202001")
    form = read_form(text.encode())
    assert form.find("B1").row == "17"
    assert form.valid_from == Period(2020, 1)


def test_purely_numeric_codes_are_named_in_full():
    text = SMALL.replace("{code: B8,", '{code: "8",').replace("B8", "SM_8")
    form = read_form(text.encode())
    assert form.find("8").full == "SM_8"
    CompiledForm(form)


def test_shared_standards_may_be_named():
    shared = read_shared(b"""
kmmp_standards: 1
sources: {S50: {title: Shared document}}
standards:
  STD_SHARED: {statement: {en: Shared}, status: sourced, source: S50}
""")
    form = read_form(changed("    standard: STD_SUM\n", "    standard: STD_SHARED\n").encode(), "x", shared)
    assert form.standards["STD_SHARED"].status is Status.SOURCED
    assert form.sources["S50"].title == "Shared document"


def test_a_file_of_shared_standards_is_read_strictly():
    with pytest.raises(DefinitionError, match="no source S51"):
        read_shared(b"kmmp_standards: 1\nstandards: {A: {statement: {en: x}, status: sourced, source: S51}}")


@pytest.mark.parametrize("file", sorted(DEFINITIONS.glob("**/*.yaml")), ids=lambda path: path.stem)
def test_the_forms_that_ship_load_and_compile(file):
    CompiledForm(read_form(file))
