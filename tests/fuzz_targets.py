"""What is done with any text that may come into the check language, and all that may come out of it."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path

from form_builders import OCTOBER, a_check, a_return, cells, form_with

from exports.dhis2_reading import DhisReader
from exports.dhis2_rules import write_rules
from exports.dhis2_writing import NotConvertedError
from forms.reader import read_form
from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.compiler import SideCompiler
from kmmp_desktop.columns.history import of_returns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.evaluation import side
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.faults import check_faults, expression_faults
from kmmp_desktop.domain.form import MissingRule
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.services.rule_exchange import MappingTable

FORM = form_with()
FIGURES = {"A1": 3, "A2": 1, "A4": 0, "B1": 7, "B2": 0, "B5": "yes", "B6": "05112026"}
EARLIER = {back: {"B1": 5 + back % 3, "A1": 2} for back in range(1, 9)}
RETURN = a_return(FORM, FIGURES, EARLIER)
STORED = {("1", OCTOBER.shift(-back)): cells(FORM, month) for back, month in {0: FIGURES, **EARLIER}.items()}
HISTORY = of_returns(FORM, STORED)
PLACE = (0, OCTOBER.months_since(HISTORY.first))
MAPPING = MappingTable({key: f"de{n:09}.co{n:09}" for n, key in enumerate(FORM.entry_cells)})
FILE = (Path(__file__).parent / "fixtures" / "forms" / "small.yaml").read_text(encoding="utf-8")

WORDS = [
    *"()[],+-*/%^=<>!@.1#{}\"'", "<=", "!=", " and ", " or ", "not ", "A1", "A1[ANC]", "A5", "B1", "B2", "B5",
    "B6", "B7", "@load", "@share", "if(", "isNull(", "isNotNull(", "firstNonNull(", "greatest(", "least(",
    "abs(", "round(", "previous(", "mean(", "median(", "z(", "modified_z(", "minimum(", "maximum(",
    "deadline(", "period_end()", "days_in_month()", "all_zero()", "share_reported()", "staff_required(",
    "compulsory_pair(", "exclusive_pair(", "0", "0.5", "12", "999999999999999", " ", "\n", "\x00",
    "\u202e", "\ud800", "==", "&&", "||", "#{de000000000.co000000000}", "[days]", "1e9", "e\u0301",
    "\u0411", "- - ", "^ -",
]  # fmt: skip


def take_in(text: str) -> None:
    """Everything a text may meet; raises only what is a fault of the program."""
    for use in ("check", "calculate"):
        faults = expression_faults(text, use, FORM)
        assert all(str(fault) for fault in faults)
        assert all(0 <= fault.position <= len(text) for fault in faults)
        if not faults and use == "calculate":
            _calculate(text)
        if not faults and use == "check":
            check = a_check(text, missing=list(MissingRule)[len(text) % 3].value)
            if not check_faults(check, FORM):
                _run(form_with(check))
    with suppress(NotConvertedError):
        DhisReader({"de000000000.co000000000": "A1[ANC]"}).read(text)


def take_file(text: str) -> None:
    """The text as an expression of a form file, and as a form file."""
    for content in (FILE.replace("A1 + A2 - A3 = A4", text), text):
        told = _refused(content)
        assert told is None or (told and all(line.startswith("fuzz.yaml:") for line in told))


def _refused(content: str) -> tuple[str, ...] | None:
    try:
        read_form(content.encode("utf-8", "surrogatepass"), "fuzz.yaml")
    except DefinitionError as error:
        return error.problems
    return None


def _calculate(text: str) -> None:
    tree = parse(text)
    for rule in MissingRule:
        one = side(tree, FORM, rule)(RETURN)
        other = float(SideCompiler(FORM).side(tree, rule)(HISTORY.now())[PLACE])
        assert (
            one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9)
        )


def _run(form) -> None:
    report = CompiledForm(form).run(RETURN)
    for found in report.findings:
        assert str(found.title)
        assert found.left.text
    outcome = ColumnarForm(form).run(HISTORY)["T1"]
    assert bool(outcome.failed[PLACE]) == bool(report.findings), "the two evaluators differ"
    written = write_rules(form, MAPPING)
    assert written.rules or written.left_out
