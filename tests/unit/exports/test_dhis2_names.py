"""What a rule is called on a server: a whole sentence, though it has no figures."""

from dataclasses import replace

import pytest
from form_builders import a_check, form_with

from exports.dhis2_rules import write_rules
from kmmp_desktop.services.rule_exchange import MappingTable
from kmmp_desktop.text import Text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("{left} % of clients reached, expected {right} %", "… % of clients reached, expected … %"),
        ("On duty ({left}) are more than those in post ({right})", "On duty are more than those in post"),
        ("Ages add up to {left}, clients are {right}", "Ages add up to …, clients are …"),
        ("Caseload does not balance: {difference} {direction}", "Caseload does not balance"),
        ("Figures do not fit: {left} against {right}", "Figures do not fit: … against …"),
        ("No coordinator", "No coordinator"),
        ("{left} {right}", "T1"),
    ],
)
def test_a_title_with_figures_names_the_rule_without_them(title, name):
    check = replace(a_check("B1 <= B2"), code="T1", title=Text(title))
    form = replace(form_with(), checks=(check,))
    mapping = MappingTable({key: f"de{n:09}.co{n:09}" for n, key in enumerate(form.entry_cells)})
    [rule] = write_rules(form, mapping).rules
    assert rule["name"] == f"T1 {name}"
    assert rule["description"] == name
