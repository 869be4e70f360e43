"""The JSON Schema for editors agrees with the strict reader."""

import json
from pathlib import Path

import pytest
import yaml
from form_builders import FIXTURES
from jsonschema import Draft202012Validator

from forms import grounds, reader, rows, rules
from forms.reader import read_form
from kmmp_desktop.domain.form import MissingRule, Severity, Status
from kmmp_desktop.domain.values import ValueType
from kmmp_desktop.errors import DefinitionError

FORMS = Path(__file__).parents[3] / "forms"
SCHEMA = json.loads((FORMS / "schema.json").read_text(encoding="utf-8"))
DEFS = SCHEMA["$defs"]
SMALL = (FIXTURES / "small.yaml").read_text(encoding="utf-8")


def errors(text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", [FIXTURES / "small.yaml", *sorted(FORMS.glob("definitions/**/*.yaml"))],
                         ids=lambda path: path.stem)
def test_forms_that_load_fit_the_schema(file):
    read_form(file)
    assert errors(file.read_text(encoding="utf-8")) == []


KEYS = {
    "form": reader.FORM_KEYS, "source": grounds.SOURCE_KEYS, "standard": grounds.STANDARD_KEYS,
    "setting": grounds.SETTING_KEYS, "tier": grounds.TIER_KEYS, "categorySet": grounds.CATEGORY_SET_KEYS,
    "category": grounds.CATEGORY_KEYS, "section": rows.SECTION_KEYS, "element": rows.ELEMENT_KEYS,
    "check": rules.CHECK_KEYS, "indicator": rules.INDICATOR_KEYS}


def test_schema_and_reader_know_the_same_keys_at_the_top():
    assert set(SCHEMA["properties"]) == set(reader.FILE_KEYS)
    assert set(SCHEMA["properties"]["staffing_tiers"]["properties"]) == set(grounds.TIERS_KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_schema_and_reader_know_the_same_keys(name):
    assert set(DEFS[name]["properties"]) == set(KEYS[name])


@pytest.mark.parametrize(("known", "kind"), [
    (DEFS["status"]["enum"], Status), (DEFS["missingRule"]["enum"], MissingRule),
    (DEFS["check"]["properties"]["severity"]["enum"], Severity),
    (DEFS["element"]["properties"]["type"]["enum"], ValueType)])
def test_schema_and_program_know_the_same_words(known, kind):
    assert known == [member.value for member in kind]


BROKEN = [
    ("short: {en: Small return,", "shrot: {en: Small return,"),
    ("type: integer,", "type: integr,"),
    ("severity: error", "severity: errors"),
    ("status: sourced", "status: source"),
    ("{code: B8,", "{code: B-8,"),
    ("{code: B8,", "{code: 8,"),
    ("{code: PN,", "{code: NO,"),
    ('valid_from: "202001"', 'valid_from: "202013"'),
    ("version: 1.2.0", "version: 1.2"),
    ("due_day: 5", "due_day: 32"),
    ("due_day: 5", 'due_day: "5"'),
    ("languages: [en, sw]", "languages: [en, fr]"),
    ("short: {en: Small return,", "short: {en: Small return that goes on and on,"),
    ("short: {en: Postn.,", "short: {en: Postnatal mothers,"),
    ("label: {en: Tested, sw: Waliopimwa}", "label: {sw: Waliopimwa}"),
    ("label: {en: Tested, sw: Waliopimwa}", "label: Tested"),
    ("maximum: 100", "maximum: many"),
    ("    missing: skip_if_any\n", ""),
    ("    missing: skip_if_any\n", "    missing: skip\n"),
    ("{left: skip_if_any, right: skip_if_any}", "{left: skip_if_any}"),
    ("at: [B2, B1]", "at: []"),
    ("over_months: sum", "over_months: mean"),
    ("higher_is_better: false", "higher_is_better: maybe"),
    ("type: integer, calculate:", "type: integer, categories: stage, calculate:"),
    ("kmmp_form: 1", "kmmp_form: 2"),
    ("columns: 2", "columns: two"),
    ("  prefix: SM", "  prefix: 1M"),
]


@pytest.mark.parametrize(("old", "new"), BROKEN)
def test_a_broken_form_is_refused_by_both(old, new):
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    assert errors(text)
    with pytest.raises(DefinitionError):
        read_form(text.encode())
