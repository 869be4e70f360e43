"""Trust that is asked once for a few files in a row, and what it may not hide."""

from __future__ import annotations

from dataclasses import replace

from storage_fixtures import NOON, OTIENO

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.security.programme_trust import ProgrammeTrust
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.storage.home import OfficeHome


def counted(office: OfficeHome, asked: list[int]):
    def work():
        asked.append(1)
        return office.work()

    return work


def test_a_few_files_in_a_row_ask_once_and_the_next_few_ask_anew(office_file: OfficeHome) -> None:
    with office_file.work() as work:
        work.people.put(OTIENO)
        work.commit()
    asked: list[int] = []
    trust = ProgrammeTrust(counted(office_file, asked), SetClock(NOON))
    certificate = OTIENO.certificate or b""
    steady = trust.steady()
    first = steady.identify(certificate, NOON)
    once = len(asked)
    assert [steady.identify(certificate, NOON) for _ in range(50)] == [first] * 50
    assert len(asked) == once
    with office_file.work() as work:
        work.people.put(replace(OTIENO, role=Role.OFFICER))
        work.commit()
    assert steady.identify(certificate, NOON).role is OTIENO.role
    assert trust.steady().identify(certificate, NOON).role is Role.OFFICER
    assert trust.identify(certificate, NOON).role is Role.OFFICER
    assert trust.steady().identify(b"another", NOON).standing is Standing.UNKNOWN


def test_within_a_transaction_it_sees_what_was_written_there(office_file: OfficeHome) -> None:
    with office_file.work() as work:
        work.people.put(OTIENO)
        work.commit()
    trust = ProgrammeTrust(office_file.work, SetClock(NOON))
    with office_file.work() as work:
        work.people.put(replace(OTIENO, role=Role.OFFICER))
        assert trust.steady(work).identify(OTIENO.certificate or b"", NOON).role is Role.OFFICER
    assert trust.steady().identify(OTIENO.certificate or b"", NOON).role is OTIENO.role
