"""The monthly return against the design it was made from; skipped where the domain files are not there."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from forms_cases.cases import cells, compiled

from kmmp_desktop.domain.checking import Figures, ReturnFacts
from kmmp_desktop.domain.findings import CheckReport
from kmmp_desktop.domain.period import Period

DOMAIN = Path(__file__).parents[4] / "shared" / "domain"
FORM = "kmmp_mfr_1.0.0.yaml"

pytestmark = pytest.mark.skipif(not DOMAIN.is_dir(), reason="needs the domain files")

HISTORY_CHECKS = {"W329"} | {f"Q{n}" for n in range(402, 411)}
"""Need months that the sample return does not bring."""


@pytest.fixture(scope="module")
def design() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DOMAIN / "return_v1.yaml").read_text(encoding="utf-8"))
    return content


def _flat(values: dict[str, Any]) -> dict[str, str]:
    """The sample's figures by reference, as typed; calculated and empty ones left out."""
    found: dict[str, str] = {}
    for code, value in values.items():
        if isinstance(value, dict):
            found |= {f"{code}[{category}]": str(figure) for category, figure in value.items()}
        elif isinstance(value, bool):
            found[code] = "1" if value else "0"
        elif value is not None:
            found[code] = str(value)
    return found


def _run(changes: dict[str, int] | None = None) -> CheckReport:
    form = compiled(FORM)
    sample = json.loads((DOMAIN / "sample_return_clean.json").read_text(encoding="utf-8"))
    values = cells(form.form, _flat(sample["values"]) | (changes or {}))
    earlier = {1: cells(form.form, _flat(sample["previous_month"]))}
    facts = ReturnFacts(Period.parse(sample["header"]["KM_H_PERIOD"]))
    return form.run(Figures(values, earlier, facts))


def test_the_clean_sample_return_has_no_findings() -> None:
    report = _run()
    assert [(finding.check, str(finding.title)) for finding in report.findings] == []
    assert {skipped.check for skipped in report.skipped} <= HISTORY_CHECKS
    assert report.made >= 122 - len(HISTORY_CHECKS)


@pytest.mark.parametrize(("changes", "expected"), [
    ({"C14[ANC]": 21}, {"R201", "R202"}),
    ({"J07": 8}, {"R215", "R229"}),
    ({"L03": 5}, {"R219"}),
    ({"C14[ANC]": 21, "J07": 8, "L03": 5}, {"R201", "R202", "R215", "R219", "R229"}),
], ids=["closing caseload", "defaulters reached", "uninfected infants", "all three"])
def test_altered_samples_fire_exactly_the_named_checks(changes: dict[str, int], expected: set[str]) -> None:
    assert {finding.check for finding in _run(changes).findings} == expected


def test_codes_types_categories_and_maps_are_those_of_the_design(design: dict[str, Any]) -> None:
    form = compiled(FORM).form
    kinds = {"boolean": "yes_no"}
    for section, wanted in zip(form.sections, design["sections"], strict=True):
        assert section.code == wanted["id"]
        assert [element.full for element in section.elements] == [e["code"] for e in wanted["elements"]]
        for element, original in zip(section.elements, wanted["elements"], strict=True):
            assert element.type.value == kinds.get(original["type"], original["type"]), element.full
            categories = element.category_set.id if element.category_set else None
            assert categories == original.get("disaggregation")
            assert list(element.maps_to) == original.get("maps_to", [])
            assert element.required == original["required"]
            assert bool(element.calculate) == ("calc" in original)
            assert element.limits.maximum == original.get("max")
    for name, categories in form.category_sets.items():
        original = next(one for one in design["disaggregations"] if one["id"] == name)
        assert [c.code for c in categories.categories] == [option["code"] for option in original["options"]]


def test_every_source_of_an_element_and_of_a_check_is_kept(design: dict[str, Any]) -> None:
    form = compiled(FORM).form
    for original in (element for section in design["sections"] for element in section["elements"]):
        named = set(re.findall(r"S\d\d", original["basis"]))
        assert named == set(re.findall(r"S\d\d", form.elements[original["code"]].source)), original["code"]
    for rule in design["rules"]:
        standard = form.standards[form.check_by_code[rule["id"]].standard]
        kept = set(re.findall(r"S\d\d", f"{standard.source} {standard.where} {standard.note}"))
        assert set(re.findall(r"S\d\d", rule["basis"]["source"])) <= kept, rule["id"]
    assert {source["id"] for source in design["sources"]} - {"INF", "LOGIC"} == set(form.sources)


def test_severity_and_certainty_of_every_check_are_those_of_the_design(design: dict[str, Any]) -> None:
    form = compiled(FORM).form
    status = {"logic": "arithmetic", "definition": "arithmetic", "sourced": "sourced",
              "benchmark": "benchmark", "mixed": "not_verified", "inferred": "not_verified"}
    for rule in design["rules"]:
        check = form.check_by_code[rule["id"]]
        assert check.severity.value == rule["severity"], rule["id"]
        assert form.standard_of(check).status.value == status[rule["basis"]["kind"]], rule["id"]


def test_indicators_keep_numerator_denominator_target_and_direction(design: dict[str, Any]) -> None:
    form = compiled(FORM).form
    originals = {one["id"]: one for one in design["indicators"]}
    assert {indicator.code for indicator in form.indicators} == set(originals) - {"I36", "I37"}
    for indicator in form.indicators:
        original = originals[indicator.code]
        for ours, theirs in ((indicator.numerator, "numerator"), (indicator.denominator, "denominator")):
            assert ours == original[theirs].replace("KM_", ""), indicator.code
        assert (indicator.target, indicator.multiplier) == (original["target"], original["multiplier"])
        assert indicator.higher_is_better == (original["direction"] == "higher_is_better")
        assert indicator.end_of_period == original["aggregation"].startswith("end-of-period")


def test_moh_731_rows_are_those_of_the_ministrys_list() -> None:
    rows = [line.split(",") for line in (DOMAIN / "moh731.csv").read_text(encoding="utf-8").splitlines()]
    wanted = [row[1] for row in rows if row[0] == "2023" and row[1].startswith("HV02-")]
    assert [element.paper_code for element in compiled("moh731_s2_2023.yaml").form] == wanted


def test_the_five_items_are_worded_as_on_the_programmes_form() -> None:
    with (DOMAIN / "kmmp_output_form.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["item"]: row["label"] for row in csv.DictReader(file) if row["item"] != "ref"}
    assert {e.paper_code: e.label.en for e in compiled("kmmp_hf_1.0.0.yaml").form} == wanted
