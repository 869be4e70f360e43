"""Two acts on one key at once, and certificates of somebody who is not the programme."""

import threading
from datetime import timedelta

import pytest
from authority_fixtures import Programme, make_programme, programme, programme_template
from key_office import NEW, keyed, quick_keys, ring
from office_fixtures import PASSPHRASE

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.key_files import read_certificate
from kmmp_desktop.services.protection import ProtectionService
from kmmp_desktop.services.protection_ports import ClearOffice
from kmmp_desktop.services.sealed_files import open_sealed
from kmmp_desktop.services.staff import StaffService
from kmmp_desktop.storage.people import SqlPeople

__all__ = ["keyed", "programme", "programme_template", "quick_keys", "ring"]


def issue(authority: Programme, keyed, folder):
    path = folder / "a.kmmp-request"
    keyed.certificates.request(keyed.person(), PASSPHRASE, path)
    return authority.open().issue(path, keyed.person().fingerprint, authority.files, new_office=True)


def test_a_certificate_of_another_root_does_not_keep_the_programmes_out(keyed, programme, tmp_path):
    """Of a root that was replaced since, or taken in before roots had to be known; it may last longer."""
    real = issue(programme, keyed, tmp_path)
    later = SetClock(keyed.clock.now() + timedelta(hours=20))
    fake = issue(make_programme(tmp_path / "fake", later), keyed, tmp_path)
    keyed.later(days=1)
    other, chain = (
        read_certificate("x", open_sealed("x", path.read_bytes(), signed_by, practice=False).data).chain
        for path in (fake, real)
    )
    keyed.root[:] = [other[-1]]
    keyed.certificates.take(fake.name, fake.read_bytes())
    keyed.root[:] = [chain[-1]]
    assert "signs from now on" in str(keyed.certificates.take(real.name, real.read_bytes()))
    assert keyed.person().certificate == chain[0]


@pytest.mark.parametrize("act", ["change", "recovery", "renew"])
def test_an_act_on_a_key_does_not_undo_another_one_that_came_between(keyed, act, monkeypatch):
    """Windows and commands work on one database: the key that was made meanwhile stays."""
    keyed.people.unlock(keyed.person(), PASSPHRASE)
    vault = keyed.keys._vault
    name = {"change": "seal_again", "recovery": "make_recovery", "renew": "renew"}[act]
    real = getattr(vault, name)

    def slow(*args, **more):
        made = real(*args, **more)
        monkeypatch.setattr(vault, name, real)
        keyed.certificates.new_key(keyed.person(), PASSPHRASE)
        return made

    monkeypatch.setattr(vault, name, slow)
    acts = {
        "change": lambda: keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW),
        "recovery": lambda: keyed.keys.make_recovery(keyed.person(), PASSPHRASE),
        "renew": lambda: keyed.certificates.renew(keyed.person(), PASSPHRASE),
    }
    with pytest.raises(RefusedError, match="meantime"):
        acts[act]()
    signer = keyed.people.unlock(keyed.person(), PASSPHRASE)
    assert signed_by(keyed.person().certificate, b"18 mothers", signer.sign(b"18 mothers"))


@pytest.mark.parametrize("act", ["give", "rescue"])
def test_an_account_that_is_closed_in_the_same_moment_stays_closed(keyed, act, monkeypatch):
    """Two real units of work: one closes the account between what the other reads and writes."""
    keyed.people.add("deputy", "C. Mutua", Role.MANAGER, PASSPHRASE)
    admin = keyed.people.add("admin", "D. Kamau", Role.ADMINISTRATOR, PASSPHRASE)
    deputy = keyed.person("deputy")
    accounts, work = keyed.people._accounts, keyed.store.work
    staff = StaffService(work, keyed.clock, None, accounts, keyed.keys._certificates, None, ClearOffice())
    closing = threading.Thread(target=staff.disable, args=(deputy, "Left the office.", admin))
    real = SqlPeople.put

    def in_between(self, person):
        if threading.current_thread() is not closing and not closing.is_alive() and not closing.ident:
            closing.start()
            closing.join(0.3)  # it waits where the other is writing already, and then comes after it
        real(self, person)

    protecting = ProtectionService(work, keyed.clock, keyed.people, accounts, ClearOffice())
    acts = {
        "give": lambda: keyed.keys.give_passphrase(deputy, NEW, admin, PASSPHRASE),
        "rescue": lambda: protecting.rescue("deputy", NEW),
    }
    monkeypatch.setattr(SqlPeople, "put", in_between)
    acts[act]()
    closing.join()
    assert not keyed.person("deputy").enabled
