"""The program without a screen, as a script runs it: real processes, exit codes, JSON."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from office_fixtures import FULL, NYOTA, ZIWA, office_template
from program import Program

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "domain"
PERIOD = "202609"

__all__ = ["office_template"]


@pytest.fixture
def program(office_template, tmp_path):
    shutil.copytree(office_template, tmp_path / "home")
    return Program(tmp_path / "home")


def write_return(folder, mfl=NYOTA, **changes):
    figures = month_of(FlowOfClients.starting(mfl, 2, 12), Period.parse(PERIOD))
    figures.update(changes)
    path = folder / "return.json"
    path.write_text(
        json.dumps(
            {
                "form": FULL,
                "facility": mfl,
                "period": PERIOD,
                "cells": figures,
                "reasons": {"Q417": "First month in the program."},
            }
        )
    )
    return path


def test_a_month_from_entry_to_verified_files_and_back(program, tmp_path):
    out = tmp_path / "out"
    set_ = program("returns", "set", write_return(tmp_path), "--as", "clerk")
    assert set_["returns"][0]["filled"] > 200
    check = program("check", "--facility", NYOTA, "--period", PERIOD)
    assert check["ready"], check["blockers"]
    ready = program("complete", "--facility", NYOTA, "--period", PERIOD, "--as", "clerk")
    approved = program("approve", "--facility", NYOTA, "--period", PERIOD, "--as", "manager")
    assert [r["state"] for r in approved["approved"]] == ["approved"]
    sent = program("export", "--period", PERIOD, "--facility", NYOTA, "--to", out)
    files = [f for f in sent["files"] if not f.endswith("manifest.json")]
    assert len(files) == 2
    verified = program("verify", *files, passphrase=None)
    assert all(f["approved"] for f in verified["files"])
    assert {f["short_code"] for f in verified["files"]} == {ready["revision"]["short_code"]}
    states = {r["facility"]: r["state"] for r in program("returns", "list", "--period", PERIOD)["returns"]}
    assert states == {NYOTA: "submitted", ZIWA: "not_started"}
    assert sent["signed_by"] is None
    assert "no manager's key" in (out / "manifest.json").read_text()
    month = program("export", "--period", PERIOD, "--to", tmp_path / "signed", "--as", "manager", code=1)
    assert (month["signed_by"], [r["facility"] for r in month["left_out"]]) == ("P. Otieno", [ZIWA])
    signed = [f for f in month["files"] if "submission" in f]
    of_month = program("verify", *signed, passphrase=None)["files"]
    assert [f["approved"] for f in of_month] == [True, True]
    assert of_month[0]["submission"]["counts"]["owed"] == 2
    again = program("export", "--period", PERIOD, "--to", tmp_path / "again", code=1)
    assert [Path(f).read_bytes() for f in again["files"] if "submission" in f] == [
        Path(f).read_bytes() for f in signed
    ]

    for name in files:
        path = Path(name)
        broken = path.with_name("broken" + path.suffix)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x20
        broken.write_bytes(content)
        refused = program("verify", broken, passphrase=None, code=1)
        assert refused["files"][0]["intact"]["answer"] != "yes"
        assert len(program.error.strip().splitlines()) == 1


def test_an_error_a_missing_reason_and_a_blank_each_exit_1_and_are_named(program, tmp_path):
    program("returns", "set", write_return(tmp_path, **{"C14[ANC]": 900, "A01": None}), "--as", "clerk")
    check = program("check", "--facility", NYOTA, "--period", PERIOD, code=1)
    assert {"R201", "R202"} <= {f["check"] for f in check["findings"]}
    finding = next(f for f in check["findings"] if f["check"] == "R201")
    assert finding["left"]["value"] - finding["right"]["value"] == finding["difference"]
    assert finding["standard"]["status"] == "arithmetic"
    assert any(i["group"] == "blank" and i["cell"] == "KM_A01" for i in check["items"])
    assert "cannot be marked ready" in program.error
    refused = program("complete", "--facility", NYOTA, "--period", PERIOD, "--as", "clerk", code=1)
    assert refused["ready"] is False


def test_an_invalid_value_is_kept_as_a_draft_and_exits_1(program, tmp_path):
    path = tmp_path / "r.json"
    path.write_text(
        json.dumps({"facility": NYOTA, "period": PERIOD, "cells": {"C02": {"ANC": "12 est", "PN": "NR"}}})
    )
    answer = program("returns", "set", path, "--as", "clerk", code=1)
    assert answer["invalid"] == [
        {"facility": NYOTA, "period": PERIOD, "cell": "KM_C02[ANC]", "value": "12 est"}
    ]
    assert "12 est" in program.error


def test_csv_merges_and_null_blanks(program, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        f"facility,period,code,category,value\n{NYOTA},{PERIOD},C02,ANC,14\n{NYOTA},{PERIOD},KM_A01,,2\n"
    )
    assert program("returns", "set", path, "--as", "clerk")["returns"][0]["filled"] == 2
    path.write_text(f"facility,period,code,category,value\n{NYOTA},{PERIOD},C02,ANC,\n")
    assert program("returns", "set", path, "--as", "clerk")["returns"][0]["filled"] == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[1]", "is an object"),
        ('{"facility": "x", "period": "202609"}', "no MFL code"),
        ('{"facility": "99104", "period": "2026"}', "YYYYMM"),
        ('{"facility": "99104", "period": "202609", "cells": {"ZZ9": 1}}', "ZZ9"),
        ('{"facility": "99104", "period": "202609", "cells": {"B12": 1}}', "B12"),
        ('{"facility": "99104", "period": "202609", "cells": {"A01": []}}', "KM_A01|A01"),
        ('{"facility": "99104", "period": "202609", "cels": {}}', "cels"),
        ('{"facility": "88888", "period": "202609", "cells": {"A01": 1}}', "88888"),
        ('{"facility": "99104", "period": "202609", "form": "KMMP_MFX", "cells": {}}', "KMMP_MFX"),
    ],
)
def test_a_file_that_is_wrong_changes_nothing_and_says_why_in_one_line(program, tmp_path, text, why):
    import re

    path = tmp_path / "r.json"
    path.write_text(text)
    program("returns", "set", path, "--as", "clerk", code=1)
    assert re.search(why, program.error), program.error
    assert len(program.error.strip().splitlines()) == 1
    states = {r["state"] for r in program("returns", "list", "--period", PERIOD)["returns"]}
    assert states == {"not_started"}


def test_wrong_use_exits_2_with_one_line(program):
    program("approve", code=2)
    assert len(program.error.strip().splitlines()) == 1
    program("check", "--facility", NYOTA, "--period", "202613", code=2)
    assert "202613" in program.error or "month" in program.error


def test_a_wrong_or_missing_passphrase_is_refused(program, tmp_path):
    path = write_return(tmp_path)
    program("returns", "set", path, "--as", "clerk", passphrase="wrong wrong wrong", code=1)
    assert "passphrase" in program.error.lower()
    program("returns", "set", path, "--as", "clerk", passphrase=None, code=1)
    assert "KMMP_PASSPHRASE" in program.error


def test_a_folder_without_an_office_is_named(tmp_path):
    program = Program(tmp_path / "empty")
    program("returns", "list", code=1)
    assert str(tmp_path / "empty") in program.error
    assert not (tmp_path / "empty").exists()


def test_form_files_are_checked_without_an_office(tmp_path):
    program = Program(tmp_path / "empty")
    shipped = sorted((ROOT / "forms" / "definitions").glob("*.yaml"))
    assert len(program("forms", "check", *shipped)["files"]) == 3
    bad = tmp_path / "bad.yaml"
    bad.write_text("kmmp_form: 1\nform: {famly: X}\n")
    program("forms", "check", bad, code=1)
    assert "bad.yaml" in program.error


def test_people_read_lines_where_no_json_is_asked_for(program):
    text = program("returns", "list", "--period", PERIOD, json_out=False)
    assert "Nyota Health Centre" in text


@pytest.mark.skipif(not SHARED.exists(), reason="needs the domain files")
def test_the_national_list_loads(program):
    answer = program("facilities", "import", SHARED / "kmhfl_pmtct_facilities_2020.csv")
    assert answer["new"] + answer["changed"] + answer["same"] == 3016
    assert answer["bad"] == []


@pytest.mark.skipif(not SHARED.exists(), reason="needs the domain files")
def test_the_clean_sample_return_gives_no_findings_and_its_broken_copies_the_named_ones(program, tmp_path):
    sample = json.loads((SHARED / "sample_return_clean.json").read_text())
    listing = tmp_path / "facilities.csv"
    listing.write_text("mfl,name,county\n99999,Sample Facility,Kisumu\n")
    program("facilities", "import", listing, "--from", "202603")
    path = tmp_path / "r.json"

    def enter(period, cells):
        path.write_text(json.dumps({"facility": "99999", "period": period, "cells": cells}))
        program("returns", "set", path, "--as", "clerk")
        answer = program("check", "--facility", "99999", "--period", period, code=None)
        return {f["check"] for f in answer["findings"]}

    path.write_text(json.dumps({"facility": "99999", "period": "202604", "cells": sample["previous_month"]}))
    program("returns", "set", path, "--as", "clerk")
    period = sample["header"]["KM_H_PERIOD"]
    assert enter(period, sample["values"]) == set()
    broken = {**sample["values"], "KM_J07": 8, "KM_L03": 5}
    broken["KM_C14"] = {**sample["values"]["KM_C14"], "ANC": 21}
    assert {"R201", "R202", "R215", "R219", "R229"} <= enter(period, broken)


def test_a_form_nobody_has_seen_is_entered_checked_signed_and_sent_without_python(program, tmp_path):
    """Dropped into the office's forms folder: everything else follows from the file."""
    (program.home / "forms").mkdir()
    shutil.copy(ROOT / "tests" / "fixtures" / "forms" / "small.yaml", program.home / "forms")
    listing = tmp_path / "facilities.csv"
    listing.write_text("mfl,name,county\n30001,Unseen Dispensary,Kisumu\n")
    program("facilities", "import", listing, "--owes", "SMALL", "--from", PERIOD)
    path = tmp_path / "r.json"
    cells = {
        "A1": {"ANC": 10, "PN": 20},
        "A2": {"ANC": 3, "PN": 1},
        "A3": {"ANC": 1, "PN": 2},
        "A4": {"ANC": 12, "PN": 19},
        "B1": 9,
        "B2": 1,
        "B3": 9,
        "B4": 62.5,
        "B5": True,
        "B6": "03/10/2026",
        "B7": "=cmd|' /C calc'!A1",
        "B8": 2,
    }
    path.write_text(json.dumps({"form": "SMALL", "facility": "30001", "period": PERIOD, "cells": cells}))
    program("returns", "set", path, "--as", "clerk")
    check = program("check", "--facility", "30001", "--period", PERIOD, "--form", "SMALL", code=None)
    assert {f["severity"] for f in check["findings"]} <= {"warning", "note"}
    reasons = {i["subject"]: "Seen and right." for i in check["items"] if i["needs"] == "reason"}
    path.write_text(json.dumps({"form": "SMALL", "facility": "30001", "period": PERIOD, "reasons": reasons}))
    program("returns", "set", path, "--as", "clerk")
    step = ("--facility", "30001", "--period", PERIOD, "--form", "SMALL")
    program("complete", *step, "--as", "clerk")
    program("approve", *step, "--as", "manager")
    sent = program("export", *step, "--to", tmp_path / "out")
    assert all(f["approved"] for f in program("verify", *sent["files"][:2], passphrase=None)["files"])


