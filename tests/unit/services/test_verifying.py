"""Three answers, never one: what follows from who signed, for whom, and as what."""

import hashlib
import tracemalloc
from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

import pytest

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.verdict import Answer, FileCheck, FoundSignature
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.checking_files import NotChecked, PlainChecker, WhyNot, read_file
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import Message

OFFICE, OTHER = UUID(int=11), UUID(int=12)
CLERK = Identity(Standing.CHAIN, "A. Wanjiru", Role.CLERK, UUID(int=1), OFFICE, "Ziwa", Message("certified"))
MANAGER = Identity(
    Standing.CHAIN, "P. Otieno", Role.MANAGER, UUID(int=2), OFFICE, "Ziwa", Message("certified")
)
SIGNATURES = tuple(
    FoundSignature(role, name, role.encode(), f"KEY {role}", None, True)
    for role, name in (("clerk", "A. Wanjiru"), ("manager", "P. Otieno"))
)
DATA = {
    "kmmp": 1,
    "kind": "return",
    "office": {"id": str(OFFICE)},
    "prepared_by": {"id": str(UUID(int=1)), "name": "A. Wanjiru", "fingerprint": "KEY clerk"},
    "cells": [{}, {}],
}
YES, NO, UNSAID = Answer.YES, Answer.NO, Answer.CANNOT_SAY


class Trust:
    def __init__(self, *identities):
        self._by_role = dict(zip((b"clerk", b"manager"), identities, strict=False))
        self.seen = []

    def known(self, certificate):
        return None

    def identify(self, certificate, signed_at, seen_at=None):
        self.seen.append(seen_at)
        return self._by_role[certificate]


def verdict_of(check, *identities):
    trust = Trust(*identities) if identities else None
    maker = SimpleNamespace(kind="xlsx", check=lambda _content: check)
    return VerifyService(PlainChecker((maker,)), trust).judge("a.xlsx", b"PK\x03\x04 PK\x05\x06")


def intact(signatures=SIGNATURES, **changes):
    return FileCheck("xlsx", tuple(signatures), YES, (), DATA | changes)


def three(verdict):
    return verdict.intact, verdict.who, verdict.complete


def test_a_manager_who_is_confirmed_approves():
    verdict = verdict_of(intact(), CLERK, MANAGER)
    assert three(verdict) == (YES, YES, YES)
    assert verdict.is_approved
    assert verdict.identities == (CLERK, MANAGER)


@pytest.mark.parametrize("standing", [Standing.REVOKED, Standing.EXPIRED, Standing.NOT_YET, Standing.BROKEN])
@pytest.mark.parametrize("place", [0, 1])
def test_a_signer_who_may_not_sign_is_a_no_and_the_file_stays_intact_and_complete(standing, place):
    people = [CLERK, MANAGER]
    people[place] = replace(people[place], standing=standing, text=Message("not any more"))
    verdict = verdict_of(intact(), *people)
    assert three(verdict) == (YES, NO, YES)
    assert str(verdict.who_text) == "not any more"
    assert not verdict.is_approved


@pytest.mark.parametrize("standing", [Standing.UNKNOWN, Standing.LIST_TOO_OLD])
@pytest.mark.parametrize("place", [0, 1])
def test_a_signer_nobody_vouches_for_leaves_the_question_open(standing, place):
    people = [CLERK, MANAGER]
    people[place] = replace(people[place], standing=standing, text=Message("the list is too old"))
    verdict = verdict_of(intact(), *people)
    assert three(verdict) == (YES, UNSAID, YES)
    said = "is not in this office's roster" if standing is Standing.UNKNOWN else "the list is too old"
    assert said in str(verdict.who_text)
    assert not verdict.is_approved


def test_one_wrong_signer_weighs_more_than_one_who_is_unknown():
    revoked = replace(MANAGER, standing=Standing.REVOKED, text=Message("revoked"))
    assert verdict_of(intact(), replace(CLERK, standing=Standing.UNKNOWN), revoked).who is NO


