"""What an entry of the log says, in words: what was done, at which cell, before and after, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kmmp_desktop.domain.cell_json import CELL, CELLS, UNDONE, Change, read_changes
from kmmp_desktop.domain.values import CellValue, Origin, write_cell
from kmmp_desktop.services.audit_facts import FACTS, STATUS_WORDS, Known, facts_of
from kmmp_desktop.services.audit_ports import AuditKind
from kmmp_desktop.services.ports import AuditEntry
from kmmp_desktop.text import Message

_F, _W, _S = AuditKind.FIGURES, AuditKind.WORDS, AuditKind.STEPS
_R, _P, _O = AuditKind.RULES, AuditKind.PEOPLE, AuditKind.OFFICE

ACTIONS: Mapping[str, tuple[AuditKind, Message]] = {
    CELL: (_F, Message("Figure")),
    CELLS: (_F, Message("Several figures at once")),
    "control": (_F, Message("Sum on the paper")),
    "conflict": (_F, Message("Typed, not written: somebody else had changed it")),
    "settled": (_F, Message("Settled after two people typed")),
    "not_taken": (_F, Message("Figures that came too late")),
    "second keying": (_F, Message("Second keying begun")),
    "second keying cell": (_F, Message("Keyed a second time")),
    "second keying finished": (_F, Message("Second keying finished")),
    "paper added": (_F, Message("Picture of the paper added")),
    "paper removed": (_F, Message("Picture of the paper removed")),
    "reason": (_W, Message("Reason")),
    "comment": (_W, Message("Comment")),
    "resolve": (_W, Message("Question settled")),
    "decided": (_W, Message("Exception decided on in review")),
    "read_in_sample": (_W, Message("Read in a sample")),
    "sample_drawn": (_W, Message("Sample drawn for review")),
    "questions sent": (_W, Message("Questions sent")),
    "questions read": (_W, Message("Questions read")),
    "started": (_S, Message("Return begun")),
    "completed": (_S, Message("Completed and signed by the clerk")),
    "reopened": (_S, Message("Taken back to draft")),
    "returned": (_S, Message("Returned to the clerk")),
    "approved": (_S, Message("Approved and signed by the manager")),
    "submitted": (_S, Message("Sent")),
    "received": (_S, Message("Received")),
    "receipt given": (_S, Message("Receipt given")),
    "amended": (_S, Message("Amendment begun")),
    "recalled": (_S, Message("Recalled")),
    "month signed": (_S, Message("Month signed")),
    "standard": (_R, Message("Standard changed")),
    "check": (_R, Message("Check changed")),
    "pack issued": (_R, Message("Pack issued")),
    "pack taken": (_R, Message("Pack taken in")),
    "signer stood for": (_R, Message("Counts although the key of a signer was revoked")),
    "trust taken": (_R, Message("Trust file taken in")),
    "consolidated": (_R, Message("Totals made")),
    "person added": (_P, Message("Person added")),
    "person known": (_P, Message("Person of another office made known")),
    "key made": (_P, Message("Signing key made")),
    "certificate asked for": (_P, Message("Certificate asked for")),
    "certificate taken in": (_P, Message("Certificate taken in")),
    "certificate renewed": (_P, Message("Certificate renewed")),
    "key replaced": (_P, Message("Signing key replaced by a new one")),
    "passphrase changed": (_P, Message("Passphrase changed")),
    "passphrase given": (_P, Message("New passphrase given")),
    "passphrase reset by recovery code": (_P, Message("Passphrase reset by recovery code")),
    "recovery code made": (_P, Message("Recovery code made")),
    "key tied to a computer": (_P, Message("Key tied to a computer")),
    "key untied from its computer": (_P, Message("Key untied from its computer")),
    "signed in": (_P, Message("Signed in")),
    "sign-in refused": (_P, Message("Signing in refused")),
    "account closed": (_P, Message("Account closed")),
    "account handed over": (_P, Message("Account closed and handed over")),
    "account opened": (_P, Message("Account opened again")),
    "role changed": (_P, Message("Role changed")),
    "name changed": (_P, Message("Name changed")),
    "waiting ended": (_P, Message("Waiting time ended")),
    "opening refused": (_P, Message("Opening the office refused")),
    "passphrase set by office code": (_P, Message("Passphrase set by the code of the office")),
    "office protected": (_P, Message("Data of the office encrypted")),
    "office key change begun": (_P, Message("Change of the office's key begun")),
    "office key changed": (_P, Message("Key of the office changed")),
    "office recovery code made": (_P, Message("Recovery code of the office made")),
    "backup made": (_O, Message("Backup made")),
    "backup plan": (_O, Message("Plan of backups changed")),
    "restored from": (_O, Message("Restored from a backup")),
    "log played back": (_O, Message("Figures put back from the log")),
    "receipts expected": (_O, Message("Receipts expected")),
    "office": (_O, Message("Office named")),
    "upgraded": (_O, Message("Data made ready for a newer program")),
    "facility saved": (_O, Message("Facility saved")),
    "facilities imported": (_O, Message("Facilities imported")),
}
"""Entries that are not named here are shown by their own name, among those of the office."""

PEOPLE_BEGIN = ("sign", "person", "key ", "passphrase", "account", "role", "handed")
"""How the names of further entries about people begin."""

HOW: Mapping[Origin, Message] = {
    Origin.TYPED: Message("Typed"),
    Origin.PASTED: Message("Pasted"),
    Origin.IMPORTED: Message("From a workbook"),
    Origin.BULK_ZERO: Message("Zero by fill"),
    Origin.CARRIED: Message("Carried over"),
}
_OUTCOMES = {
    "same": Message("The same both times"),
    "first_wrong": Message("The second keying counts"),
    "second_wrong": Message("The first keying counts"),
    "asked": Message("To be typed once more"),
    "open": Message("Left open"),
}
_BY_BODY: Mapping[tuple[str, str, object], Message] = {
    ("comment", "taken_back", True): Message("Comment taken back"),
    ("comment", "question", True): Message("Question"),
    ("resolve", "done", False): Message("Question opened again"),
    ("decided", "accepted", True): Message("Exception accepted in review"),
    ("decided", "accepted", False): Message("Acceptance of an exception taken back"),
    ("settled", "kept", "late"): Message("Settled: the later figure stands"),
    ("settled", "kept", "first"): Message("Settled: the first figure stands"),
}
_SAID = ("text", "why", "note", "citation", "file", "name", "unreadable")
"""Where in a body stands what a person wrote, or where it came from."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as people read it. ``before``/``after`` are ``None`` where it is about no figure."""

    kind: AuditKind
    what: Message
    cell: str = ""
    before: str | None = None
    after: str | None = None
    """Empty: blank."""
    how: Message | None = None
    words: str = ""
    """What people wrote, and the names of files."""
    facts: tuple[Message, ...] = ()
    more: int = 0
    """Further figures of the same entry."""
    wrote: bool = False
    """Whether a figure of the return became another one."""


