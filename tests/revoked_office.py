"""An office that is certified by the programme and sends, one that receives, and a key that is revoked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from authority_fixtures import Programme
from office_fixtures import PASSPHRASE

from kmmp_desktop.security.trust_list import summary_of


@dataclass
class Revoking:
    """``two.here`` sends, ``two.there`` receives; both believe whom the programme certified."""

    two: Any
    programme: Programme

    @property
    def doubts(self) -> Any:
        return self.two.there.services.doubts

    def certify(self, folder: Path) -> None:
        """Clerk and manager of the sender get certificates; both offices take the first list in."""
        here = self.two.here
        service, requests = here.services.certificates, []
        for username in ("clerk", "manager"):
            path = folder / f"{username}.kmmp-request"
            service.request(here.person(username), PASSPHRASE, path)
            requests.append((here.person(username).fingerprint, path))
        issued = [
            self.programme.open().issue(path, fingerprint, self.programme.files, new_office=True)
            for fingerprint, path in requests
        ]
        self.take_list()
        for path in issued:
            service.take(path.name, path.read_bytes())
        here.signers.clear()

    def take_list(self) -> str:
        """Both offices take the newest list in; what the receiver is told."""
        content = self.programme.publish()
        root = summary_of("t", content).fingerprint
        told = ""
        for office, who in ((self.two.here, "manager"), (self.two.there, "mwende")):
            mail = office.services.receiving._mail.readers["trust"]
            if office.services.trust.state() is None:
                office.services.trust.take_content("t", content, office.person(who), root)
            else:
                told = str(mail.take("t", content, office.person(who)))
        return told

    def revoke(self, username: str = "manager", *, left: bool = False) -> str:
        """The programme revokes somebody of the sender; what the receiver is told with the next list."""
        opened = self.programme.open()
        opened.revoke_person(self.two.here.person(username).id, "told by telephone", left=left)
        return self.take_list()


@pytest.fixture
def revoking(two: Any, programme: Programme, tmp_path: Path) -> Revoking:
    made = Revoking(two, programme)
    made.certify(tmp_path)
    return made
