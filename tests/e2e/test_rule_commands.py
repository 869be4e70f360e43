"""Checks to DHIS2 and back by command, with real files."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from office_fixtures import NYOTA, ZIWA, office_template
from program import Program

from forms.reader import read_form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.texts.catalogue import Catalogue

DEFINITIONS = Path(__file__).parents[2] / "forms" / "definitions"
FULL = DEFINITIONS / "kmmp_mfr_1.0.0.yaml"

__all__ = ["office_template"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A mapping table with a name for every cell of the full return."""
    path = tmp_path_factory.mktemp("map") / "map.csv"
    cells = read_form(FULL).entry_cells
    path.write_text("cell,dhis2\n" + "".join(f"{key},de{n:09}.co{n:09}\n" for n, key in enumerate(cells)))
    return path


def test_rules_are_written_and_what_does_not_travel_is_said(tmp_path, table):
    program = Program(tmp_path)
    answer = program("rules", "write", FULL, "--map", table, "--to", tmp_path / "rules.json", code=1)
    form = read_form(FULL)
    left = {untold["code"] for untold in answer["left_out"]}
    assert len(answer["rules"]) >= 95
    assert {"R203", "Q403", "Q412"} <= left
    assert all(untold["why"] for untold in answer["left_out"])
    rules = json.loads((tmp_path / "rules.json").read_text("utf-8"))["validationRules"]
    assert {rule["code"].rpartition("_")[0] or rule["code"] for rule in rules} <= {
        c.code for c in form.checks
    }
    [balance] = [rule for rule in rules if rule["code"] == "R201"]
    assert balance["operator"] == "equal_to"
    assert balance["importance"] == "HIGH"
    assert balance["leftSide"]["missingValueStrategy"] == "SKIP_IF_ANY_VALUE_MISSING"
    assert "#{de" in balance["leftSide"]["expression"]
    again = program("rules", "write", FULL, "--map", table, "--to", tmp_path / "rules.json", code=1)
    assert "was not written" in again["error"]["message"]


def test_rules_are_read_as_a_form_file_has_them(tmp_path, table):
    program = Program(tmp_path)
    program("rules", "write", FULL, "--check", "R201", "--map", table, "--to", tmp_path / "one.json")
    said = program(
        "rules",
        "read",
        tmp_path / "one.json",
        "--form-file",
        FULL,
        "--map",
        table,
        "--standard",
        next(iter(read_form(FULL).standards)),
        json_out=False,
    )
    [check] = yaml.safe_load(said)["checks"]
    text = FULL.read_text("utf-8")
    at = text.index("\nchecks:\n") + len("\nchecks:\n")
    body = said.replace("R201", "D201").removeprefix("checks:\n")
    changed = tmp_path / "with_one_more.yaml"
    changed.write_text(text[:at] + body + text[at:], "utf-8")
    form = read_form(changed)
    assert form.check_by_code["D201"].expression == check["check"]
    assert "KM_C14" in check["check"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("KM_C02[ANC],a.b\nKM_C02[ANC],c.d\n", "stands there twice"),
        ("KM_C02,a\n", "is a total"),
        ("KM_Z99,a\n", "has no cell"),
        ("KM_C07,a b c\n", "is no data element"),
    ],
)
def test_a_faulty_mapping_table_is_told_by_line(tmp_path, rows, said):
    table = tmp_path / "map.csv"
    table.write_text("cell,dhis2\n" + rows)
    program = Program(tmp_path)
    answer = program("rules", "write", FULL, "--map", table, "--to", tmp_path / "out.json", code=1)
    assert said in answer["error"]["message"]
    assert "map.csv:" in answer["error"]["message"]
    assert not (tmp_path / "out.json").exists()


def test_a_file_without_rules_is_refused(tmp_path, table):
    (tmp_path / "not.json").write_text('{"dataElements": []}')
    program = Program(tmp_path)
    standard = next(iter(read_form(FULL).standards))
    answer = program(
        "rules",
        "read",
        tmp_path / "not.json",
        "--form-file",
        FULL,
        "--map",
        table,
        "--standard",
        standard,
        code=1,
    )
    assert "validationRules" in answer["error"]["message"]