def kind_of(action: str) -> AuditKind:
    """The kind of an action, also of one that is not known by name."""
    if action in ACTIONS:
        return ACTIONS[action][0]
    return AuditKind.PEOPLE if action.startswith(PEOPLE_BEGIN) else AuditKind.OFFICE


def tell(entry: AuditEntry, known: Known, at_cell: str = "") -> Told:
    """Put an entry into words; of a block of figures the one at ``at_cell``, else the first.

    Never raises: a body that somebody wrote by hand is shown as it stands.
    """
    kind, what = kind_of(entry.action), what_of(entry.action, entry.body)
    try:
        facts = tuple(facts_of(entry.action, entry.body, known))
        if entry.action in (CELL, CELLS):
            return _figure(kind, what, entry, at_cell)
        if entry.action == "second keying cell":
            return _keyed(kind, what, entry.body)
        if entry.action in NOT_WRITTEN:
            return _not_written(kind, what, entry, at_cell, known)
        if entry.action == "standard":
            return _standard(kind, what, entry, facts)
    except (LookupError, TypeError, ValueError, AttributeError):
        return Told(kind, what, words=json.dumps(dict(entry.body), ensure_ascii=False)[:_LONGEST])
    body = entry.body
    subject = str(body.get("subject") or body.get("cell") or body.get("check") or "")
    before = after = None
    if entry.action == "control":
        subject = str(body.get("place") or "")
        before, after = (_number(body.get(name)) for name in ("before", "after"))
    return Told(kind, what, subject, before, after, None, _words(entry), facts)


def all_words(told: Told, say: Callable[[Message], str]) -> str:
    """What people wrote and the facts beside it, in one line."""
    return "; ".join(part for part in (told.words, *(say(fact) for fact in told.facts)) if part)


