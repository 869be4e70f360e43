"""Whose certificate it is, by the roster in the database."""

from __future__ import annotations

from dataclasses import replace

from storage_fixtures import ACHIENG, OTIENO

from kmmp_desktop.security.trust import RosterTrust
from kmmp_desktop.services.ports import TrustCheck
from kmmp_desktop.storage.home import OfficeHome


def test_a_certificate_is_known_by_its_bytes_even_when_its_owner_was_shut_out(
    office_file: OfficeHome,
) -> None:
    otieno = replace(OTIENO, enabled=False)
    with office_file.work() as work:
        work.people.put(ACHIENG)  # has no certificate yet
        work.people.put(otieno)
        work.commit()
    trust: TrustCheck = RosterTrust(office_file.work)
    assert trust.known(b"certificate") == otieno
    assert trust.known(b"Certificate") is None
    assert trust.known(b"") is None
