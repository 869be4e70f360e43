"""What is wrong with a check while it is written: one fault a field, with its place, whatever is typed."""

from dataclasses import replace
from pathlib import Path

import pytest

from forms.reader import read_form
from kmmp_desktop.domain.drafting import RuleDraft, first_fault
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.text import Text

FORM = read_form(Path(__file__).parents[3] / "forms" / "definitions" / "kmmp_mfr_1.0.0.yaml")
NEW = RuleDraft(
    "X900", "A02 <= A01", Severity.WARNING, Text("Too many"), "A02", "STD_ARITHMETIC", is_new=True
)


def test_a_draft_of_a_published_check_is_that_check():
    for check in FORM.checks:
        draft = RuleDraft.of(check)
        assert draft.check() == check
        assert draft.faults(FORM) == ()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"code": "R101"}, "code", "already"),
        ({"code": "A02"}, "code", "element"),
        ({"code": "1"}, "code", "cannot be the code"),
        ({"code": "x" * 1_000_000}, "code", "cannot be the code"),
        ({"expression": "A02 <= A0Q"}, "check", "Did you mean"),
        ({"when": "A02"}, "when", "condition"),
        ({"title": Text("")}, "title", "empty"),
        ({"title": Text("{who} is wrong")}, "title", "{who} is unknown"),
        ({"title": Text("fine", "{")}, "title", "filled in"),
        ({"title": Text("x" * 301)}, "title", "at most 300"),
        ({"at": " "}, "at", "No cell"),
        ({"at": "A02, Z99"}, "at", "no cell Z99"),
        ({"standard": "NONE"}, "standard", "no standard"),
    ],
)
def test_each_fault_is_said_at_its_field(changed, field, said):
    [fault] = replace(NEW, **changed).faults(FORM)
    assert fault.field == field
    assert said in str(fault.error)


def test_all_fields_are_told_at_once():
    draft = replace(NEW, code="", expression="", title=Text(""), at="", standard="")
    assert [f.field for f in draft.faults(FORM)] == ["code", "check", "title", "at", "standard"]


def test_marks_may_be_written_with_commas_or_spaces():
    assert replace(NEW, at="C14, C02[ANC];A01").marks == ("C14", "C02[ANC]", "A01")


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("A01 = C14 + C99", 12, "C99"),
        ("A01 = C14[ANX]", 6, "Did you mean ANC"),
        ("A01 = @caseload_mx", 6, "Did you mean caseload_max"),
        ("A01 = meen(C14, 3)", 6, "Did you mean"),
        ("A01 == 3", 4, "Write = for equal"),
        ("A01 = 3)", 7, "stands at character 8"),
        ("A01 = " + "(" * 200 + "1", 105, "nests"),
        ("(" * 1_000_000, 20_000, "1000000 characters"),
        ("A01 + 3", 0, "condition"),
    ],
)
def test_the_first_fault_has_its_place(text, position, said):
    fault = first_fault(text, "check", FORM)
    assert fault.position == position
    assert said in str(fault)


def test_thousands_of_unknown_names_are_not_all_guessed(monkeypatch):
    from kmmp_desktop.domain import examining

    guessed = []
    monkeypatch.setattr(examining, "guess", lambda word, known: guessed.append(word) or "")
    text = "+".join(f"Q{n}" for n in range(3000)) + " = 1"
    assert first_fault(text, "check", FORM).position == 0
    assert guessed == ["Q0"]


def test_a_good_check_has_no_fault():
    assert first_fault("C14 = C01 + C02", "check", FORM) is None
    assert first_fault("isNull(C14)", "when", FORM) is None
