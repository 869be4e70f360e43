"""Returns that were taken in before a key was revoked stay in the totals, and are listed by name."""

import csv
from datetime import timedelta

import pytest
from authority_fixtures import programme, programme_template
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from received_office import CODES, NOVEMBER, SMALL
from revoked_office import revoking

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.receiving_rows import Why

__all__ = ["programme", "programme_template", "revoking"]
FIRST, SECOND = CODES[:2]


def came(revoking, mfl=FIRST):
    sent, files = revoking.two.send(mfl)
    revoking.two.take_in(*files)
    return sent


def by(revoking, role=Role.OFFICER):
    return revoking.two.there.put_in_role("mwende", role)


def test_taking_in_a_list_that_revokes_a_signer_names_the_returns_that_rest_on_the_key(revoking):
    sent = came(revoking)
    assert revoking.doubts.look() == ()
    told = revoking.revoke()
    assert "1 return rests on a signature whose key was revoked since." in told
    [doubt] = revoking.doubts.look()
    assert (doubt.revision, doubt.number, doubt.facility) == (sent.id, 1, f"Facility {FIRST}")
    [signer] = doubt.signers
    assert (signer.role, signer.name) == (Role.MANAGER, "P. Otieno")
    assert signer.end.at == revoking.programme.clock.now()
    assert "was revoked on 3 December 2026: it may have been in other hands" in str(doubt.text)
    assert "signed anew" in str(doubt.step)
    for word in ("changed", "tamper", "forged"):
        assert word not in f"{doubt.text} {doubt.step}".casefold()
    assert revoking.two.there.services.log.check().holds


def test_who_left_keeps_what_was_signed_and_seen_before(revoking):
    came(revoking)
    for clock in (revoking.programme.clock, revoking.two.there.clock, revoking.two.here.clock):
        clock.moment += timedelta(days=3)
    assert "rest" not in revoking.revoke(left=True)
    assert revoking.doubts.look() == ()
    assert "1 return rests" in revoking.revoke()  # revoked wholly, later on


def test_what_was_first_seen_after_somebody_had_left_is_listed_as_that(revoking):
    opened = revoking.programme.open()
    opened.revoke_person(revoking.two.here.person("manager").id, "left", left=True)
    for clock in (revoking.programme.clock, revoking.two.there.clock, revoking.two.here.clock):
        clock.moment += timedelta(days=3)
    came(revoking)  # the receiver has the older list still
    revoking.take_list()
    [doubt] = revoking.doubts.look()
    assert "had left by 3 December 2026" in str(doubt.text)


def test_totals_say_it_and_lead_to_the_return_and_its_signer(revoking):
    came(revoking)
    came(revoking, SECOND)
    revoking.revoke("clerk")
    totals = revoking.two.there.services.totals.make(SMALL, NOVEMBER)
    assert [doubt.key.facility for doubt in totals.doubts] == [FIRST, SECOND]
    key = totals.form.key("A1[ANC]")
    assert totals.sums[key].counted == 2  # they are added up all the same
    parts = revoking.two.there.services.totals.contributions(totals, key)
    assert [part.doubt.signers[0].role for part in parts] == [Role.CLERK, Role.CLERK]


def test_letting_it_count_needs_a_reason_and_holds_until_something_else_is_known(revoking):
    came(revoking)
    revoking.revoke("clerk")
    found = revoking.doubts.look()
    for person, why in ((by(revoking, Role.CLERK), "Asked."), (by(revoking), "  ")):
        with pytest.raises(RefusedError):
            revoking.doubts.accept(found, why, person)
    assert revoking.doubts.waiting() == found
    assert revoking.doubts.accept(found, "Compared with the paper by telephone.", by(revoking)) == 1
    [doubt] = revoking.doubts.look()
    assert doubt.accepted.why == "Compared with the paper by telephone."
    assert "counts knowingly" in str(doubt.step)
    assert revoking.doubts.waiting() == ()
    assert revoking.two.there.services.log.check().holds
    revoking.revoke("manager")
    assert len(revoking.doubts.waiting()) == 1  # another signer's key: it is asked anew


