"""Receipts: written where returns are taken in, read where they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import FileRefusedError, NotFoundError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.completion import digest, record_step
from kmmp_desktop.services.exchange_ports import Received
from kmmp_desktop.services.letter_box import Along, Confirmed, LetterBox, facility_name, own_office
from kmmp_desktop.services.letter_contents import Receipt, about_of, head_of, read_receipt
from kmmp_desktop.services.looked_letters import RECEIPT, LookedLetter
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.pack_files import stamp, write_whole
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Signer, UnitOfWork
from kmmp_desktop.services.receipts_judged import (
    ALREADY,
    HELD,
    NEW,
    REFUSED,
    JudgedLine,
    expect,
    expected,
    judge_line,
    of_others,
)
from kmmp_desktop.services.sealed_files import SUFFIXES
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class ReceivedWord:
    """Who received a revision, and when."""

    by: str
    office: str
    at: datetime


class ReceiptService:
    """Writes receipts for what was taken in, and believes those that match what was sent."""

    def __init__(self, box: LetterBox) -> None:
        self._box = box

    # -- where returns are taken in --------------------------------------------------------

    def make(
        self, revisions: Sequence[UUID], signer: Signer, folder: Path, *, one_each: bool = False
    ) -> tuple[Path, ...]:
        """Write signed receipts for taken-in revisions: a file for each office they came from.

        ``one_each``: a file for each return instead. Receipts that were written before are written again
        with the same bytes where they speak of just the same returns, under the same certificate.

        Raises:
            RefusedError: a revision was not taken in here, or was recalled since; nothing was written.
            FileRefusedError: a file cannot be written; those before it stay.
            StorageError: likewise.
        """
        if not revisions:
            raise RefusedError("Nothing was taken in: there is nothing to give a receipt for.")
        groups: dict[tuple[str, UUID], list[tuple[Revision, tuple[Received, ...], str]]] = {}
        with self._box.work() as work:
            permit(signer.person, Action.RECEIPT, work)
            own = own_office(work)
            for revision in dict.fromkeys(revisions):
                stored, files = self._taken_in(work, revision)
                name = _file_name(stored) if one_each else _batch_name(files[0], self._box.clock.now())
                groups.setdefault((name, files[0].office), []).append(
                    (stored, files, facility_name(work, stored))
                )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileRefusedError(
                "{file} was not written: {why}", file=folder, why=reason_of(error)
            ) from error
        written = []
        for (name, office), group in groups.items():
            path = _free(folder, name)
            ids = tuple(stored.id for stored, _, _ in group)
            kept = self._kept(ids, signer)
            if kept is not None:
                path = folder / kept[0]
                write_whole(path, kept[1])
            else:
                at = self._box.clock.now()
                data = {
                    **head_of(own, signer.person, at),
                    "sent_by": {"id": str(office), "name": group[0][1][0].office_name},
                    "returns": [_line(stored, files, name) for stored, files, name in group],
                }
                along = self._noted([one for one, _, _ in group], signer.person, at)
                self._box.post(RECEIPT, data, signer, path, ids, along)
            written.append(path)
        return tuple(written)

    def _taken_in(self, work: UnitOfWork, revision: UUID) -> tuple[Revision, tuple[Received, ...]]:
        stored = work.returns.revision(revision)
        if stored is None:
            raise NotFoundError("This return is not in the office any more.")
        files = work.received.of_revision(revision)
        if not files or stored.state is not State.RECEIVED:
            raise RefusedError(
                "The return of {facility} for {period} was recalled: no receipt is given for it."
                if files
                else "The return of {facility} for {period} was not taken in from another office.",
                facility=facility_name(work, stored),
                period=month_year(stored.key.period),
            )
        return stored, files

    def _noted(self, revisions: Sequence[Revision], person: Person, at: datetime) -> Along:
        def along(work: UnitOfWork, content: bytes) -> None:
            for revision in revisions:
                stored, _ = self._taken_in(work, revision.id)  # a recall may have come while it was signed
                record_step(work, stored, at, person, "receipt given", {"receipt": digest(content)})

        return along

    def _kept(self, revisions: tuple[UUID, ...], signer: Signer) -> tuple[str, bytes] | None:
        """Name and bytes of a receipt that was written for just these revisions.

        Not one that the same person signed with an earlier certificate: whoever was certified since gives
        one that is believed where the earlier certificate is not known.
        """
        with self._box.work() as work:
            for letter in reversed(work.letters.of_revision(revisions[0], RECEIPT)):
                of = {other.revision for other in work.letters.by_digest(letter.digest) if other.sent}
                if not letter.sent or of != set(revisions):
                    continue
                with_this = self._box.open(letter.name, letter.content).certificate == signer.certificate
                if with_this or letter.by != signer.person.id:
                    return letter.name, letter.content
        return None

    def owed(self, family: str, period: Period, facilities: Sequence[str] = ()) -> tuple[UUID, ...]:
        """Taken-in revisions of a month for which a receipt can be given, of some facilities or of all."""
        with self._box.work() as work:
            received = dict.fromkeys(file.revision for file in work.received.of_month(family, period))
            found = [stored for one in received if (stored := work.returns.revision(one)) is not None]
        return tuple(
            stored.id
            for stored in found
            if stored.state is State.RECEIVED and (not facilities or stored.key.facility in facilities)
        )

    def given(self, revision: UUID) -> bool:
        """Whether this office has given a receipt for a revision it took in."""
        with self._box.work() as work:
            return receipt_given(work, revision)

    # -- where they came from --------------------------------------------------------------

    def judge(self, letter: Confirmed, receipt: Receipt) -> LookedLetter:
        """What a receipt says of the returns of this office, and whether that is so."""
        with self._box.work() as work:
            known = expected(work, letter)
            lines = [judge_line(work, line, letter, known) for line in receipt.lines]
            foreign = of_others(work, receipt, letter)
        if foreign is not None:
            return LookedLetter(
                letter.name,
                RECEIPT,
                REFUSED,
                foreign,
                Message("Send it on to that office. Nothing here changes."),
                signer=letter.identity.name,
                office=letter.office,
            )
        standing = next(
            (s for s in (NEW, HELD, REFUSED) if any(line.standing is s for line in lines)), ALREADY
        )
        [first, *more] = sorted(lines, key=lambda line: _ORDER.index(line.standing))
        asks = standing is HELD and _asks(lines)
        fits = sum(1 for line in lines if line.standing in (NEW, ALREADY))
        text = first.text
        if more:
            params = {"office": letter.office, "count": len(lines), "fits": fits}
            text = (
                Message("{office} received {count} returns. The receipt matches every one.", params)
                if fits == len(lines)
                else Message("{office} received {count} returns. The receipt matches {fits}.", params)
            )
        return LookedLetter(
            letter.name,
            RECEIPT,
            standing,
            text,
            Message(_ACCEPT_FIRST, {"office": letter.office}) if asks else _STEPS[standing],
            None if more else first.line.about.revision,
            None if more else first.line.about.key,
            letter.identity.name,
            letter.office,
            tuple(line.text for line in (first, *more)) if more else (),
            asks,
        )

    def take(self, letter: Confirmed, receipt: Receipt, person: Person) -> Message:
        """Turn what it matches to received, in one transaction."""
        at = self._box.clock.now()
        with self._box.work() as work:
            known = expected(work, letter)
            lines = [judge_line(work, line, letter, known) for line in receipt.lines]
            new = [(line.stored, line.line) for line in lines if line.standing is NEW and line.stored]
            for stored, line in new:
                received = replace(stored, state=State.RECEIVED, changed_at=at, changed_by=person.id)
                work.returns.save_revision(received)
                work.letters.add(self._box.read_row(letter, stored.id, at))
                record_step(
                    work,
                    received,
                    at,
                    person,
                    "received",
                    {
                        "receipt": letter.sealed.digest.hex(),
                        "by": letter.identity.name,
                        "office": letter.office,
                        "received_at": stamp(line.received_at),
                    },
                )
            work.commit()
        if len(lines) == 1:
            return lines[0].text
        return Message(
            "1 return turned to received. {office} signed the receipt."
            if len(new) == 1
            else "{count} returns turned to received. {office} signed the receipt.",
            {"count": len(new), "office": letter.office},
        )

    def expect(self, letter: Confirmed, person: Person) -> Message:
        """Say that returns are sent to the office of a receipt: its receipts are believed from then on.

        Raises RefusedError where they are anyway.
        """
        with self._box.work() as work:
            if expected(work, letter):
                raise RefusedError("Receipts of {office} are accepted already.", office=letter.office)
            expect(work, letter, self._box.clock.now(), person)
            work.commit()
        return Message("Receipts of {office} are accepted from now on.", {"office": letter.office})

    def of(self, revision: UUID) -> ReceivedWord | None:
        """Who received a revision of this office, and when, by the receipt that was read."""
        with self._box.work() as work:
            letters = [one for one in work.letters.of_revision(revision, RECEIPT) if not one.sent]
        for letter in letters[-1:]:
            sealed = self._box.open(letter.name, letter.content)
            for line in read_receipt(letter.name, sealed.data).lines:
                if line.about.revision == revision:
                    return ReceivedWord(letter.by_name, letter.office_name, line.received_at)
        return None


def receipt_given(work: UnitOfWork, revision: UUID) -> bool:
    return any(letter.sent for letter in work.letters.of_revision(revision, RECEIPT))


_ORDER = (REFUSED, HELD, NEW, ALREADY)
_ACCEPT_FIRST = (
    "If returns are sent to {office}, accept its receipts: in Receive choose this line and press Shift F9."
    " If not, leave it."
)
_STEPS = {
    NEW: Message("Read it in: what it matches turns to received."),
    ALREADY: Message("Leave it: this receipt was read before."),
    HELD: Message("Export the month once more, then read the receipt again."),
    REFUSED: Message("Send the files again, and ask for a receipt that matches them."),
}


def _asks(lines: Sequence[JudgedLine]) -> bool:
    """Whether somebody has to say that returns are sent to this office."""
    return any(
        line.standing is HELD and line.stored is not None and line.stored.state is State.SUBMITTED
        for line in lines
    )


def _line(stored: Revision, files: Sequence[Received], facility: str) -> dict[str, object]:
    return {
        **about_of(stored, facility),
        "files": [{"kind": file.kind, "sha256": file.digest.hex()} for file in files],
        "received_at": stamp(min(file.taken_at for file in files)),
    }


def _file_name(stored: Revision) -> str:
    key = stored.key
    return f"{key.facility}_{key.period}_{key.family}_r{stored.number}{SUFFIXES[RECEIPT]}"


def _batch_name(file: Received, now: datetime) -> str:
    office = re.sub(r"[^A-Za-z0-9]+", "_", file.office_name).strip("_") or file.office.hex[:8]
    return f"receipt_{office}_{now:%Y%m%d}{SUFFIXES[RECEIPT]}"


def _free(folder: Path, name: str) -> Path:
    """A name that no file of the folder has: a receipt of this morning stays where it is."""
    stem = name.removesuffix(SUFFIXES[RECEIPT])
    number, path = 1, folder / name
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}{SUFFIXES[RECEIPT]}"
    return path