@pytest.mark.parametrize(
    ("clerk", "manager", "said"),
    [
        (CLERK, replace(MANAGER, role=Role.OFFICER), "signed as manager, but the roster says officer"),
        (CLERK, replace(MANAGER, role=None), "signed as manager"),
        (replace(CLERK, role=Role.MANAGER), MANAGER, "signed as clerk, but the roster says manager"),
        (CLERK, replace(MANAGER, office=OTHER, office_name="Nyanza"), "signs for Nyanza"),
        (replace(CLERK, office=OTHER, office_name="Nyanza"), MANAGER, "signs for Nyanza"),
        (CLERK, replace(MANAGER, person=CLERK.person), "one and the same person"),
        (replace(CLERK, person=UUID(int=9)), MANAGER, "A. Wanjiru prepared it, but it was signed by"),
    ],
)
def test_confirmed_people_in_the_wrong_place_are_a_no(clerk, manager, said):
    verdict = verdict_of(intact(), clerk, manager)
    assert three(verdict) == (YES, NO, YES)
    assert said in str(verdict.who_text)
    assert not verdict.is_approved


def test_somebody_without_an_office_signs_for_none():
    nowhere = [replace(one, standing=Standing.ROSTER, office=None) for one in (CLERK, MANAGER)]
    assert verdict_of(intact(), *nowhere).who is NO
    asked = [replace(one, standing=Standing.NO_OFFICE, office=None) for one in (CLERK, MANAGER)]
    assert three(verdict_of(intact(), *asked)) == (YES, UNSAID, YES)


def test_without_trust_nobody_is_confirmed():
    verdict = verdict_of(intact())
    assert three(verdict) == (YES, UNSAID, YES)
    assert verdict.identities == ()


def test_only_the_clerk_is_known_and_not_approved():
    verdict = verdict_of(intact(SIGNATURES[:1]), CLERK, MANAGER)
    assert three(verdict) == (YES, YES, NO)
    assert not verdict.is_approved


@pytest.mark.parametrize(
    ("signatures", "changes", "said"),
    [
        (SIGNATURES[::-1], {}, "not those of a clerk and a manager"),
        (
            (SIGNATURES[0], replace(SIGNATURES[1], certificate=SIGNATURES[0].certificate)),
            {},
            "one and the same key",
        ),
        (SIGNATURES, {"prepared_by": {**DATA["prepared_by"], "fingerprint": "OTHER"}}, "names another clerk"),
        (SIGNATURES, {"prepared_by": None}, "names another clerk"),
        (SIGNATURES, {"kind": "submission"}, "not that of a manager"),
    ],
)
def test_what_is_not_complete(signatures, changes, said):
    verdict = verdict_of(intact(signatures, **changes), CLERK, MANAGER)
    assert verdict.complete is NO
    assert said in str(verdict.complete_text)
    assert not verdict.is_approved


def test_a_submission_is_signed_by_its_manager_alone():
    verdict = verdict_of(intact(SIGNATURES[1:], kind="submission", prepared_by=None), CLERK, MANAGER)
    assert three(verdict) == (YES, YES, YES)


def test_a_return_signed_by_the_manager_alone_is_not_complete():
    assert verdict_of(intact(SIGNATURES[1:]), CLERK, MANAGER).complete is NO


def test_a_changed_file_says_nothing_of_people_and_gives_no_data():
    check = FileCheck("xlsx", SIGNATURES, NO, (Message("changed"),), None)
    verdict = verdict_of(check, CLERK, MANAGER)
    assert three(verdict) == (NO, UNSAID, UNSAID)
    assert (verdict.data, verdict.identities) == (None, ())


def test_a_file_beyond_the_limits_is_neither_changed_nor_intact():
    limits = NotChecked("This file could not be judged.", why=WhyNot.LIMITS)
    verdict = VerifyService(SimpleNamespace(check=lambda *_: limits), Trust(CLERK)).judge("a", b"PK\x03\x04")
    assert three(verdict) == (UNSAID, UNSAID, UNSAID)
    assert verdict.problems == (limits,)