def test_a_revision_that_was_signed_anew_ends_it(revoking, tmp_path):
    sent = came(revoking)
    revoking.revoke()
    assert len(revoking.doubts.look()) == 1
    two = revoking.two
    two.here.services.certificates.new_key(two.here.person("manager"), "maize lantern lake")
    two.here.signers.clear()
    path = tmp_path / "again.kmmp-request"
    two.here.services.certificates.request(two.here.person("manager"), "maize lantern lake", path)
    issued = revoking.programme.open().issue(
        path, two.here.person("manager").fingerprint, revoking.programme.files
    )
    two.here.services.certificates.take(issued.name, issued.read_bytes())
    two.here.signers.clear()
    revoking.take_list()
    two.sender.amend(two.stands(two.here, sent), A1_ANC=21, A4_ANC=23)
    later, files = two.sign_and_send()
    two.take_in(*files)
    assert later.number == 2
    assert revoking.doubts.look() == ()


def test_no_file_is_opened_twice_for_a_certificate(revoking, monkeypatch):
    came(revoking)
    came(revoking, SECOND)
    opened = []
    judge = type(revoking.doubts._certificates._judge).judge

    def counted(self, name, *more):
        opened.append(name)
        return judge(self, name, *more)

    monkeypatch.setattr(type(revoking.doubts._certificates._judge), "judge", counted)
    with revoking.two.there.work() as work:  # nobody of the sender is known here by a card
        known = [p.id for p in work.people.all() if p.office is not None]
    revoking.revoke()
    assert len(revoking.doubts.look()) == 2
    first = list(opened)
    assert len(first) <= 1, known
    revoking.doubts._certificates._known.clear()  # another start of the program
    assert len(revoking.doubts.look()) == 2
    assert opened == first


def test_every_file_of_totals_says_it_with_facility_revision_and_signer(revoking, tmp_path):
    came(revoking)
    revoking.revoke()
    there = revoking.two.there
    revoking.doubts.accept(revoking.doubts.look(), "=Asked by telephone.", by(revoking))
    totals = there.services.totals.make(SMALL, NOVEMBER)
    for name in ("t.xlsx", "t.csv", "t.pdf"):
        there.services.totals.write(totals, tmp_path / name, "en", there.person("mwende"))
    book = load_workbook(tmp_path / "t.xlsx")
    rows = list(book["Returns with a revoked key"].iter_rows(values_only=True))
    assert rows[1][:4] == (f"Facility {FIRST}", FIRST, "Ziwa Health Partners, Kisumu", 1)
    assert "P. Otieno (manager) was revoked on 3 December 2026" in rows[1][4]
    assert rows[1][5].endswith("=Asked by telephone.")
    cover = {row[0]: row[1] for row in book["Totals of the month"].iter_rows(values_only=True)}
    assert cover["Returns with a revoked key"].startswith("1 return rests on a signature")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as lines:
        [line] = [row for row in csv.reader(lines) if row[0] == "revoked key"]
    assert line[1:4] == [FIRST, f"Facility {FIRST}", "1"]
    pages = PdfDocument(tmp_path / "t.pdf")
    text = " ".join(pages[0].get_textpage().get_text_range().split())
    pages.close()
    assert "Returns with a revoked key" in text
    assert "The key of P. Otieno (manager) was revoked on 3 December 2026" in text


def test_the_same_file_dropped_again_says_where_it_stands(revoking):
    _, files = revoking.two.send()
    revoking.two.take_in(*files)
    revoking.revoke()
    [row] = revoking.two.there.services.receiving.look(list(files))
    assert row.judged.why is Why.REVOKED
    assert "it stays. See Returns with a revoked key" in " ".join(map(str, row.judged.notes))