def what_of(action: str, body: Mapping[str, Any]) -> Message:
    """What was done, in a few words."""
    for (named, field, value), said in _BY_BODY.items():
        if named == action and body.get(field) == value:
            return said
    known = ACTIONS.get(action)
    return known[1] if known else Message("{action}", {"action": action[:80]})


def _figure(kind: AuditKind, what: Message, entry: AuditEntry, at_cell: str) -> Told:
    changes = list(read_changes(entry.body))
    key, before, after = next((c for c in changes if str(c[0]) == at_cell), changes[0])
    return Told(
        kind,
        what,
        str(key),
        text_of(before),
        text_of(after),
        how_of(entry.body, (key, before, after)),
        _words(entry),
        more=len(changes) - 1,
        wrote=True,
    )


def _standard(kind: AuditKind, what: Message, entry: AuditEntry, facts: tuple[Message, ...]) -> Told:
    old, new = (f"{each['value']} {each.get('unit') or ''}".strip() for each in _both(entry.body))
    status = [
        STATUS_WORDS[each["status"]] for each in _both(entry.body) if each.get("status") in STATUS_WORDS
    ]
    if len(status) == 2 and status[0] != status[1]:
        facts += (
            Message("Before: {text}", {"text": status[0]}),
            Message("From now on: {text}", {"text": status[1]}),
        )
    return Told(kind, what, str(entry.body["standard"]), old, new, None, _words(entry), facts)


def _both(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return body["old"], body["new"]


def _not_written(kind: AuditKind, what: Message, entry: AuditEntry, at_cell: str, known: Known) -> Told:
    """Figures that were typed and are only here: beside them what stood in the cell instead."""
    said = entry.body.get("words")
    if isinstance(said, Mapping):
        return _words_not_written(kind, said, tuple(facts_of(entry.action, entry.body, known)))
    changes = cells_not_written(entry.body)
    one = next((c for c in changes if c["cell"] == at_cell), changes[0])
    late = one.get("late") or one.get("value")
    before, after = (_plain(part) for part in (one.get("first"), late))
    facts = tuple(facts_of(entry.action, entry.body, known))
    if one.get("first_by") and known.names_shown:
        facts += (Message("First typed by {name}", {"name": one["first_by"]}),)
    return Told(kind, what, one["cell"], before, after, None, _words(entry), facts, len(changes) - 1)


def _words_not_written(kind: AuditKind, said: Mapping[str, Any], facts: tuple[Message, ...]) -> Told:
    """A reason, a comment or a total of the paper that is only here."""
    subject = str(said.get("subject") or said.get("place") or "")
    before = after = None
    if "after" in said:
        before, after = (_number(said.get(name)) for name in ("before", "after"))
    text = str(said.get("text") or "")[:_LONGEST]
    return Told(kind, Message("Words that came too late"), subject, before, after, None, text, facts)


def _keyed(kind: AuditKind, what: Message, body: Mapping[str, Any]) -> Told:
    first, second = (_plain(body.get(name)) for name in ("first", "second"))
    outcome = _OUTCOMES.get(str(body.get("outcome")), Message("{text}", {"text": str(body.get("outcome"))}))
    return Told(kind, what, str(body["cell"]), first, second, outcome)


NOT_WRITTEN = ("conflict", "not_taken")
"""Entries about figures which did not come into their cells."""


def cells_not_written(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What such an entry tells of each cell; empty where it cannot be read."""
    cells = body.get("conflicts") or body.get("cells")
    return [one for one in cells if isinstance(one, dict)] if isinstance(cells, list) else []


def how_of(body: Mapping[str, Any], change: Change) -> Message:
    """How a figure came to be as it is."""
    if body.get(UNDONE):
        return Message("Put back")
    after = change[2]
    return Message("Made blank") if after is None else HOW[after.origin]


def text_of(value: CellValue | None) -> str:
    """A figure as it is typed; empty for a blank."""
    return "" if value is None else write_cell(value)


def _plain(data: object) -> str:
    return str(data.get("value", "")) if isinstance(data, dict) else ""


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else ""


def _words(entry: AuditEntry) -> str:
    """What people wrote, and the names of files; never a digest, a key or a word for programs."""
    body, action = entry.body, entry.action
    parts = [body[name] for name in _SAID if (action, name) not in FACTS and isinstance(body.get(name), str)]
    return "; ".join(part for part in parts if part)
