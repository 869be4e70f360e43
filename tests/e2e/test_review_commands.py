"""What waits for the manager, without a window."""

import json

import pytest
from office_fixtures import NYOTA, ZIWA, office, office_template  # noqa: F401

import main


@pytest.fixture
def run(office, capsys):  # noqa: F811
    def ran(*words):
        capsys.readouterr()
        code = main.main([*words, "--home", str(office.home), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ran


def test_the_queue_and_what_needs_eyes_in_one_return(run, office):  # noqa: F811
    office.complete(ZIWA)
    revision = office.complete(NYOTA).revision
    office.services.approval.decisions.ask(
        revision.id, office.open(NYOTA).form.key("C14[ANC]"), "Which register?", office.person("manager")
    )
    code, answer = run("review", "list")
    assert code == 0
    assert [one["facility"] for one in answer["waiting"]] == [NYOTA, ZIWA], "a question comes first"
    assert answer["waiting"][0]["questions"] == 1
    code, answer = run("review", "show", NYOTA, "--period", "202611")
    assert code == 1, "something is to be decided"
    assert {one["decision"] for one in answer["exceptions"]} == {"open"}
    assert answer["questions"] == [
        {"cell": "KM_C14[ANC]", "said": [{"by": "P. Otieno", "text": "Which register?"}]}
    ]


def test_a_return_that_does_not_wait_is_told(run, office):  # noqa: F811
    code, answer = run("review", "show", NYOTA, "--period", "202611")
    assert code == 1
    assert "waits for approval" in json.dumps(answer)
