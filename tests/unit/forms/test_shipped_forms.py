"""The forms that ship: they load, count what they promise, and every word and standard is there."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from forms_cases.cases import DEFINITIONS, compiled

from kmmp_desktop.domain.expressions import Call, Node, Number, Product, children, parse
from kmmp_desktop.domain.form import Form, Severity, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.text import Text

FILES = ("kmmp_mfr_1.0.0.yaml", "kmmp_hf_1.0.0.yaml", "moh731_s2_2023.yaml")
SERVICES = {"pmtct", "anc", "maternity", "postnatal", "hts", "art", "eid", "fp"}


def _form(name: str) -> Form:
    return compiled(name).form


def _texts(form: Form) -> dict[str, Text]:
    """Every word the form shows, by where it stands."""
    found = {"title": form.title, "short": form.short, "programme": form.programme, "notice": form.notice}
    for section in form.sections:
        found |= {f"{section.code} title": section.title, f"{section.code} short": section.short}
        if section.note:
            found[f"{section.code} note"] = section.note
    for element in form:
        found |= {f"{element.full} label": element.label, f"{element.full} copy_from": element.copy_from}
        found |= {f"{element.full} {name}": text for name, text in
                  (("help", element.help), ("band", element.band), ("unit", element.unit)) if text}
    for name, categories in form.category_sets.items():
        found[f"{name} label"] = categories.label
        for category in categories.categories:
            found[f"{name} {category.code}"] = category.label
            found[f"{name} {category.code} short"] = category.short
    for check in form.checks:
        found[f"{check.code} title"] = check.title
        if check.explanation:
            found[f"{check.code} explain"] = check.explanation
    found |= {f"{indicator.code} label": indicator.label for indicator in form.indicators}
    return found | {standard.id: standard.statement for standard in form.standards.values()}


def test_every_file_in_the_folder_is_known_here() -> None:
    assert sorted(path.name for path in DEFINITIONS.glob("*.yaml")) == sorted(FILES)


@pytest.mark.parametrize(("name", "sections", "elements", "cells", "calculated", "checks", "indicators"), [
    ("kmmp_mfr_1.0.0.yaml", 16, 185, 220, 3, 122, 36),
    ("kmmp_hf_1.0.0.yaml", 1, 9, 9, 1, 9, 2),
    ("moh731_s2_2023.yaml", 7, 34, 34, 0, 23, 1),
])
def test_the_form_has_as_many_parts_as_it_says(name: str, sections: int, elements: int, cells: int,
                                               calculated: int, checks: int, indicators: int) -> None:
    form = _form(name)
    assert len(form.sections) == sections
    assert len(form.elements) == elements
    assert sum(len(element.cells) for element in form) == cells
    assert sum(len(element.cells) for element in form if element.is_calculated) == calculated
    assert len(form.entry_cells) == cells - calculated
    assert len(form.checks) == checks
    assert len(form.indicators) == indicators


def test_the_monthly_return_has_sections_a_to_p_with_their_elements() -> None:
    form = _form("kmmp_mfr_1.0.0.yaml")
    counts = {section.code: len(section.elements) for section in form.sections}
    assert counts == dict(zip("ABCDEFGHIJKLMNOP", (11, 16, 16, 6, 11, 8, 6, 8, 10, 13, 22, 13, 14, 9, 13, 9),
                              strict=True))
    assert Counter(check.severity for check in form.checks) == {Severity.ERROR: 67, Severity.WARNING: 55}
    assert [check.code for check in form.checks] == (
        [f"R{n}" for n in range(101, 138)] + [f"R{n}" for n in range(201, 234)]
        + [f"W{n}" for n in range(301, 336)] + [f"Q{n}" for n in range(401, 418)])


def test_the_five_items_are_derived_from_the_monthly_return() -> None:
    five, whole = _form("kmmp_hf_1.0.0.yaml"), _form("kmmp_mfr_1.0.0.yaml")
    derived = {element.full: element.derive for element in five if element.derive}
    assert derived == {"KMMP_1": "KM_C02", "KMMP_2": "KM_D01", "KMMP_3a": "KM_C04", "KMMP_3b": "KM_B12",
                       "KMMP_4": "KM_F03", "KMMP_5a": "KM_J05", "KMMP_5b": "KM_J07", "KMMP_5c": "KM_J08"}
    for item, code in derived.items():
        assert f"KMMP:{item.removeprefix('KMMP_')}" in whole.elements[code].maps_to
    assert [element.paper_code for element in five] == ["1", "2", "3a", "3b", "3c", "4", "5a", "5b", "5c"]
    assert [element.full for element in five if element.is_calculated] == ["KMMP_3c"]


def test_moh_731_prints_the_ministrys_row_numbers() -> None:
    form = _form("moh731_s2_2023.yaml")
    assert [element.paper_code for element in form] == [f"HV02-{n:02}" for n in range(1, 35)]
    assert [element.full for element in form] == [f"Y23_HV02_{n:02}" for n in range(1, 35)]
    assert [len(section.elements) for section in form.sections] == [9, 4, 5, 2, 8, 3, 3]
    assert not form.in_force(Period(2023, 6))
    assert form.in_force(Period(2023, 7))


@pytest.mark.parametrize("name", FILES)
def test_every_word_is_there_in_english_and_swahili_and_swahili_is_marked_unreviewed(name: str) -> None:
    form = _form(name)
    assert [where for where, text in _texts(form).items() if not text.en.strip() or not text.sw.strip()] == []
    assert form.unreviewed == ("sw",)


@pytest.mark.parametrize("name", FILES)
def test_swahili_titles_use_the_same_values_as_english_ones(name: str) -> None:
    for where, text in _texts(_form(name)).items():
        assert Counter(re.findall(r"{\w+}", text.en)) == Counter(re.findall(r"{\w+}", text.sw)), where


@pytest.mark.parametrize("name", FILES)
def test_no_label_is_a_code_and_none_names_another_by_code(name: str) -> None:
    form = _form(name)
    codes = {element.code for element in form} | {element.full for element in form}
    for element in form:
        assert element.label.en not in codes | {element.paper_code}
        assert len(element.label.en) >= 6
        assert element.label.en[0].isupper()
    for check in form.checks:
        for words in (check.title.en, check.title.sw):
            assert not set(re.findall(r"\w+", words)) & {code for code in codes if len(code) > 2}, check.code


@pytest.mark.parametrize("name", FILES)
def test_labels_tell_elements_of_a_section_apart(name: str) -> None:
    for section in _form(name).sections:
        for language in ("en", "sw"):
            labels = [element.label.say(language) for element in section.elements]
            assert len(labels) == len(set(labels)), section.code


@pytest.mark.parametrize("name", FILES)
def test_short_words_fit_where_they_are_shown(name: str) -> None:
    form = _form(name)
    for section in form.sections:
        for language in ("en", "sw"):
            assert len(section.short.say(language)) <= 28
            if section.columns == 2:
                assert all(len(e.label.say(language)) <= 48 and not e.category_set for e in section.elements)
    for categories in form.category_sets.values():
        assert all(max(len(c.short.en), len(c.short.sw)) <= 14 for c in categories.categories)
    for language in ("en", "sw"):
        assert len(form.short.say(language)) <= 28
    assert all(len((element.short or element.label).en) <= 66 for element in form)


@pytest.mark.parametrize("name", FILES)
def test_every_check_target_and_setting_rests_on_a_standard(name: str) -> None:
    form = _form(name)
    for check in form.checks:
        assert check.standard in form.standards, check.code
    for indicator in form.indicators:
        standard = form.standards[indicator.standard]
        if standard.unit == "%":
            assert float(standard.value) == indicator.target, indicator.code
    for setting, value in form.settings.items():
        assert float(form.standards[form.setting_standards[setting]].value) == value, setting


@pytest.mark.parametrize("name", FILES)
def test_a_standard_names_its_source_or_says_that_it_has_none(name: str) -> None:
    form = _form(name)
    for standard in form.standards.values():
        if standard.status in (Status.SOURCED, Status.BENCHMARK):
            assert standard.source, standard.id
            assert standard.where, standard.id
        if standard.source:
            assert standard.source in form.sources, standard.id
        words = " ".join((standard.statement.en, standard.where, standard.note))
        assert set(re.findall(r"\bS\d\d\b", words)) <= set(form.sources), standard.id
        if standard.status is Status.NOT_VERIFIED:
            assert "guideline" not in standard.statement.en.lower(), standard.id
    for element in form:
        named = {part.strip() for part in element.source.split(",") if part.strip()}
        assert named <= set(form.sources), element.full
        assert named or element.status in (Status.NOT_VERIFIED, Status.ARITHMETIC), element.full
    assert all(source.title and source.address for source in form.sources.values())


def test_a_standard_that_two_forms_use_says_the_same_in_both() -> None:
    seen: dict[str, object] = {}
    for name in FILES:
        for standard in _form(name).standards.values():
            assert seen.setdefault(standard.id, standard) == standard


def _numbers(node: Node) -> set[float]:
    """Numbers of an expression, without counts of months and the 100 of a percentage."""
    match node:
        case Number():
            return {node.value}
        case Call(name="previous" | "mean" | "median" | "z" | "modified_z" | "minimum" | "maximum"):
            return _numbers(node.arguments[0])
        case Product(factors=(("*", Number(value=100)), *rest)):
            return set().union(*(_numbers(factor) for _, factor in rest))
    return set().union(*(_numbers(part) for part in children(node)))


@pytest.mark.parametrize("name", FILES)
def test_thresholds_are_settings_so_that_they_can_be_changed_without_the_form(name: str) -> None:
    for check in _form(name).checks:
        found = _numbers(parse(check.expression)) | (_numbers(parse(check.when)) if check.when else set())
        assert found <= {0, 1}, f"{check.code}: {check.expression}"


@pytest.mark.parametrize("name", FILES)
def test_services_are_known_words_and_the_first_sections_always_apply(name: str) -> None:
    form = _form(name)
    for section in form.sections:
        assert set(section.services) <= SERVICES
        assert not (section.code in "ABC" and section.services)
    assert {service for element in form for service in element.services} <= SERVICES


def test_percentages_of_an_empty_denominator_are_not_checked() -> None:
    for name in FILES:
        for check in _form(name).checks:
            if "/" in check.expression:
                assert check.when, f"{check.code} divides without a guard"


def test_explaining_flagged_figures_in_the_narrative_is_optional() -> None:
    form = _form("kmmp_mfr_1.0.0.yaml")
    assert not form.elements["KM_P04"].required
    assert sorted(element.code for element in form if not element.required) == [
        "B13", "B14", "B15", "B16", "C16", "M14", "P01", "P02", "P03", "P04"]


@pytest.mark.parametrize("name", FILES)
def test_the_mark_of_a_check_stands_at_a_cell_it_speaks_of(name: str) -> None:
    form = _form(name)
    about_the_return = {"Q401", "Q412", "Q413", "Q416", "Q417", "K301", "K303", "Y401", "Y404"}
    for check in form.checks:
        named = set(re.findall(r"\w+", f"{check.expression} {check.when}"))
        marked = {reference.partition("[")[0] for reference in check.at}
        assert marked <= named or check.code in about_the_return, check.code
        assert len(check.at) == len(set(check.at)) > 0
