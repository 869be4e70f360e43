"""A received file as a line: three answers, a verdict that starts with a verb, and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.text import Message


class Step(StrEnum):
    """What is to be done with a file; the verb its verdict starts with."""

    TAKE = "take_in"
    KEEP = "keep"
    """Taken in for the record: a newer revision counts."""
    HERE = "already_here"
    REFUSE = "refuse"
    SEND_BACK = "send_back"
    HOLD = "hold"
    """Nothing wrong with it, but something else has to be done or known first."""
    LEAVE = "leave"
    TAKEN = "taken_in"


VERBS = {
    Step.TAKE: Message("Take in."),
    Step.KEEP: Message("Keep."),
    Step.HERE: Message("Already here."),
    Step.REFUSE: Message("Refuse."),
    Step.SEND_BACK: Message("Send back."),
    Step.HOLD: Message("Hold."),
    Step.LEAVE: Message("Leave."),
    Step.TAKEN: Message("Taken in."),
}


class Why(StrEnum):
    """Why a file has its verdict, for programs; people read ``text``."""

    ACCEPTED = "accepted"
    OTHER_CHECKS = "other_pack_of_checks"
    """Accepted; it was made with another pack of standards and checks."""
    AMENDMENT = "newer_amendment"
    OTHER_KIND = "other_file_of_the_revision"
    """The PDF of a revision whose workbook is here, or the other way round."""
    OLDER = "older_revision"
    HERE = "already_here"
    COPY = "copy_in_the_list"
    """The list has the same file, or the same revision, once more."""
    OWN = "own_return"
    """This office keeps the return itself."""
    CONFLICT = "two_revisions_of_one_number"
    CHANGED = "changed_after_signing"
    UNKNOWN_KEY = "unknown_key"
    REVOKED = "revoked"
    EXPIRED = "certificate_out_of_time"
    LIST_TOO_OLD = "trust_file_too_old"
    WRONG_ROLE = "wrong_role"
    NOT_APPROVED = "not_approved"
    WRONG_MONTH = "wrong_month"
    WRONG_FACILITY = "wrong_facility"
    UNKNOWN_FACILITY = "unknown_facility"
    OLDER_FORM = "older_form"
    UNKNOWN_FORM = "unknown_form"
    RECALLED = "recalled"
    PRACTICE = "practice"
    MONTH_FILE = "submission_of_a_month"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    """Not one byte of it arrived."""
    CUT_OFF = "cut_off"
    """It ends too early."""
    LETTER = "letter"
    DISK = "not_stored"
    """The office's database did not take it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict. ``text`` follows the verb; ``to_do`` is the next step in a sentence or two."""

    step: Step
    why: Why
    text: Message
    to_do: Message
    offered: Facility | None = None
    """A facility that can be added or changed so that the file can be taken in."""
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file of a list. Small: figures are packed, and only where the file can be taken in."""

    path: Path
    judged: Judged
    verdict: Verdict
    """Without its data."""
    digest: bytes = b""
    kind: str = ""
    """``xlsx``, ``pdf``, or the kind of a letter."""
    seen_at: datetime | None = None
    trusted_by: str = ""
    """What the signers were judged by, so that a newer trust file makes the file be judged anew."""
    key: ReturnKey | None = None
    facility: str = ""
    number: int = 0
    revision: UUID | None = None
    office: UUID | None = None
    office_name: str = ""
    partner: str = ""
    packed: bytes = field(default=b"", repr=False)
    differing: int | None = None
    """Cells that differ from the revision it replaces; None where it replaces none."""

    @property
    def step(self) -> Step:
        return self.judged.step

    @property
    def is_letter(self) -> bool:
        return self.judged.why is Why.LETTER

    @property
    def can_be_taken(self) -> bool:
        return self.step in (Step.TAKE, Step.KEEP)


def ready(files: Iterable[ReceivedFile]) -> tuple[ReceivedFile, ...]:
    """Those that can be taken in, in the order in which they should be.

    Letters first (a recall decides about a return), then older revisions before newer ones, workbooks
    before the PDFs that go with them.
    """
    return tuple(
        sorted(
            (file for file in files if file.can_be_taken),
            key=lambda f: (not f.is_letter, f.number, f.kind == "pdf", f.path.name),
        )
    )


def to_acknowledge(files: Iterable[ReceivedFile]) -> tuple[UUID, ...]:
    """Revisions of the files that other offices sent and that are in this one: those that get receipts."""
    here = (
        file.revision
        for file in files
        if (file.step is Step.TAKEN and not file.is_letter)
        or (file.step is Step.HERE and file.judged.why is Why.HERE)
    )
    return tuple(dict.fromkeys(revision for revision in here if revision is not None))


def returns_among(files: Iterable[ReceivedFile]) -> int:
    """How many returns or letters the files are: workbook and PDF of one revision count once."""
    return len({file.revision or file.path for file in files})
