"""Is this file intact, who signed it, is it complete? Three answers, never one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kmmp_desktop.domain.verdict import Answer, FileCheck, FoundSignature, Verdict
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.ports import DocumentMaker, TrustCheck
from kmmp_desktop.text import Message

MOST_BYTES = 64 * 1024 * 1024
"""A return's file is well under 1 MB; anything near this is something else."""

_MAGIC = {b"PK\x03\x04": "xlsx", b"%PDF": "pdf"}


class VerifyService:
    """Verifies files against the roster it is given, if any (decision 17)."""

    def __init__(self, makers: Sequence[DocumentMaker], trust: TrustCheck | None) -> None:
        self._makers = {maker.kind: maker for maker in makers}
        self._trust = trust

    def verify(self, path: Path) -> Verdict:
        """Read the file once and judge those bytes.

        Raises:
            FileRefusedError: there is no such file, or it cannot be read.
        """
        try:
            if path.stat().st_size > MOST_BYTES:
                return _not_ours(
                    path.name,
                    Message(
                        "The file is larger than any return ({limit} MB).",
                        {"limit": MOST_BYTES // 1024 // 1024},
                    ),
                )
            content = path.read_bytes()
        except OSError as error:
            raise FileRefusedError(
                "{file} cannot be read: {why}.", file=path.name, why=error.strerror or "it is not a file"
            ) from error
        return self.judge(path.name, content)

    def judge(self, name: str, content: bytes) -> Verdict:
        """The verdict on bytes that are already in memory."""
        kind = _MAGIC.get(content[:4])
        if kind is None:
            return _not_ours(name, Message("This is neither an Excel workbook nor a PDF."))
        check = self._makers[kind].check(content)
        who, who_text = self._who(check)
        complete, complete_text = _complete(check)
        return Verdict(
            name,
            check.intact,
            _intact(check),
            who,
            who_text,
            complete,
            complete_text,
            check.signatures,
            check.data if check.intact is Answer.YES else None,
            check.problems,
        )

    def _who(self, check: FileCheck) -> tuple[Answer, Message]:
        if not check.signatures and check.intact is not Answer.NO:
            return Answer.CANNOT_SAY, Message("Nobody has signed it.")
        if check.intact is not Answer.YES:
            return Answer.CANNOT_SAY, Message("A file that was changed says nothing about who signed it.")
        if self._trust is None:
            return Answer.CANNOT_SAY, Message(
                "Signed as {names}; identity not confirmed, because no office's roster was given.",
                {"names": _names(check.signatures)},
            )
        for signature in check.signatures:
            person = self._trust.known(signature.certificate)
            if person is None:
                return Answer.CANNOT_SAY, Message(
                    "Intact, identity not confirmed: the key of {name} ({key}) "
                    "is not in this office's roster.",
                    {"name": signature.name, "key": signature.fingerprint},
                )
            if person.role.value != signature.role:
                return Answer.NO, Message(
                    "{name} signed as {role}, but the roster says {known}.",
                    {
                        "name": person.name,
                        "role": Message(signature.role),
                        "known": Message(person.role.value),
                    },
                )
        return Answer.YES, Message("Signed by {names}.", {"names": _names(check.signatures)})


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
    roles = [signature.role for signature in check.signatures]
    keys = {signature.certificate for signature in check.signatures}
    if roles == ["clerk"]:
        return Answer.NO, Message("Only the clerk has signed: this return is not approved.")
    if roles != ["clerk", "manager"]:
        return Answer.NO, Message("The signatures are not those of a clerk and a manager.")
    if len(keys) < 2:
        return Answer.NO, Message("Clerk and manager signed with one and the same key.")
    prepared = check.data.get("prepared_by")
    if not isinstance(prepared, Mapping) or prepared.get("fingerprint") != check.signatures[0].fingerprint:
        return Answer.NO, Message("The file names another clerk than the one who signed it.")
    return Answer.YES, Message(
        "Clerk and manager have signed; all {cells} cells are covered.",
        {"cells": len(check.data.get("cells", ()))},
    )


def _not_ours(name: str, why: Message) -> Verdict:
    return Verdict(
        name,
        Answer.CANNOT_SAY,
        why,
        Answer.CANNOT_SAY,
        Message("Nobody has signed it."),
        Answer.CANNOT_SAY,
        Message("This is not a file of this program."),
        problems=(why,),
    )
