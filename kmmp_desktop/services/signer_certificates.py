"""The certificates behind the fingerprints of received files, each looked for once."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.services.exchange_ports import Received
from kmmp_desktop.services.ports import SignedFile, UnitOfWork, Work

_KEPT = "certificate."
"""Setting: the certificate (base64) of a fingerprint, so that no kept file is opened for it twice."""


class Judge(Protocol):
    """Checks the bytes of a kept file (``VerifyService``)."""

    def judge(self, name: str, content: bytes, seen_at: datetime | None = None) -> Verdict: ...


class SignerCertificates:
    """Among the people here, else in one kept file of the signer; found ones are kept in the settings.

    A certificate is taken only where it has the very fingerprint: nobody can put another in its place.
    """

    def __init__(self, work: Work, judge: Judge) -> None:
        self._work, self._judge = work, judge
        self._known: dict[str, bytes] = {}

    def of(self, fingerprint: str) -> bytes | None:
        """After ``learn``; ``None`` where the kept file is gone (*Verify log* says so)."""
        return self._known.get(fingerprint)

    def learn(self, came: Sequence[Received]) -> None:
        """Find those of every file. Opens one of each signer who is not known yet. Raises StorageError."""
        wanted = self._unknown(came)
        if not wanted:
            return
        with self._work() as work:
            for fingerprint, (_, person) in wanted.items():
                self._note(_stored(work, fingerprint))
                for certificate in work.people.certificates(UUID(person)) if person else ():
                    self._note(certificate)
        unknown = [fingerprint for fingerprint in wanted if fingerprint not in self._known]
        for fingerprint in unknown:
            if fingerprint not in self._known:  # the file of one signer has the other's, too
                self._open(wanted[fingerprint][0])
        if opened := [fingerprint for fingerprint in unknown if fingerprint in self._known]:
            with self._work() as work:
                for fingerprint in opened:
                    kept = base64.b64encode(self._known[fingerprint]).decode()
                    work.settings.put(_setting(fingerprint), kept)
                work.commit()

    def _unknown(self, came: Sequence[Received]) -> dict[str, tuple[Received, str]]:
        """A file, and the person, to each fingerprint."""
        wanted: dict[str, tuple[Received, str]] = {}
        for received in came:
            for said in signatures(received):
                if said["fingerprint"] not in self._known:
                    wanted.setdefault(said["fingerprint"], (received, said.get("person") or ""))
        return wanted

    def _open(self, received: Received) -> None:
        with self._work() as work:
            file: SignedFile | None = work.files.get(received.revision, received.kind)
        verdict = self._judge.judge(file.name, file.content, received.seen_at) if file else None
        for signature in verdict.signatures if verdict else ():
            self._note(signature.certificate)

    def _note(self, certificate: bytes | None) -> None:
        if certificate:
            self._known[_fingerprint(certificate)] = certificate


def signatures(received: Received) -> Sequence[Mapping[str, Any]]:
    """What was noted of each signature when the file was taken in."""
    found: Sequence[Mapping[str, Any]] = received.record.get("signatures", ())
    return [said for said in found if said.get("fingerprint")]


def _stored(work: UnitOfWork, fingerprint: str) -> bytes | None:
    """A certificate that was found before; what somebody put there by hand does not fit its fingerprint."""
    try:
        found = base64.b64decode(work.settings.get(_setting(fingerprint)) or "", validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if found and _fingerprint(found) == fingerprint else None


def _setting(fingerprint: str) -> str:
    return _KEPT + fingerprint.replace(" ", "")


def _fingerprint(certificate: bytes) -> str:
    digits = hashlib.sha256(certificate).hexdigest()[:16].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 16, 4))
