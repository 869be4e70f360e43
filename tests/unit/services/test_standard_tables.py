"""A table that an officer changes from a month on: in checks, over months, in files and in packs."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from office_fixtures import (  # noqa: F401
    FULL,
    NOVEMBER,
    PASSPHRASE,
    office,
    office_template,
    open_copy,
)

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.tiers import plain_tiers, read_tiers
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.services import pack_files
from kmmp_desktop.services.overlays import OverlayKind
from kmmp_desktop.services.standards import Listed

STAFFING, CITED = "STD_STAFFING", "KMMP guidelines 2012, 4.2, page 31"
DECEMBER, JANUARY, FEBRUARY = Period(2026, 12), Period(2027, 1), Period(2027, 2)
TABLE = "0-30: 1; 31-100: 5; 101+: 6 + 1/75"


@pytest.fixture
def officer(office):  # noqa: F811
    return office.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)


@pytest.fixture
def other(office_template, office, officer, tmp_path):  # noqa: F811
    """A second office that knows the officer of the first one."""
    home = tmp_path / "other"
    shutil.copytree(office_template, home)
    other = open_copy(home, office.clock)
    office.signer("officer")
    with other.work() as work:
        work.people.put(office.person("officer"))
        work.commit()
    return other


def listed(office, period) -> Listed:  # noqa: F811
    catalogue = office.services.standards.catalogue(FULL, period)
    return next(each for each in catalogue if each.standard.id == STAFFING)


def change(office, officer, start=JANUARY, value=TABLE, **given):  # noqa: F811
    said = {"unit": "", "status": Status.SOURCED, "citation": CITED} | given
    return office.services.standards.confirm(FULL, STAFFING, value, start=start, person=officer, **said)


def fill_staff(office, period):  # noqa: F811
    """Two Mentor Mothers for 48 clients."""
    opened = office.open(period=period)
    key = opened.form.key
    opened.set_many({key("A01"): "2", key("A02"): "2", **dict.fromkeys(opened.form.find("C14").cells, "12")})
    return opened


def fails(opened) -> bool:
    return "W301" in [finding.check for finding in opened.findings.values()]


def test_a_december_return_keeps_its_table_and_a_january_return_has_the_new_one(office, officer):  # noqa: F811
    for period in (DECEMBER, JANUARY):
        assert not fails(fill_staff(office, period)), "2 are enough for 48 clients"
    change(office, officer)
    december, january = (office.open(period=period) for period in (DECEMBER, JANUARY))
    assert not fails(december)
    assert fails(january), "5 are wanted from January on"
    assert january.form.tiers == read_tiers(TABLE)
    assert december.form.digest != january.form.digest
    january.set_many({january.form.key("A01"): "5"})
    assert not fails(january), "live too"
    said = january.form.standards[STAFFING]
    assert (said.value, said.status, january.form.sources[said.source].title) == (
        TABLE,
        Status.SOURCED,
        CITED,
    )


def test_it_is_tried_on_the_months_that_were_before_anything_is_written(office, officer):  # noqa: F811
    office.fill()
    opened = office.open()
    clients = sum(opened.cells[cell].number for cell in opened.form.find("C14").cells)
    services, form = office.services, office.services.standards.form(FULL, JANUARY)
    wanted = f"0-{clients - 1:.0f}: 0; {clients:.0f}+: 900"
    proposed = services.standards.proposed(FULL, STAFFING, wanted, "", Status.SOURCED, JANUARY)
    trial = services.standard_trials.compare(form, proposed, STAFFING, NOVEMBER, lambda *_: None)
    assert (trial.returns, trial.then) == (1, 1), "reckoned in columns"
    with office.work() as work:
        assert work.overlays.all(FULL) == ()


def test_what_is_signed_names_the_table_of_its_time(office, officer):  # noqa: F811
    office.clock.moment = office.clock.moment.replace(month=11)
    change(office, officer, NOVEMBER, "0+: 900")
    office.complete()
    revision = office.open().revision
    with office.work() as work:
        content = work.files.get(revision.id, "xlsx").content
    verdict = office.services.verifying.judge("a.xlsx", content)
    [told] = [s for s in verdict.data["standards"] if s["id"] == STAFFING]
    assert (told["value"], told["status"], told["source"]) == ("0+: 900", "sourced", CITED)


def test_the_table_goes_with_every_confirmation_so_a_later_one_is_whole(office, officer):  # noqa: F811
    change(office, officer, FEBRUARY, listed(office, FEBRUARY).standard.value)
    change(office, officer, JANUARY)
    assert listed(office, JANUARY).tiers == read_tiers(TABLE)
    february = listed(office, FEBRUARY)
    assert february.tiers == listed(office, DECEMBER).tiers
    assert february.standard.value == "0-30: 1; 31-100: 2; 101-200: 3; 201+: 4 + 1/75"
    assert listed(office, DECEMBER).coming.body["value"] == TABLE


def test_the_audit_chain_has_the_old_and_the_whole_new_table(office, officer):  # noqa: F811
    change(office, officer)
    with office.work() as work:
        entry = work.audit.entries("office")[-1]
        kinds = [(overlay.kind, overlay.body) for overlay in work.overlays.all(FULL)]
    assert entry.body["old"]["value"].startswith("1 to 30: 1")
    assert entry.body["new"] == {"value": TABLE, "unit": "", "status": "sourced"}
    assert kinds[1] == (OverlayKind.TABLE, {"tiers": plain_tiers(read_tiers(TABLE))})


@pytest.mark.parametrize("value", ["0-30: 1", "0-30: 1; 40+: 2", "many", "", "9"])
def test_what_is_no_table_changes_nothing(office, officer, value):  # noqa: F811
    with pytest.raises(RefusedError):
        change(office, officer, value=value)
    assert office.services.standards.value_fault(listed(office, JANUARY), value)
    assert office.services.standards.value_fault(listed(office, JANUARY), TABLE) is None
    with office.work() as work:
        assert work.overlays.all(FULL) == ()


def test_a_pack_carries_the_table_and_an_older_program_says_that_it_is_too_old(
    office,  # noqa: F811
    officer,
    other,
    tmp_path,
    monkeypatch,
):
    change(office, officer)
    pack = tmp_path / "a.kmmp-pack"
    content = office.services.packs.issue(pack, office.signer("officer")).content
    assert json.loads(content)["kmmp_pack"] == 2
    with monkeypatch.context() as older:
        older.setattr(pack_files, "VERSION", 1)
        with pytest.raises(FileRefusedError, match="newer version of this program"):
            other.services.packs.take(pack, other.person("manager"))
    for version in (b"1", b"0", b"true", b"2.0"):
        pack.write_bytes(content.replace(b'"kmmp_pack":2', b'"kmmp_pack":' + version))
        with pytest.raises(FileRefusedError, match=r"a\.kmmp-pack"):
            other.services.packs.take(pack, other.person("manager"))
    pack.write_bytes(content)
    assert other.services.packs.take(pack, other.person("manager")).added == 2
    theirs, ours = (each.services.forms.for_period(FULL, JANUARY) for each in (other, office))
    assert theirs.tiers == ours.tiers == read_tiers(TABLE)
    assert theirs.digest == ours.digest
    assert theirs.standards[STAFFING].value == TABLE


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "STD_CASELOAD"}, "no table STD_CASELOAD"),
        ({"body": {"tiers": plain_tiers(read_tiers(TABLE))[1:]}}, "Tier 1 starts at 31"),
        ({"body": {"tiers": [], "more": 1}}, "is not a pack"),
        ({"body": {"tiers": [{"min": 0}]}}, "is not a pack"),
        ({"body": None}, "is not a pack"),
    ],
)
def test_a_pack_with_a_faulty_table_is_refused_whole(office, officer, other, tmp_path, changed, words):  # noqa: F811
    change(office, officer)
    with office.work() as work:
        table = work.overlays.all(FULL)[1]
        work.overlays.add(replace(table, **changed))
        work.commit()
    office.services.forms.read_again()
    pack = tmp_path / "a.kmmp-pack"
    office.services.packs.issue(pack, office.signer("officer"))
    with pytest.raises(FileRefusedError, match=words):
        other.services.packs.take(pack, other.person("manager"))
    with other.work() as work:
        assert work.overlays.all(FULL) == ()
