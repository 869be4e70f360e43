"""One cell's story and the whole log, without a window."""

import csv
import json

import pytest
from office_fixtures import NYOTA, PASSPHRASE, ZIWA, office, office_template  # noqa: F401

import main
from kmmp_desktop.domain.values import CellKey

CELL = CellKey("KM_C02", "ANC")


@pytest.fixture
def run(office, capsys, monkeypatch):  # noqa: F811
    monkeypatch.setenv("KMMP_PASSPHRASE", PASSPHRASE)

    def ran(*words):
        capsys.readouterr()
        code = main.main([*map(str, words), "--home", str(office.home), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ran


def test_the_story_of_a_cell_is_told_and_written(run, office, tmp_path):  # noqa: F811
    opened = office.open(NYOTA)
    opened.set(CELL, "14")
    opened.set(CELL, "63")
    words = ("log", "story", "c02[anc]", "--facility", NYOTA, "--period", "202611")
    code, answer = run(*words)
    assert code == 0
    assert answer["holds"]
    figures = [(one["before"], one["after"], one["by"]) for one in answer["entries"] if one["after"]]
    assert figures == [("", "14", "A. Wanjiru"), ("14", "63", "A. Wanjiru")]
    code, answer = run(*words, "--to", tmp_path / "story.csv", "--as", "manager")
    assert code == 0
    assert "63" in (tmp_path / "story.csv").read_text("utf-8-sig")
    code, answer = run("log", "story", "C99", "--facility", NYOTA, "--period", "202611")
    assert code == 1
    assert "is no cell of this form" in answer["error"]["message"]


def test_entries_are_listed_narrowed_and_written_by_those_who_may(run, office, tmp_path):  # noqa: F811
    office.open(NYOTA).set(CELL, "14")
    office.open(ZIWA).set(CELL, "3")
    code, answer = run("log", "list", "--as", "manager", "--facility", ZIWA, "--kind", "figures")
    assert code == 0
    assert [one["after"] for one in answer["entries"]] == ["3"]
    assert answer["total"] == 1
    code, answer = run("log", "list", "--as", "manager", "--first", "2026-12-04")
    assert {one["action"] for one in answer["entries"]} <= {"signed in"}
    path = tmp_path / "log.csv"
    code, answer = run("log", "export", "--as", "manager", "--by", "clerk", "--to", path)
    assert code == 0
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert {row[1] for row in rows if len(row) > 8} == {"Who", "A. Wanjiru"}
    code, answer = run("log", "export", "--as", "clerk", "--to", tmp_path / "none.csv")
    assert code == 1
    assert "Only a manager" in answer["error"]["message"]
    assert not (tmp_path / "none.csv").exists()
