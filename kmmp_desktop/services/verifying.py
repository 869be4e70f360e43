"""Is this file intact, who signed it, is it complete? Three answers, never one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.verdict import Answer, FileCheck, FoundSignature, Verdict
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.checking_files import (
    Checked,
    FileChecker,
    NotChecked,
    PageCheck,
    WhyNot,
    kind_of,
    read_file,
)
from kmmp_desktop.services.ports import Progress, TrustCheck, UnitOfWork, Work
from kmmp_desktop.text import Message

SIGNERS = {"return": ("clerk", "manager"), "submission": ("manager",)}
"""Who has to sign which kind of file, in the order of the signatures."""
_TOGETHER = 64
"""For so many files of a folder roster and trust file are read once."""
FirstSeen = Callable[[bytes], datetime | None]
"""When this office first saw bytes of a SHA-256; None: never."""
_REFUSED = frozenset({Standing.REVOKED, Standing.EXPIRED, Standing.NOT_YET, Standing.BROKEN})
"""Somebody is known to stand behind the key, and may not: no, and not "cannot say"."""


class VerifyService:
    """Verifies files: what they hold by ``checker``, whose they are by ``trust``, if any is given.

    With ``pages``, printed files that a person looks at (``verify``, ``verify_many``) have them compared.
    ``seen`` says when this office first saw bytes of a digest: a file that came in time stays in time.
    """

    def __init__(
        self,
        checker: FileChecker,
        trust: TrustCheck | None,
        pages: PageCheck | None = None,
        seen: FirstSeen | None = None,
    ) -> None:
        self._checker = checker
        self._trust = trust
        self._pages = pages
        self._seen = seen

    def steady(self, work: UnitOfWork | None = None) -> VerifyService:
        """The same for a few files in a row: see ``TrustCheck.steady``."""
        trust = self._trust.steady(work) if self._trust is not None else None
        return VerifyService(self._checker, trust, self._pages, self._seen)

    def verify(self, path: Path) -> Verdict:
        """Read the file once and judge those bytes.

        Raises:
            FileRefusedError: there is no such file, or it cannot be read.
        """
        content = read_file(path)
        if isinstance(content, NotChecked):
            if content.why is WhyNot.UNREADABLE:
                raise FileRefusedError(content)
            return _not_ours(path.name, content)
        return self._noted(self.judge(path.name, content), content)

    def verify_many(
        self, paths: Iterable[Path], progress: Progress | None = None
    ) -> Iterator[tuple[Path, Verdict]]:
        """Judge files in their order, several at a time; one that cannot be read has a verdict too."""
        steady = self.steady()
        for number, checked in enumerate(self.check_many(paths, progress), start=1):
            verdict = steady.verdict(checked.path.name, checked.found, self._seen_at(checked.digest))
            yield checked.path, self._noted(verdict, checked.content)
            if number % _TOGETHER == 0:
                steady = self.steady()

    def check_many(self, paths: Iterable[Path], progress: Progress | None = None) -> Iterator[Checked]:
        """The checks alone, with bytes and digests, for whoever asks ``verdict`` later."""
        return self._checker.check_many(((path.name, path) for path in paths), progress)

    def judge(self, name: str, content: bytes, seen_at: datetime | None = None) -> Verdict:
        """The verdict on bytes that are already in memory.

        ``seen_at``: see ``verdict``; None: when these very bytes were first seen here, if that is known.
        """
        if seen_at is None and self._seen is not None:
            seen_at = self._seen_at(hashlib.sha256(content).digest())
        return self.verdict(name, self._checker.check(name, content), seen_at)

    def _seen_at(self, digest: bytes) -> datetime | None:
        return self._seen(digest) if self._seen is not None and digest else None

    def verdict(self, name: str, found: FileCheck | Message, seen_at: datetime | None = None) -> Verdict:
        """The three answers to what a check found.

        ``seen_at`` is when this office first saw the bytes (None: now). Where nothing could be
        checked, the ``NotChecked`` with its reason is the one problem of the verdict.
        """
        if isinstance(found, Message):
            return _not_ours(name, found)
        who, who_text, identities = self._who(found, seen_at)
        complete, complete_text = _complete(found)
        return Verdict(
            name,
            found.intact,
            _intact(found),
            who,
            who_text,
            complete,
            complete_text,
            found.signatures,
            found.data if found.intact is Answer.YES else None,
            found.problems,
            identities,
        )

    def close(self) -> None:
        """End what runs in the background."""
        self._checker.close()

    def _noted(self, verdict: Verdict, content: bytes) -> Verdict:
        if self._pages is None or verdict.data is None or kind_of(content) != "pdf":
            return verdict
        if self._pages.shows(content, verdict.data):
            note = Message("Made again from its figures, the pages are the same.")
        else:
            note = Message(
                "Whether the pages show these figures could not be compared: this program makes other "
                "pages from them. The figures count, not the pages."
            )
        return replace(verdict, notes=(*verdict.notes, note))

    def _who(
        self, check: FileCheck, seen_at: datetime | None
    ) -> tuple[Answer, Message, tuple[Identity, ...]]:
        if not check.signatures and check.intact is not Answer.NO:
            return Answer.CANNOT_SAY, Message("Nobody has signed it."), ()
        if check.intact is not Answer.YES or check.data is None:
            return Answer.CANNOT_SAY, Message("A file that was changed says nothing about who signed it."), ()
        if self._trust is None:
            words = Message(
                "Signed as {names}; identity not confirmed, because no office's roster was given.",
                {"names": _names(check.signatures)},
            )
            return Answer.CANNOT_SAY, words, ()
        identities = tuple(
            self._trust.identify(one.certificate, one.signed_at, seen_at) for one in check.signatures
        )
        return *_whose(check.signatures, identities, check.data), identities


def seen_in(work: Work) -> FirstSeen:
    """What an office has noted of when it first saw bytes."""

    def seen(digest: bytes) -> datetime | None:
        with work() as reading:
            return reading.received.seen(digest)

    return seen


def _whose(
    signatures: Sequence[FoundSignature], identities: Sequence[Identity], data: Mapping[str, Any]
) -> tuple[Answer, Message]:
    """One wrong signer makes a no; without one, a signer nobody vouches for makes "cannot say"."""
    pairs = list(zip(signatures, identities, strict=True))
    for signature, identity in pairs:
        problem = identity.text if identity.standing in _REFUSED else _unfit(signature, identity, data)
        if problem is not None:
            return Answer.NO, problem
    for signature, identity in pairs:
        if not identity.confirmed:
            return Answer.CANNOT_SAY, _unknown(signature, identity)
    people = [identity.person for identity in identities]
    if None not in people and len(set(people)) < len(people):
        words = Message(
            "Clerk and manager are one and the same person: {name}.", {"name": identities[0].name}
        )
        return Answer.NO, words
    if (problem := _other_clerk(identities[0], data)) is not None:
        return Answer.NO, problem
    return Answer.YES, Message("Signed by {names}.", {"names": _names(signatures)})


def _unfit(signature: FoundSignature, identity: Identity, data: Mapping[str, Any]) -> Message | None:
    """Why a confirmed signer may not have signed this: another role, another office."""
    if not identity.confirmed:
        return None
    if identity.role is None or identity.role.value != signature.role:
        return Message(
            "{name} signed as {role}, but the roster says {known}.",
            {
                "name": identity.name,
                "role": Message(signature.role),
                "known": Message(identity.role.value if identity.role else "nothing"),
            },
        )
    office = data.get("office")
    named = office.get("id") if isinstance(office, Mapping) else None
    if str(identity.office) != named:
        return Message(
            "{name} signs for {office}, but the file is one of another office.",
            {"name": identity.name, "office": identity.office_name},
        )
    return None


def _unknown(signature: FoundSignature, identity: Identity) -> Message:
    if identity.standing is not Standing.UNKNOWN:
        return identity.text
    return Message(
        "Intact, identity not confirmed: the key of {name} ({key}) is not in this office's roster.",
        {"name": signature.name, "key": signature.fingerprint},
    )


def _other_clerk(clerk: Identity, data: Mapping[str, Any]) -> Message | None:
    """Whether the file says that another person prepared it than the one whose key signed it."""
    prepared = data.get("prepared_by")
    named = prepared.get("id") if isinstance(prepared, Mapping) else None
    if data.get("kind") != "return" or clerk.person is None or str(clerk.person) == named:
        return None
    return Message(
        "The file says that {other} prepared it, but it was signed by {name}.",
        {
            "other": str(prepared.get("name", "—")) if isinstance(prepared, Mapping) else "—",
            "name": clerk.name,
        },
    )


def _names(signatures: Sequence[FoundSignature]) -> str:
    return ", ".join(signature.name for signature in signatures)


def _intact(check: FileCheck) -> Message:
    match check.intact:
        case Answer.YES:
            return Message("Unchanged since it was signed.")
        case Answer.NO:
            return check.problems[0] if check.problems else Message("Changed after signing.")
        case _:
            return check.problems[0] if check.problems else Message("There is no signature in this file.")


def _complete(check: FileCheck) -> tuple[Answer, Message]:
    if check.intact is not Answer.YES or check.data is None:
        return Answer.CANNOT_SAY, Message("Only an intact file can be complete.")
    kind = check.data.get("kind")
    roles = tuple(signature.role for signature in check.signatures)
    if kind == "submission":
        if roles != SIGNERS[kind]:
            return Answer.NO, Message("The signature is not that of a manager.")
        return Answer.YES, Message("The manager has signed; the whole submission is covered.")
    if roles == ("clerk",):
        return Answer.NO, Message("Only the clerk has signed: this return is not approved.")
    if roles != SIGNERS["return"]:
        return Answer.NO, Message("The signatures are not those of a clerk and a manager.")
    if len({signature.certificate for signature in check.signatures}) < len(roles):
        return Answer.NO, Message("Clerk and manager signed with one and the same key.")
    prepared = check.data.get("prepared_by")
    if not isinstance(prepared, Mapping) or prepared.get("fingerprint") != check.signatures[0].fingerprint:
        return Answer.NO, Message("The file names another clerk than the one who signed it.")
    return Answer.YES, Message(
        "Clerk and manager have signed; all {cells} cells are covered.",
        {"cells": len(check.data.get("cells", ()))},
    )


def _not_ours(name: str, why: Message) -> Verdict:
    who, complete = Message("Nobody has signed it."), Message("This is not a file of this program.")
    intact = unsaid = Answer.CANNOT_SAY
    if isinstance(why, NotChecked):
        if why.why in (WhyNot.UNREADABLE, WhyNot.LIMITS, WhyNot.EMPTY, WhyNot.CUT_OFF):
            who = complete = Message("It could not be read.")
        if why.why is WhyNot.CUT_OFF:
            intact = Answer.NO
    return Verdict(name, intact, why, unsaid, who, unsaid, complete, problems=(why,))
