"""The example of docs/forms.md is a form, and its tables name every key."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from forms import grounds, reader, rows, rules
from forms.reader import read_form
from kmmp_desktop.domain.checking import CompiledForm

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", DOC, re.DOTALL)[1]
KEYS = {*reader.FILE_KEYS, *reader.FORM_KEYS, *grounds.SOURCE_KEYS, *grounds.STANDARD_KEYS,
        *grounds.SETTING_KEYS, *grounds.TIERS_KEYS, *grounds.TIER_KEYS, *grounds.CATEGORY_SET_KEYS,
        *grounds.CATEGORY_KEYS, *rows.SECTION_KEYS, *rows.ELEMENT_KEYS, *rules.CHECK_KEYS,
        *rules.INDICATOR_KEYS}


def test_the_example_loads_and_runs():
    form = read_form(EXAMPLE.encode(), "example")
    assert len(CompiledForm(form).form.checks) == 2


def test_the_example_fits_the_schema():
    schema = json.loads((ROOT / "forms" / "schema.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(yaml.safe_load(EXAMPLE)))


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_documented(key):
    assert f"`{key}`" in DOC.split("## Keys")[1]
