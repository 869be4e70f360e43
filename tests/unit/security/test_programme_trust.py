"""An office and the programme's trust files: the first is pinned, later ones only go forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from authority_fixtures import DECEMBER, WORDS, ZIWA, Programme, make_programme, member
from storage_fixtures import ACHIENG, OTIENO

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.security.programme_trust import FileTrust, ProgrammeTrust
from kmmp_desktop.security.trust_list import read_trust, summary_of
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.key_files import Why
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.ports import StoredAccount, TrustCheck
from kmmp_desktop.services.sealed_files import open_sealed, seal
from kmmp_desktop.services.trust_files import TrustFileService
from kmmp_desktop.services.trust_mail import TrustMail
from kmmp_desktop.storage.home import OfficeHome


@pytest.fixture
def clock() -> SetClock:
    return SetClock(DECEMBER)


@pytest.fixture
def files(office_file: OfficeHome, clock: SetClock) -> TrustFileService:
    with office_file.work() as work:
        work.people.put(ACHIENG)
        work.people.put(replace(OTIENO, office=ZIWA.id, office_name=ZIWA.name))
        work.commit()
    return TrustFileService(office_file.work, clock, summary_of)


def pin(files: TrustFileService, content: bytes) -> None:
    files.take_content("t", content, OTIENO, summary_of("t", content).fingerprint)


def test_the_first_trust_file_needs_the_fingerprint_that_was_read_out(files, programme: Programme):
    content = programme.publish()
    right = summary_of("t", content).fingerprint
    assert files.state() is None
    for person, fingerprint in (
        (OTIENO, ""),
        (OTIENO, right[:9]),
        (OTIENO, right[:-1] + ("0" if right[-1] != "0" else "1")),
        (ACHIENG, right),
    ):
        with pytest.raises(RefusedError):
            files.take_content("t", content, person, fingerprint)
    assert files.state() is None
    state = files.take_content("t", content, OTIENO, right.replace(" ", "").lower())
    assert (state.summary.number, state.summary.programme) == (1, "Kenya Mentor Mother Program")
    assert not state.too_old


def test_later_files_only_go_forward_and_never_to_another_root(
    files, programme: Programme, office_file: OfficeHome, tmp_path: Path
):
    first, second = programme.publish(), programme.publish()
    pin(files, first)
    assert files.take_content("t", second, ACHIENG).summary.number == 2
    with pytest.raises(RefusedError, match="number 2 already"):
        files.take_content("t", first, OTIENO, summary_of("t", first).fingerprint)
    again = files.take_content("t", second, ACHIENG)
    assert again.summary.number == 2, "taking the same file twice changes nothing"
    other = make_programme(tmp_path / "other", SetClock(DECEMBER))
    for _ in range(3):
        foreign = other.publish()
    with pytest.raises(RefusedError, match="another root"):
        files.take_content("t", foreign, OTIENO, summary_of("t", foreign).fingerprint)
    authority = programme.open()
    data = dict(open_sealed("t", second, lambda *_: True, practice=False).data)
    twin = seal("trust", {**data, "programme": "K."}, authority._keys.root_signer())
    with pytest.raises(RefusedError, match="says something else"):
        files.take_content("t", twin, OTIENO)
    with pytest.raises(FileRefusedError):
        files.take_content("t", second[:-9], OTIENO)
    with office_file.work() as work:
        taken = [e for e in work.audit.entries("office") if e.action == "trust taken"]
        assert [entry.body["number"] for entry in taken] == [1, 2]
        assert work.trust.number() == 2


def test_a_file_from_tomorrow_is_refused_and_an_outdated_one_is_told(files, programme: Programme, clock):
    programme.clock.moment = DECEMBER + timedelta(days=3)
    with pytest.raises(RefusedError, match="has not come yet"):
        pin(files, programme.publish(30))
    clock.moment = DECEMBER + timedelta(days=3)
    pin(files, programme.publish(30))
    clock.moment += timedelta(days=31)
    state = files.state()
    assert state is not None
    assert state.too_old


def test_signers_are_known_by_roster_or_by_chain_and_the_revoked_by_neither(
    files, programme: Programme, office_file: OfficeHome, clock
):
    trust: TrustCheck = ProgrammeTrust(office_file.work, clock)
    clerk, manager = programme.clerk, programme.manager
    assert trust.identify(clerk.certificate, DECEMBER).standing is Standing.UNKNOWN
    pin(files, programme.publish())
    assert trust.identify(clerk.certificate, DECEMBER).standing is Standing.CHAIN
    assert trust.identify(OTIENO.certificate or b"", DECEMBER).standing is Standing.ROSTER
    with office_file.work() as work:  # pinned here by hand, too
        work.people.put(replace(manager.person, certificate=manager.certificate, office=ZIWA.id))
        work.commit()
    assert trust.identify(manager.certificate, DECEMBER).confirmed
    authority = programme.open()
    authority.revoke_person(manager.person.id, "key was copied")
    files.take_content("t", authority.publish().read_bytes(), ACHIENG)
    assert trust.identify(manager.certificate, DECEMBER).standing is Standing.REVOKED
    assert trust.identify(clerk.certificate, DECEMBER).standing is Standing.CHAIN
    clock.moment += timedelta(days=200)
    late = trust.identify(clerk.certificate, DECEMBER, DECEMBER)
    assert late.standing is Standing.LIST_TOO_OLD
    assert not late.confirmed
    assert trust.identify(OTIENO.certificate or b"", DECEMBER).standing is Standing.ROSTER


def test_the_home_made_certificate_of_a_lost_key_is_withdrawn_from_rosters(
    files, programme: Programme, office_file: OfficeHome, clock
):
    """An office pinned it from a card before there was an authority; the key was copied since."""
    lost = member("Rose Atieno", Role.CLERK, ZIWA, 5)
    card = replace(lost.person, certificate=lost.certificate, office=ZIWA.id, office_name=ZIWA.name)
    with office_file.work() as work:
        work.people.put(card)
        work.commit()
    trust = ProgrammeTrust(office_file.work, clock)
    programme.issue(lost)
    pin(files, programme.publish())
    assert card.certificate is not None
    assert trust.identify(card.certificate, DECEMBER).standing is Standing.ROSTER
    programme.issue(member("Rose Atieno", Role.CLERK, ZIWA, 6, card.id), Why.NEW_KEY)
    files.take_content("t", programme.publish(), ACHIENG)
    assert trust.identify(card.certificate, DECEMBER).standing is Standing.REVOKED


def test_whoever_left_signs_for_nobody_any_more_also_where_a_card_was_pinned(
    files, programme: Programme, office_file: OfficeHome, clock
):
    """Of another office the time of first sight counts, too; this office saw its own people sign."""
    trust = ProgrammeTrust(office_file.work, clock)
    clerk, manager = programme.clerk, programme.manager
    with office_file.work() as work:
        work.people.put(replace(clerk.person, certificate=clerk.certificate, office=ZIWA.id))
        work.people.put(replace(manager.person, certificate=manager.certificate))
        work.people.put_account(StoredAccount(manager.person.id, "-", None))
        work.people.set_office(ZIWA)
        work.commit()
    pin(files, programme.publish())
    clock.moment = programme.clock.moment = DECEMBER + timedelta(days=10)
    authority = programme.open()
    for who in (clerk, manager):
        authority.revoke_person(who.person.id, "moved", left=True)
    files.take_content("t", authority.publish().read_bytes(), ACHIENG)
    clock.moment = now = DECEMBER + timedelta(days=12)
    for who in (clerk, manager):
        assert trust.identify(who.certificate, DECEMBER, DECEMBER).confirmed
        assert trust.identify(who.certificate, now, now).standing is Standing.EXPIRED
    assert trust.identify(clerk.certificate, DECEMBER, now).standing is Standing.EXPIRED
    assert trust.identify(manager.certificate, DECEMBER, now).confirmed, "signed under our own eyes"


def test_a_stranger_with_a_trust_file_knows_the_programme_and_nobody_else(programme: Programme, clock):
    trust: TrustCheck = FileTrust("t", programme.publish(), clock)
    assert trust.identify(programme.clerk.certificate, DECEMBER).standing is Standing.CHAIN
    other = member("Rose Atieno", Role.CLERK, ZIWA, 5)
    assert trust.identify(other.certificate, DECEMBER).standing is Standing.UNKNOWN
    assert trust.known(programme.clerk.certificate) is None


def test_among_received_files_a_later_list_is_taken_in_and_the_first_one_waits(files, programme: Programme):
    mail = TrustMail(files)
    first, second = programme.publish(), programme.publish()
    assert mail.look("t", first).standing is LetterStanding.HELD
    pin(files, first)
    assert mail.look("t", first).standing is LetterStanding.ALREADY
    assert mail.look("t", second).standing is LetterStanding.NEW
    assert "number 2" in str(mail.take("t", second, ACHIENG))
    assert mail.look("t", first).standing is LetterStanding.REFUSED


def test_five_hundred_people_of_fifty_offices_fit_one_trust_file(programme: Programme):
    """Size and shape, not time: a list of the whole country stays far below the limit of a file."""
    content = programme.publish()
    data = dict(open_sealed("t", content, lambda *_: True, practice=False).data)
    row = data["roster"][0]
    data["roster"] = [{**row, "fingerprint": f"{n:064x}"} for n in range(5000)]
    big = seal("trust", data, programme.open()._keys.root_signer())
    assert len(big) < 4 * 1024 * 1024
    assert read_trust("t", big).summary.number == 1


def test_a_root_that_was_lost_is_replaced_only_where_somebody_says_so(
    files, programme: Programme, office_file: OfficeHome, clock, tmp_path: Path
):
    pin(files, programme.publish())
    authority = programme.service.create(tmp_path / "again", "Kenya Mentor Mother Program", WORDS, after=1)
    content = authority.publish().read_bytes()
    summary = summary_of("t", content)
    assert summary.number == 2
    for person, fingerprint, new_root in (
        (OTIENO, summary.fingerprint, False),
        (OTIENO, "", True),
        (ACHIENG, summary.fingerprint, True),
    ):
        with pytest.raises(RefusedError):
            files.take_content("t", content, person, fingerprint, new_root=new_root)
    low = programme.service.create(tmp_path / "low", "Kenya Mentor Mother Program", WORDS).publish()
    lower = summary_of("t", low.read_bytes()).fingerprint
    with pytest.raises(RefusedError, match="another root"):
        files.take_content("t", low.read_bytes(), OTIENO, lower, new_root=True)
    files.take_content("t", content, OTIENO, summary.fingerprint, new_root=True)
    assert files.root() == authority.book.root
    trust = ProgrammeTrust(office_file.work, clock)
    assert not trust.identify(programme.clerk.certificate, DECEMBER).confirmed


def test_the_list_says_to_which_partner_an_office_belongs(files, programme: Programme, office_file, clock):
    trust = ProgrammeTrust(office_file.work, clock)
    assert trust.partner_of(ZIWA.id) == "", "nobody has taken a trust file in"
    pin(files, programme.publish())
    assert trust.partner_of(ZIWA.id) == "Ziwa"
    assert trust.partner_of(ACHIENG.id) == ""