@pytest.fixture
def typed(office_template, tmp_path):
    """An office with three returns: A02 of A01 is 4 of 4, 5 of 4, and one without A01."""
    program = Program(shutil.copytree(office_template, tmp_path / "home"))
    figures = tmp_path / "figures.csv"
    last = program.last = Period.of(datetime.now(UTC).date()).shift(-1)
    rows = [(NYOTA, last.shift(-1), "A01", 4), (NYOTA, last.shift(-1), "A02", 4), (NYOTA, last, "A01", 4)]
    rows += [(NYOTA, last, "A02", 5), (ZIWA, last, "A02", 2)]
    lines = [f"{mfl},{period},{code},,{value}" for mfl, period, code, value in rows]
    figures.write_text("facility,period,code,category,value\n" + "\n".join(lines) + "\n")
    program("returns", "set", figures, "--as", "clerk")
    return program


def test_a_changed_check_is_rehearsed(typed):
    answer = typed("rules", "rehearse", "--check", "R101", "--expression", "A02 < A01", "--months", "24")
    assert (answer["failing_before"], answer["failing_now"], answer["returns"]) == (1, 2, 3)
    [check] = answer["checks"]
    assert check["facilities"] == [{"facility": NYOTA, "before": 1, "now": 2}]
    assert [place["before"] for place in check["failing"]] == [True, False]
    assert check["skipped_now"] == 1
    said = typed("rules", "rehearse", "--check", "R101", "--expression", "A02 < A01", json_out=False)
    assert "2 would fail, 1 fails as published today" in said
    assert f"  Nyota Health Centre ({NYOTA}): 2 would fail, 1 today" in said
    say = Catalogue().say
    assert any(  # a month may have ended meanwhile
        f"from {say(month_year(last.shift(-11)))} to {say(month_year(last))}: 2 would fail" in said
        for last in (typed.last, typed.last.shift(1))
    )


def test_a_new_and_a_retired_check_are_rehearsed(typed):
    [check] = typed("rules", "rehearse", "--check", "X1", "--expression", "A02 > 2")["checks"]
    assert check["new"]
    assert check["failing_now"] == 1
    [check] = typed("rules", "rehearse", "--check", "R101", "--retire")["checks"]
    assert check["retired"]
    assert (check["failing_before"], check["failing_now"]) == (1, 0)


def test_a_changed_form_file_is_rehearsed_whole(typed, tmp_path):
    changed = tmp_path / "changed.yaml"
    changed.write_text(FULL.read_text("utf-8").replace("check: A02 <= A01", "check: A02 < A01"), "utf-8")
    answer = typed("rules", "rehearse", changed)
    moved = [c["code"] for c in answer["checks"] if c["failing_now"] != c["failing_before"]]
    assert moved == ["R101"]
    assert not [c["code"] for c in answer["checks"] if c["retired"]], "what was added is not in the file"


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [("A02 < A0Q", 6, "Did you mean"), ("A02 <", 5, "ends"), ("(" * 5000 + "1", 100, "nests")],
)
def test_a_fault_is_said_with_its_place(typed, text, position, said):
    answer = typed("rules", "rehearse", "--check", "R101", "--expression", text, code=1)
    assert answer["error"]["position"] == position
    assert said in answer["error"]["message"]


def test_a_form_whose_calculations_go_in_a_circle_is_not_run(typed, tmp_path):
    changed = tmp_path / "circle.yaml"
    text = FULL.read_text("utf-8")
    at = text.index("calculate:")
    end = text.index("\n", at)
    code = re.findall(r"code: (\w+)", text[:at])[-1]
    changed.write_text(text[:at] + f"calculate: {code} + 1" + text[end:], "utf-8")
    answer = typed("rules", "rehearse", changed, code=1)
    assert "wait for one another" in answer["error"]["message"]


@pytest.mark.parametrize("words", [(), ("--check", "R101", "--months", "3"), ("x.yaml", "--check", "R101")])
def test_what_cannot_be_rehearsed_is_said(typed, words):
    assert typed("rules", "rehearse", *words, code=1)["error"]["message"]
