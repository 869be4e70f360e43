"""The catalogue of standards by command: list, confirm, issue, take."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from office_fixtures import PASSPHRASE, office_template, open_copy
from program import Program

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.texts.catalogue import Catalogue

__all__ = ["office_template"]
CITED = "KMMP guidelines 2012, 4.2, page 31"


def home_of(office_template: Path, tmp_path: Path, name: str):
    home = tmp_path / name
    shutil.copytree(office_template, home)
    return open_copy(home, SetClock(datetime.now(UTC)))


def test_a_standard_is_confirmed_issued_and_taken_by_command(office_template, tmp_path):
    ours, theirs = (home_of(office_template, tmp_path, name) for name in ("ours", "theirs"))
    ours.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)
    ours.signer("officer")
    with theirs.work() as work:
        work.people.put(ours.person("officer"))
        work.commit()
    here, there = Program(tmp_path / "ours"), Program(tmp_path / "theirs")
    listed = here("standards", "list", "--status", "not_verified")["standards"]
    [caseload] = [each for each in listed if each["id"] == "STD_CASELOAD"]
    assert (caseload["value"], caseload["source"], caseload["checks"]) == ("75", "", ["W302"])
    assert all(each["status"] == "not_verified" for each in listed)
    words = ("standards", "confirm", "STD_CASELOAD", "--value", "60", "--status", "sourced")
    refused = here(*words, "--citation", CITED, "--as", "clerk", code=1)
    assert "Only a programme officer" in refused["error"]["message"]
    assert "no citation" in here(*words, "--citation", " ", "--as", "officer", code=1)["error"]["message"]
    done = here(*words, "--citation", CITED, "--as", "officer")["confirmed"]
    assert (done["value"], done["unit"], done["citation"]) == ("60", "clients", CITED)
    month = done["from"]
    said = here(*words, "--citation", "again", "--as", "officer", json_out=False)
    assert f"60 clients from {Catalogue('en').say(month_year(Period.parse(month)))} on" in said
    pack = tmp_path / "a.kmmp-pack"
    here("standards", "issue", pack, "--as", "officer")
    taken = there("standards", "take", pack, "--as", "manager")
    assert (taken["signer"], taken["added"]) == ("J. Mwende", 4)
    assert there("standards", "take", pack, "--as", "manager")["added"] == 0
    [now] = [s for s in there("standards", "list")["standards"] if s["id"] == "STD_CASELOAD"]
    [then] = [
        s for s in there("standards", "list", "--period", month)["standards"] if s["id"] == "STD_CASELOAD"
    ]
    assert (now["value"], now["next"]["value"]) == ("75", "60")
    assert (then["value"], then["status"], then["source"]) == ("60", "sourced", "again")
    pack.write_bytes(pack.read_bytes().replace(b"A", b"B", 1))
    refused = there("standards", "take", pack, "--as", "manager", code=1)
    assert "a.kmmp-pack" in refused["error"]["message"]


def test_a_table_is_changed_by_command(office_template, tmp_path):
    ours = home_of(office_template, tmp_path, "ours")
    ours.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)
    here = Program(tmp_path / "ours")
    cited = ("--status", "sourced", "--citation", CITED, "--as", "officer")
    words = ("standards", "confirm", "STD_STAFFING", *cited)
    refused = here(*words, "--table", "0-30:1,40-:2", code=1)["error"]
    assert refused["message"] == "Tier 2 starts at 40; it has to start at 31."
    done = here(*words, "--table", "0-30:1,31-100:2,101-:3+1/75")["confirmed"]
    assert done["value"] == "0-30: 1; 31-100: 2; 101+: 3 + 1/75"
    listed = here("standards", "list", "--period", done["from"])["standards"]
    [staffing] = [each for each in listed if each["id"] == "STD_STAFFING"]
    assert (staffing["value"], staffing["source"]) == (done["value"], CITED)
    assert staffing["table"][2] == {"min": 101, "max": None, "staff": 3, "plus_one_per": 75}
    caseload = ("standards", "confirm", "STD_CASELOAD", *cited)
    assert "not a number" in here(*caseload, "--table", "0+:1", code=1)["error"]["message"]