def test_the_time_of_first_sight_reaches_the_trust():
    trust, seen = Trust(CLERK, MANAGER), fixed_time()
    maker = SimpleNamespace(kind="xlsx", check=lambda _content: intact())
    VerifyService(PlainChecker((maker,)), trust).judge("a.xlsx", b"PK\x03\x04", seen)
    assert trust.seen == [seen, seen]


def test_a_file_that_came_before_is_judged_by_when_it_came():
    trust, came = Trust(CLERK, MANAGER), fixed_time()
    maker, content = SimpleNamespace(kind="xlsx", check=lambda _content: intact()), b"PK\x03\x04"
    known = {hashlib.sha256(content).digest(): came}
    service = VerifyService(PlainChecker((maker,)), trust, seen=known.get)
    service.judge("a.xlsx", content)
    service.judge("b.xlsx", content + b" ")
    service.judge("a.xlsx", content, came.replace(year=2027))
    assert trust.seen == [came, came, None, None, *[came.replace(year=2027)] * 2]


def test_a_file_of_a_folder_that_came_before_is_judged_by_when_it_came(tmp_path):
    trust, came, path = Trust(CLERK, MANAGER), fixed_time(), tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04")
    maker = SimpleNamespace(kind="xlsx", check=lambda _content: intact())
    service = VerifyService(PlainChecker((maker,)), trust, seen=lambda _digest: came)
    service.steady = lambda: service
    [_] = service.verify_many([path])
    assert trust.seen == [came, came]


def fixed_time():
    from datetime import UTC, datetime

    return datetime(2026, 12, 5, tzinfo=UTC)


def test_a_check_that_runs_out_of_memory_is_beyond_the_limits():
    def check(_content):
        raise MemoryError

    [found] = [PlainChecker((SimpleNamespace(kind="xlsx", check=check),)).check("a", b"PK\x03\x04")]
    assert found.why is WhyNot.LIMITS


def test_files_that_cannot_be_read_are_told_in_a_list_and_refused_alone(tmp_path):
    service = VerifyService(PlainChecker(()), None)
    (tmp_path / "letter.txt").write_text("hello")
    found = dict(service.verify_many([tmp_path / "gone.pdf", tmp_path / "letter.txt", tmp_path]))
    assert {path.name for path in found} == {"gone.pdf", "letter.txt", tmp_path.name}
    assert "cannot be read" in str(found[tmp_path / "gone.pdf"].intact_text)
    assert "neither an Excel workbook nor a PDF" in str(found[tmp_path / "letter.txt"].intact_text)
    for path in (tmp_path / "gone.pdf", tmp_path):
        with pytest.raises(FileRefusedError):
            service.verify(path)


def test_reading_a_small_file_takes_no_more_memory_than_the_file(tmp_path):
    (tmp_path / "small.xlsx").write_bytes(b"PK\x03\x04" + bytes(30_000))
    tracemalloc.start()
    try:
        content = read_file(tmp_path / "small.xlsx")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(content) == 30_004
    assert peak < 300_000


def test_a_file_that_grows_while_it_is_read_is_read_whole_up_to_the_limit(tmp_path, monkeypatch):
    file = tmp_path / "growing.xlsx"
    file.write_bytes(bytes(range(256)) * 1000)
    monkeypatch.setattr(
        "os.fstat", lambda handle: SimpleNamespace(st_size=100, st_blksize=4096, st_mode=0o100644)
    )
    assert read_file(file) == file.read_bytes()
    monkeypatch.setattr("kmmp_desktop.services.checking_files.MOST_BYTES", 255_999)
    assert read_file(file).why is WhyNot.TOO_LARGE
    monkeypatch.setattr("kmmp_desktop.services.checking_files.MOST_BYTES", 256_000)
    assert len(read_file(file)) == 256_000
