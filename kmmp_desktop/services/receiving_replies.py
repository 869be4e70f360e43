"""Replies to senders: which of their files could not be used, why, and what to send instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.pack_files import write_whole
from kmmp_desktop.services.practice_files import MARK
from kmmp_desktop.services.receiving_rows import ReceivedFile, Step, Why
from kmmp_desktop.text import Message

ASKED = {
    Why.CHANGED: Message(
        "It was changed after signing, or damaged on the way. Send it again from the folder it was written "
        "to, not from an opened copy."
    ),
    Why.UNREADABLE: Message("Send it again; it arrived damaged."),
    Why.EMPTY: Message("Send it again; it arrived empty."),
    Why.CUT_OFF: Message("Send it again; only a part of it arrived."),
    Why.UNKNOWN_KEY: Message(
        "We do not know the key it is signed with. Send your certificate, or read us the fingerprint of "
        "your key by telephone."
    ),
    Why.REVOKED: Message("Sign the return with a key that is valid, and send it as a new revision."),
    Why.EXPIRED: Message("Renew your certificate, sign the return anew and send it."),
    Why.WRONG_ROLE: Message("Tell us who signed it and in which role, or sign it anew."),
    Why.NOT_APPROVED: Message("Have your manager approve the return, and send it again."),
    Why.WRONG_MONTH: Message("Tell us which month the figures are of, and send the return of that month."),
    Why.WRONG_FACILITY: Message("Tell us why you report for this facility."),
    Why.UNKNOWN_FACILITY: Message("Tell us why you report for this facility."),
    Why.OWN: Message("Tell us why you report for this facility: it reports to us already."),
    Why.OLDER_FORM: Message("Take in the newer form, and send the return again."),
    Why.CONFLICT: Message("Tell us which of the two counts, and send that one as a new revision."),
    Why.PRACTICE: Message("Send the return from your real office: this file comes from practice."),
    Why.NOT_OURS: Message(
        "It is no submission. Send the signed return that the program wrote, not another file."
    ),
}
"""What each reason asks of the sender; files with any other reason are not spoken of."""
_SAID_TOO = frozenset(
    {
        Why.REVOKED,
        Why.EXPIRED,
        Why.WRONG_ROLE,
        Why.NOT_APPROVED,
        Why.WRONG_MONTH,
        Why.WRONG_FACILITY,
        Why.UNKNOWN_FACILITY,
        Why.OLDER_FORM,
        Why.CONFLICT,
    }
)
"""Reasons whose verdict says to the sender too what is wrong."""
_BAD = (Step.REFUSE, Step.SEND_BACK, Step.HOLD, Step.LEAVE)

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Reply:
    """One text to one sender."""

    sender: str
    """Name of the office; empty where the files do not tell it in a way that can be trusted."""
    files: int
    text: str


def replies(
    files: Iterable[ReceivedFile], own_office: str, at: datetime, say: Say, *, practice: bool = False
) -> tuple[Reply, ...]:
    """A text for each sender with a file that cannot be used, by name of the office.

    Whose a changed file is cannot be known; such files stand together in one text without a name.
    ``practice``: each begins with the mark.
    """
    mark = f"{say(MARK)}\n\n" if practice else ""
    listed = tuple(files)
    senders: dict[str, list[ReceivedFile]] = {}
    for file in listed:
        if file.step in _BAD and file.judged.why in ASKED:
            senders.setdefault(file.office_name, []).append(file)
    return tuple(
        Reply(sender, len(bad), mark + _text(sender, bad, _good(listed, sender), own_office, at, say))
        for sender, bad in sorted(senders.items(), key=lambda each: (not each[0], each[0]))
    )


def _good(files: Iterable[ReceivedFile], sender: str) -> int:
    fine = (Step.TAKEN, Step.HERE, Step.TAKE, Step.KEEP)
    return len({f.revision for f in files if sender and f.office_name == sender and f.step in fine})


def _text(sender: str, bad: list[ReceivedFile], good: int, own_office: str, at: datetime, say: Say) -> str:
    local = east_africa(at)
    month = say(month_year(Period.of(local.date())))
    head = (
        say("To {office}", office=sender) if sender else say("To the sender of these files"),
        say("From {office}, {date}", office=own_office, date=f"{local.day} {month}"),
        "",
    )
    if len(bad) == 1:
        count = say("1 file cannot be used as it is.")
    else:
        count = say("{count} files cannot be used as they are.", count=len(bad))
    if good:
        count += " " + (
            say("1 return is in order.") if good == 1 else say("{count} returns are in order.", count=good)
        )
    return "\n".join((*head, count, *(line for file in bad for line in _lines(file, say)), ""))


def _lines(file: ReceivedFile, say: Say) -> tuple[str, ...]:
    about = ""
    if file.key is not None:
        about = say(
            "{facility} ({mfl}), {month}, revision {number}",
            facility=file.facility,
            mfl=file.key.facility,
            month=month_year(file.key.period),
            number=file.number,
        )
    elif file.verdict.signatures:
        names = ", ".join(dict.fromkeys(signature.name for signature in file.verdict.signatures))
        about = say("the signatures name {names}", names=names)
    why = file.judged.why
    said = " ".join((*((say(file.judged.text),) if why in _SAID_TOO else ()), say(ASKED[why])))
    return ("", file.path.name, *((f"  {about}",) if about else ()), f"  {said}")


def write_replies(written: Iterable[Reply], folder: Path) -> tuple[Path, ...]:
    """Each reply as a text file of its own. Raises FileRefusedError; those before it stay."""
    paths: list[Path] = []
    taken: set[str] = set()
    for reply in written:
        name = re.sub(r"[^A-Za-z0-9]+", "_", reply.sender).strip("_")[:60] or "sender_not_known"
        number, stem = 1, name
        while stem.casefold() in taken:  # names of two offices may differ in other letters only
            number += 1
            stem = f"{name}_{number}"
        taken.add(stem.casefold())
        path = folder / f"reply_{stem}.txt"
        # A byte order mark and the line ends of Windows: its editor has opened such files for ever.
        write_whole(path, ("\ufeff" + reply.text).replace("\n", "\r\n").encode())
        paths.append(path)
    return tuple(paths)
