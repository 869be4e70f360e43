"""The made-up programme that the demo office belongs to, so that the whole path of trust can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kmmp_desktop.domain.authority import MOST_DAYS
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.demo.people import DEMO_PASSPHRASE, PROGRAMME
from kmmp_desktop.services.sealed_files import SUFFIXES


def folder_of(home: Path) -> Path:
    """Where the demo keeps the keys of its programme: beside the office, as no real one does."""
    return home / "authority"


def join_programme(services: Services, usernames: Sequence[str], passphrase: str) -> None:
    """Found the programme, certify these people, and have the office rely on its trust file.

    By the same files that travel between a real office and a real authority; they stay in the folder. Its
    passphrase is the demo's, whatever the people's: it is written in the guide. The last of ``usernames``
    is a manager.
    """
    folder = folder_of(services.home)
    authority = services.authority.create(folder, PROGRAMME, DEMO_PASSPHRASE)
    requests = folder / "requests"
    requests.mkdir(exist_ok=True)

    def ask(username: str) -> Path:
        request = requests / f"{username}{SUFFIXES['request']}"
        services.certificates.request(services.people.find(username), passphrase, request)
        return request

    with ThreadPoolExecutor(len(usernames)) as pool:  # making and opening a key is slow on purpose
        asked = list(pool.map(ask, usernames))
    issued = []
    for username, request in zip(usernames, asked, strict=True):
        fingerprint = services.people.find(username).fingerprint
        issued.append(authority.issue(request, fingerprint, folder / "issued", new_office=True))
    trust = authority.publish(days=MOST_DAYS)
    authority.lock()
    manager = services.people.find(usernames[-1])
    services.trust.take(trust, manager, authority.book.fingerprint)
    for path in issued:
        services.certificates.take_file(path)
