"""Standards from a month on: old months keep theirs, signed files name theirs, packs carry them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from office_fixtures import (  # noqa: F401
    FULL,
    NOVEMBER,
    NYOTA,
    PASSPHRASE,
    ZIWA,
    office,
    office_template,
    open_copy,
)

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import FileRefusedError, NotFoundError, PastMonthsError, RefusedError
from kmmp_desktop.services.standards import Listed

CASELOAD, CITED = "STD_CASELOAD", "KMMP guidelines 2012, 4.2, page 31"
DECEMBER, JANUARY, FEBRUARY = Period(2026, 12), Period(2027, 1), Period(2027, 2)


@pytest.fixture
def officer(office):  # noqa: F811
    return office.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)


def confirm(office, officer, start=JANUARY, value="10", **other):  # noqa: F811
    given = {"unit": "clients", "status": Status.SOURCED, "citation": CITED} | other
    return office.services.standards.confirm(FULL, CASELOAD, value, start=start, person=officer, **given)


def listed(office, period, standard=CASELOAD) -> Listed:  # noqa: F811
    catalogue = office.services.standards.catalogue(FULL, period)
    return next(each for each in catalogue if each.standard.id == standard)


def caseload_findings(opened) -> list:
    return [f for f in opened.findings.values() if f.standard == CASELOAD]


def test_a_december_draft_checks_with_the_old_value_and_january_with_the_new(office, officer):  # noqa: F811
    drafts = {}
    for period in (DECEMBER, JANUARY):
        opened = office.open(period=period)
        key = opened.form.key
        opened.set_many(
            {key("A01"): "2", key("A02"): "2", **dict.fromkeys(opened.form.find("C14").cells, "12")}
        )
        drafts[period] = len(caseload_findings(opened))
    assert drafts == {DECEMBER: 0, JANUARY: 0}, "24 to 48 clients for two are fewer than 75 each"
    confirm(office, officer)
    december, january = (office.open(period=period) for period in (DECEMBER, JANUARY))
    assert not caseload_findings(december)
    assert caseload_findings(january), "more than 10 each from January on"
    assert december.form.settings["caseload_max"] == 75
    assert january.form.settings["caseload_max"] == 10
    assert december.form.digest != january.form.digest
    assert december.form.file_digest == january.form.file_digest


def test_targets_go_with_their_standard(office, officer):  # noqa: F811
    services = office.services
    services.standards.confirm(FULL, "STD_ENROLMENT", "80", "%", Status.SOURCED, CITED, JANUARY, officer)
    before, after = (services.forms.for_period(FULL, period) for period in (DECEMBER, JANUARY))
    assert (before.indicators[0].target, before.indicators[0].amber) == (95, 85)
    assert (after.indicators[0].target, after.indicators[0].amber) == (80, 80)


def test_what_is_signed_names_value_status_and_source_of_its_time(office, officer):  # noqa: F811
    opened = office.open()
    office.clock.moment = office.clock.moment.replace(month=11)
    confirm(office, officer, NOVEMBER, "1")
    opened = office.complete()
    revision = office.open().revision
    with office.work() as work:
        content = work.files.get(revision.id, "xlsx").content
    verdict = office.services.verifying.judge("a.xlsx", content)
    standard = next(s for s in verdict.data["standards"] if s["id"] == CASELOAD)
    assert (standard["value"], standard["status"], standard["source"]) == ("1", "sourced", CITED)
    assert verdict.data["form"]["digest"] == opened.form.digest
    office.clock.moment = office.clock.moment.replace(month=12)
    confirm(office, officer, DECEMBER, "75")
    with office.work() as work:
        assert work.files.get(revision.id, "xlsx").content == content
    assert office.open().form.settings["caseload_max"] == 1


def test_the_office_chain_takes_in_old_new_and_citation(office, officer):  # noqa: F811
    confirm(office, officer)
    with office.work() as work:
        entry = work.audit.entries("office")[-1]
        assert work.audit.first_broken("office") is None
    assert (entry.action, entry.by) == ("standard", officer.id)
    assert entry.body["old"] == {"value": "75", "unit": "clients", "status": "not_verified", "source": ""}
    assert entry.body["new"] == {"value": "10", "unit": "clients", "status": "sourced"}
    assert (entry.body["citation"], entry.body["start"]) == (CITED, "202701")


def test_the_catalogue_says_value_source_use_and_what_comes(office, officer):  # noqa: F811
    assert {s.standard.id for s in office.services.standards.catalogue(FULL, NOVEMBER)} == set(
        office.services.forms.for_period(FULL, NOVEMBER).standards
    )
    before = listed(office, DECEMBER)
    assert (before.source, before.by, before.coming) == ("", None, None)
    assert [check.code for check in before.use.checks] == ["W302"]
    assert before.group.en in {section.short.en for section in office.open().form.sections}
    confirm(office, officer)
    confirm(office, officer, FEBRUARY, "60")
    now, then = listed(office, DECEMBER), listed(office, JANUARY)
    assert (now.standard.value, now.coming.start) == ("75", JANUARY)
    assert (then.standard.value, then.source, then.since, then.by.by_name) == (
        "10",
        CITED,
        JANUARY,
        "J. Mwende",
    )
    assert then.coming.body["value"] == "60"
    confirm(office, officer, JANUARY, "11")
    assert listed(office, JANUARY).standard.value == "11", "the last one said for a month counts"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"citation": "  "}, "There is no citation."),
        ({"citation": "x" * 501}, "501 characters"),
        ({"value": "many"}, "not a number"),
        ({"value": "-1"}, "not a number"),
        ({"value": "nan"}, "not a number"),
        ({"start": NOVEMBER}, "November 2026 is over"),
        ({"status": Status.ARITHMETIC}, "Choose a status"),
    ],
)
def test_what_cannot_be_confirmed_changes_nothing(office, officer, changed, words):  # noqa: F811
    with pytest.raises(RefusedError, match=words):
        confirm(office, officer, **changed)
    with office.work() as work:
        assert work.overlays.all(FULL) == ()
        assert work.audit.entries("office")[-1].action != "standard"


def test_only_officers_confirm_and_nobody_confirms_arithmetic(office, officer):  # noqa: F811
    standards = office.services.standards
    for username in ("clerk", "manager"):
        with pytest.raises(RefusedError, match="Only a programme officer"):
            confirm(office, office.person(username))
    with pytest.raises(RefusedError, match="arithmetic"):
        standards.confirm(FULL, "STD_ARITHMETIC", "", "", Status.SOURCED, CITED, JANUARY, officer)
    with pytest.raises(NotFoundError):
        standards.confirm(FULL, "STD_NONE", "1", "", Status.SOURCED, CITED, JANUARY, officer)
    with pytest.raises(RefusedError, match="table"):
        standards.confirm(FULL, "STD_STAFFING", "9", "", Status.SOURCED, CITED, JANUARY, officer)


def test_a_table_is_confirmed_as_it_stands(office, officer):  # noqa: F811
    value = listed(office, DECEMBER, "STD_STAFFING").standard.value
    office.services.standards.confirm(
        FULL, "STD_STAFFING", value, "", Status.SOURCED, CITED, JANUARY, officer
    )
    confirmed = listed(office, JANUARY, "STD_STAFFING")
    assert confirmed.standard.status is Status.SOURCED
    assert confirmed.tiers == listed(office, DECEMBER, "STD_STAFFING").tiers


def test_a_check_is_changed_added_and_taken_out_from_a_month_on(office, officer):  # noqa: F811
    standards, forms = office.services.standards, office.services.forms
    check = forms.newest(FULL).check_by_code["R101"]
    standards.change_check(FULL, replace(check, expression="A02 <= A01 + 1"), "R101", JANUARY, CITED, officer)
    standards.change_check(FULL, replace(check, code="X1"), "X1", JANUARY, CITED, officer)
    standards.change_check(FULL, None, "R102", JANUARY, CITED, officer)
    old, new = (forms.for_period(FULL, period).check_by_code for period in (DECEMBER, JANUARY))
    assert (old["R101"].expression, "X1" in old, "R102" in old) == ("A02 <= A01", False, True)
    assert (new["R101"].expression, "X1" in new, "R102" in new) == ("A02 <= A01 + 1", True, False)
    assert forms.version(FULL, "1.0.0", DECEMBER).check_by_code == old
    assert forms.version(FULL, "1.0.0", JANUARY).check_by_code == new
    opened = office.open(period=JANUARY)
    opened.set_many({opened.form.key("A01"): "2", opened.form.key("A02"): "3"})
    assert [f.check for f in opened.findings.values()] == ["X1"]


def test_a_check_with_a_fault_is_not_published(office, officer):  # noqa: F811
    before = office.services.forms.for_period(FULL, JANUARY)
    check = before.check_by_code["R101"]
    for faulty in (
        replace(check, expression="A02 <= ZZ9"),
        replace(check, expression="A02 <"),
        replace(check, standard="STD_NONE"),
        replace(check, at=("ZZ9",)),
    ):
        with pytest.raises(RefusedError, match="cannot be published"):
            office.services.standards.change_check(FULL, faulty, "R101", JANUARY, CITED, officer)
    assert office.services.forms.for_period(FULL, JANUARY) is before


def test_a_new_value_is_tried_on_the_months_that_were(office, officer):  # noqa: F811
    office.fill()
    services = office.services
    form = services.standards.form(FULL, JANUARY)
    proposed = services.standards.proposed(FULL, CASELOAD, "1", "clients", Status.SOURCED, JANUARY)
    far = []
    trial = services.standard_trials.compare(form, proposed, CASELOAD, NOVEMBER, lambda *now: far.append(now))
    assert (trial.returns, trial.now, trial.then) == (1, 0, 1)
    assert far[-1] == (2, 2)
    with office.work() as work:
        assert work.overlays.all(FULL) == ()
    failed = services.standard_trials.failed_in(form, NOVEMBER, lambda *_: None)
    assert failed["R101"].failures == ()


@pytest.fixture
def other(office_template, office, officer, tmp_path):  # noqa: F811
    """A second office that knows the officer of the first one."""
    import shutil

    home = tmp_path / "other"
    shutil.copytree(office_template, home)
    other = open_copy(home, office.clock)
    office.signer("officer")
    with other.work() as work:
        work.people.put(office.person("officer"))
        work.commit()
    return other


def test_a_pack_carries_changes_to_another_office_once(office, officer, other, tmp_path):  # noqa: F811
    confirm(office, officer)
    pack = tmp_path / "january.kmmp-pack"
    office.services.packs.issue(pack, office.signer("officer"))
    taken = other.services.packs.take(pack, other.person("manager"))
    assert (taken.issued_by, taken.added, taken.present) == ("J. Mwende", 2, 0)
    theirs, ours = (each.services.forms.for_period(FULL, JANUARY) for each in (other, office))
    assert theirs.digest == ours.digest
    assert theirs.settings["caseload_max"] == 10
    again = other.services.packs.take(pack, other.person("manager"))
    assert (again.added, again.present) == (0, 2)
    office.services.packs.issue(tmp_path / "b.kmmp-pack", office.signer("officer"))
    assert other.services.packs.take(tmp_path / "b.kmmp-pack", other.person("manager")).added == 0
    with other.work() as work:
        assert len(work.overlays.all(FULL)) == 2
        entry = [e for e in work.audit.entries("office") if e.action == "pack taken"]
    assert len(entry) == 2
    assert entry[0].body["overlays"][0]["citation"] == CITED


def test_a_pack_that_reaches_back_is_told_first_and_what_is_signed_keeps_its_own(
    office,  # noqa: F811
    officer,
    other,
    tmp_path,
):
    office.clock.moment = office.clock.moment.replace(month=11)
    confirm(office, officer, NOVEMBER, "1")
    pack = tmp_path / "november.kmmp-pack"
    office.services.packs.issue(pack, office.signer("officer"))
    office.clock.moment = office.clock.moment.replace(month=12)
    before = other.complete().form.digest
    revision = other.open().revision
    with other.work() as work:
        content = work.files.get(revision.id, "xlsx").content
    with pytest.raises(PastMonthsError) as caught:
        other.services.packs.take(pack, other.person("manager"))
    assert str(caught.value).startswith(
        "This pack of J. Mwende changes months that are over: 2 of its 2 changes start in November 2026 or "
        "later, before December 2026. Nothing was taken in."
    )
    with other.work() as work:
        assert work.overlays.all(FULL) == ()
        assert "pack taken" not in [entry.action for entry in work.audit.entries("office")]
    assert other.services.packs.take(pack, other.person("manager"), past=True).added == 2
    assert other.open(ZIWA).form.settings["caseload_max"] == 1, "a draft is judged anew"
    [approved] = other.services.approval.approve([revision.id], other.signer("manager"))
    with other.work() as work:
        assert work.files.get(revision.id, "xlsx").content.startswith(content[:4])
        signed = work.files.get(approved.id, "xlsx").content
    verdict = other.services.verifying.judge("a.xlsx", signed)
    assert verdict.data["form"]["digest"] == before, "the checks and standards of when it was signed"
    assert (CASELOAD, "1") not in [(s["id"], s["value"]) for s in verdict.data["standards"]]


def test_a_pack_under_a_key_that_was_withdrawn_is_refused(office, officer, other, tmp_path, monkeypatch):  # noqa: F811
    confirm(office, officer)
    pack = tmp_path / "a.kmmp-pack"
    office.services.packs.issue(pack, office.signer("officer"))
    trust = other.services.packs._trust
    asked = trust.identify
    monkeypatch.setattr(
        trust, "identify", lambda *given: replace(asked(*given), standing=Standing.REVOKED), raising=False
    )
    with pytest.raises(FileRefusedError, match="not in the roster"):
        other.services.packs.take(pack, other.person("manager"))
    monkeypatch.undo()
    assert other.services.packs.take(pack, other.person("manager")).added == 2


def test_no_changed_byte_of_a_pack_is_taken(office, officer, other, tmp_path):  # noqa: F811
    confirm(office, officer)
    pack = tmp_path / "a.kmmp-pack"
    content = office.services.packs.issue(pack, office.signer("officer")).content
    assert pack.read_bytes() == content
    bad = tmp_path / "bad.kmmp-pack"
    for place in (*range(0, len(content), 97), *range(len(content) - 40, len(content))):
        for byte in (content[place] ^ 1, content[place] ^ 32):
            bad.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
            with pytest.raises(FileRefusedError, match=r"bad\.kmmp-pack"):
                other.services.packs.take(bad, other.person("manager"))
    for odd in (b"", b"{}", b"[" * 100_000, content + b" ", content[:-1], b'{"kmmp_pack": 2}', b"\xff\xfe"):
        bad.write_bytes(odd)
        with pytest.raises(FileRefusedError, match=r"bad\.kmmp-pack"):
            other.services.packs.take(bad, other.person("manager"))
    with other.work() as work:
        assert work.overlays.all(FULL) == ()


def test_a_pack_of_a_stranger_a_clerk_or_for_unknown_forms_is_refused(office, officer, other, tmp_path):  # noqa: F811
    before = other.services.forms.for_period(FULL, JANUARY)
    confirm(office, officer)
    pack = tmp_path / "a.kmmp-pack"
    signer = office.signer("officer")
    office.services.packs.issue(pack, signer)
    with pytest.raises(RefusedError, match="takes a pack in"):
        other.services.packs.take(pack, other.person("clerk"))
    for changed, words in (
        ({"certificate": None}, "not in the roster"),
        ({"enabled": False}, "not in the roster"),
        ({"role": Role.CLERK}, "no programme officer"),
    ):
        with other.work() as work:
            work.people.put(replace(office.person("officer"), **changed))
            work.commit()
        with pytest.raises(FileRefusedError, match=words):
            other.services.packs.take(pack, other.person("manager"))
    with pytest.raises(RefusedError, match="issues a pack"):
        office.services.packs.issue(tmp_path / "b", office.signer("clerk"))
    with other.work() as work:
        work.people.put(office.person("officer"))
        work.commit()
    with office.work() as work:
        overlay = work.overlays.all(FULL)[0]
        work.overlays.add(replace(overlay, code="STD_FROM_ELSEWHERE"))
        work.commit()
    office.services.forms.read_again()
    office.services.packs.issue(pack, signer)
    with pytest.raises(FileRefusedError, match="STD_FROM_ELSEWHERE"):
        other.services.packs.take(pack, other.person("manager"))
    assert json.loads(pack.read_bytes())["kmmp_pack"] == 1
    assert other.services.forms.for_period(FULL, JANUARY) is before


def test_an_office_without_changes_has_nothing_to_send(office, officer, tmp_path):  # noqa: F811
    with pytest.raises(RefusedError, match="nothing to send"):
        office.services.packs.issue(tmp_path / "a", office.signer("officer"))
    assert not (tmp_path / "a").exists()


def test_an_entry_workbook_made_before_a_change_is_still_taken(office, officer, tmp_path):  # noqa: F811
    path = tmp_path / "a.xlsx"
    office.services.books.write(office.open(period=JANUARY), path, "en")
    confirm(office, officer)
    book = office.services.books.read(path)
    office.services.books.check(book, office.open(period=JANUARY))
    assert NYOTA in path.name or book.mfl == NYOTA
