"""What the three answers alone say of a received file, before the office is asked about its return."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.verdict import Answer, Verdict
from kmmp_desktop.services.checking_files import NotChecked, WhyNot
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.receiving_rows import Judged, Step, Why
from kmmp_desktop.text import Message

_NOTHING = Message("Nothing to do.")
_ASK_AGAIN = Message(
    "Ask the sender to send {file} again from the folder it was written to, not from an opened copy."
)


_UNREAD = {
    WhyNot.UNREADABLE: Why.UNREADABLE,
    WhyNot.LIMITS: Why.UNREADABLE,
    WhyNot.EMPTY: Why.EMPTY,
    WhyNot.CUT_OFF: Why.CUT_OFF,
}


def nothing_checked(found: Message, file: str) -> Judged:
    """A file that was not checked at all."""
    why = found.why if isinstance(found, NotChecked) else WhyNot.NOT_OURS
    if why in _UNREAD:
        to_do = Message("Copy {file} again, or ask the sender for it once more.", {"file": file})
        return Judged(Step.REFUSE, _UNREAD[why], found, to_do)
    return Judged(Step.LEAVE, Why.NOT_OURS, Message("Not a submission of this program."), _NOTHING)


def unsound(verdict: Verdict) -> Judged | None:
    """Why the file cannot be relied on at all; None where it is unchanged since it was signed."""
    if verdict.intact is Answer.NO:
        text = (
            Message("Changed after signing. Ask for it again.")
            if verdict.signatures
            else Message("Changed after signing, or damaged on the way. Ask for it again.")
        )
        return Judged(Step.REFUSE, Why.CHANGED, text, Message(_ASK_AGAIN.template, {"file": verdict.file}))
    if verdict.intact is Answer.CANNOT_SAY or verdict.data is None:
        pdf = verdict.file.lower().endswith(".pdf")
        text = (
            Message("An ordinary PDF, not a submission.")
            if pdf
            else Message("An ordinary workbook, not a submission.")
        )
        return Judged(
            Step.LEAVE, Why.NOT_OURS, text, Message("Nobody signed it. Ask the sender for the signed return.")
        )
    return None


def unconfirmed(verdict: Verdict) -> Judged | None:
    """Why nobody knows that those signed whom it names; None where everybody is confirmed."""
    for identity in verdict.identities:
        if not identity.confirmed:
            return _standing(identity)
    if verdict.who is Answer.NO:
        return Judged(
            Step.REFUSE,
            Why.WRONG_ROLE,
            verdict.who_text,
            Message("Ask the office that sent it who signed, and in which role."),
        )
    if verdict.who is Answer.CANNOT_SAY:
        return _unknown(verdict.who_text)
    return None


def _standing(identity: Identity) -> Judged:
    match identity.standing:
        case Standing.REVOKED:
            return Judged(
                Step.REFUSE,
                Why.REVOKED,
                Message("The key of {name} was withdrawn.", {"name": identity.name}),
                Message("Ask the office to sign the return with a key that is valid, as a new revision."),
            )
        case Standing.EXPIRED | Standing.NOT_YET:
            return Judged(
                Step.REFUSE,
                Why.EXPIRED,
                Message("Signed outside the time of {name}'s certificate.", {"name": identity.name}),
                Message(
                    "Ask the office to have the return signed anew, as its next revision, by people whose "
                    "certificates are valid."
                ),
                notes=(identity.text,),
            )
        case Standing.LIST_TOO_OLD:
            return Judged(
                Step.HOLD,
                Why.LIST_TOO_OLD,
                Message("The list of withdrawn keys is too old."),
                Message("Take in the newest trust file of the programme, then add this file again."),
            )
        case Standing.NO_OFFICE:
            return Judged(
                Step.HOLD,
                Why.UNKNOWN_KEY,
                Message("For which office {name} signs is not known here.", {"name": identity.name}),
                Message(
                    "Ask for a new card of {name} and add the person from it, then add this file again.",
                    {"name": identity.name},
                ),
                notes=(identity.text,),
            )
        case Standing.BROKEN:
            return Judged(
                Step.REFUSE,
                Why.UNKNOWN_KEY,
                Message("The certificate does not hold."),
                Message(
                    "Tell the programme's authority: the file claims a certificate that it did not issue."
                ),
            )
        case _:
            return _unknown(identity.text)


def _unknown(text: Message) -> Judged:
    return Judged(
        Step.HOLD,
        Why.UNKNOWN_KEY,
        Message("The certificate is not known here."),
        Message(
            "Take in the newest trust file, or add the person from their card once its fingerprint was read "
            "to you; then add this file again. If the office was certified after it had signed, ask it to "
            "amend the return: the next revision is signed with the certificate."
        ),
        notes=(text,),
    )


def incomplete(verdict: Verdict) -> Judged | None:
    """What is missing in a file whose signers are known; None where clerk and manager signed."""
    if verdict.complete is Answer.YES:
        return None
    only_clerk = [signature.role for signature in verdict.signatures] == ["clerk"]
    if only_clerk:
        return Judged(
            Step.SEND_BACK,
            Why.NOT_APPROVED,
            Message("Only the clerk has signed."),
            Message("Ask the office for the return as its manager approved it."),
        )
    return Judged(
        Step.SEND_BACK,
        Why.NOT_APPROVED,
        verdict.complete_text,
        Message("Ask the office for the return as clerk and manager signed it."),
    )


def practice(office_name: str) -> Judged:
    """A file of a practice office in a real one."""
    return Judged(
        Step.REFUSE,
        Why.PRACTICE,
        Message("A practice file: its figures are made up."),
        Message("Tell {office} to send the return from its real office.", {"office": office_name}),
    )


def not_understood(file: str) -> Judged:
    """Signed by people who are known, and still not what a return says."""
    return Judged(
        Step.REFUSE,
        Why.UNREADABLE,
        Message("Its data are not those of a return."),
        Message(
            "Tell the sender that {file} cannot be read; a newer version of the program may be needed.",
            {"file": file},
        ),
    )


def of_a_month() -> Judged:
    """The signed summary of a whole month."""
    return Judged(
        Step.LEAVE,
        Why.MONTH_FILE,
        Message("The summary of a whole month; its returns stand in files of their own."),
        Message("Add the folder that it came with: the returns lie beside it."),
    )


def came_before(judged: Judged, taken_at: datetime) -> Judged:
    """The verdict on a file that was taken in when its signer was still believed."""
    said = Message(
        "This office took it in on {date}, before it knew: it stays. See Returns with a revoked key.",
        {"date": day_of(taken_at)},
    )
    return replace(judged, notes=(*judged.notes, said))