def test_the_demo_takes_nothing_away_from_a_folder_that_is_not_its_own(tmp_path):
    mail = tmp_path / "home" / "sent" / "letter.txt"
    mail.parent.mkdir(parents=True)
    mail.write_text("mine")
    program = Program(tmp_path / "home")
    program("demo", passphrase="short", code=1)
    assert mail.read_text() == "mine"


def test_a_file_of_several_returns_with_one_unknown_facility_writes_none_of_them(program, tmp_path):
    path = tmp_path / "returns.json"
    one = {"form": FULL, "period": PERIOD, "cells": {"A01": 3}}
    path.write_text(json.dumps([{**one, "facility": NYOTA}, {**one, "facility": "77777"}]))
    program("returns", "set", path, "--as", "clerk", code=1)
    assert (
        program("check", "--facility", NYOTA, "--period", PERIOD, code=1)["return"]["state"] == "not_started"
    )


def test_a_figure_for_a_cell_that_is_not_offered_is_never_taken_in_silence(program, tmp_path):
    import main
    from kmmp_desktop.domain.office import ServiceSpan
    from kmmp_desktop.services.clock import SystemClock
    from kmmp_desktop.texts.catalogue import Catalogue

    services, store = main.open_office(program.home, SystemClock(), Catalogue())
    facility = next(f for f in services.facilities.all() if f.mfl == NYOTA)
    services.facilities.save(replace(facility, services=(ServiceSpan("pmtct"), ServiceSpan("anc"))), None)
    form = services.forms.newest(FULL)
    opened = services.entry.open(FULL, NYOTA, Period.parse(PERIOD), services.people.find("clerk"))
    numeric = [k for k in form.entry_cells if form.elements[k.element].type.is_numeric]
    hidden = next(k for k in numeric if not opened.offered(k))
    store.close()
    path = tmp_path / "return.json"
    path.write_text(json.dumps({"facility": NYOTA, "period": PERIOD, "cells": {"A01": 3, str(hidden): 7}}))
    said = program("returns", "set", path, "--as", "clerk", code=1)
    assert said["error"]["message"].startswith(f"{NYOTA} does not offer what {hidden} asks for")
    path.write_text(json.dumps({"facility": NYOTA, "period": PERIOD, "cells": {"A01": 3, str(hidden): "NA"}}))
    program("returns", "set", path, "--as", "clerk")


TEN_FAULTS = [
    (
        "  family: SMALL\n",
        "  famly: SMALL\n",
        "4:3: form: there is no key 'famly' here. Did you mean family?",
    ),
    ("code: A2, label", "code: A1, label", "51:16: element A1, code: A1 stands twice"),
    ("type: yes_no", "type: yesno", "64:57: element B5, type: 'yesno' is unknown. Did you mean yes_no?"),
    ("check: B2 <= B1\n", "check: B2 <= B11\n", "The form has no element B11. Did you mean B1?"),
    ("calculate: A2 + A3", "calculate: A5 + A3", "calculated elements wait for one another"),
    ("check: A4 <= B8 * @load", "check: A4 <= B8 * @lode", "no setting @lode. Did you mean load?"),
    (
        "skip_if_any\n    standard: STD_SUM\n  - code: R2",
        "skip_any\n    standard: STD_SUM\n  - code: R2",
        "skip_if_any?",
    ),
    ("check: not all_zero()", "check: not all_zeros(", "check R7, check"),
    ('valid_from: "202001"', 'valid_from: "202013"', "'202013' is not a month"),
    ("    denominator: B1\n", "    denominator: B1\n    colour: red\n", "there is no key 'colour' here"),
]


def test_ten_faults_of_a_form_file_are_told_at_once_with_line_and_column(tmp_path):
    text = (ROOT / "tests" / "fixtures" / "forms" / "small.yaml").read_text()
    for right, wrong, _ in TEN_FAULTS:
        assert right in text
        text = text.replace(right, wrong, 1)
    (tmp_path / "ten.yaml").write_text(text)
    [answer] = Program(tmp_path / "empty")("forms", "check", tmp_path / "ten.yaml", code=1)["files"]
    told = "\n".join(answer["problems"])
    for _, _, fault in TEN_FAULTS:
        assert fault in told
    assert all(line.startswith("ten.yaml:") for line in answer["problems"])
