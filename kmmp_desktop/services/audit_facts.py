"""The facts in an entry of the log, in words: each field as people call it, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.month_words import day_and_time, month_year
from kmmp_desktop.text import Message, Text

FormName = Callable[[str], Text]


def _as_named(family: str) -> Text:
    return Text(family)


@dataclass(frozen=True, slots=True)
class Known:
    """Names for the ids and codes that an entry holds; a person without one is not named."""

    people: Mapping[UUID, str] = field(default_factory=dict)
    facilities: Mapping[str, str] = field(default_factory=dict)
    form: FormName = _as_named
    names_shown: bool = True
    """Whether this reader may see who somebody else was."""


Fact = Callable[[Any, Known], Message | None]
ROLES: Mapping[str, Message] = {
    Role.CLERK.value: Message("clerk"),
    Role.MANAGER.value: Message("manager"),
    Role.OFFICER.value: Message("programme officer"),
    Role.ADMINISTRATOR.value: Message("administrator"),
}
STATUS_WORDS: Mapping[str, Message] = {
    Status.SOURCED.value: Message("sourced"),
    Status.BENCHMARK.value: Message("benchmark"),
    Status.PROGRAMME_SETTING.value: Message("programme setting"),
    Status.NOT_VERIFIED.value: Message("not verified"),
    Status.ARITHMETIC.value: Message("arithmetic"),
}
_LEVELS = {"national": Message("All facilities"), "county": Message("County"), "partner": Message("Partner")}
_ASKED_FOR = {
    "first": Message("The first certificate"),
    "renewal": Message("Renewal of the certificate"),
    "new key": Message("A certificate for a new key"),
}
_REFUSED = {
    "wrong passphrase": Message("Wrong passphrase"),
    "closed account": Message("The account is closed"),
    "unknown name": Message("A user name that nobody has"),
}
_SCOPES = {"whole": Message("The whole return"), "chosen": Message("Chosen cells")}


def of_person(value: Any, known: Known) -> Message | None:
    """Somebody by name; ``None`` where the name is not known, or not shown to this reader."""
    try:
        name = known.people.get(UUID(value), "")
    except (TypeError, ValueError, AttributeError):
        return None
    return Message("{name}", {"name": name}) if name else None


def of_form(value: Any, known: Known) -> Message | None:
    return Message("{form}", {"form": known.form(value)}) if isinstance(value, str) and value else None


def of_facility(value: Any, known: Known) -> Message | None:
    if not isinstance(value, str):
        return None
    params = {"name": known.facilities.get(value, ""), "mfl": value}
    return Message("{name}, MFL {mfl}" if params["name"] else "MFL {mfl}", params)


def of_month(value: Any, _known: Known) -> Message | None:
    try:
        return month_year(Period.parse(str(value)))
    except ValueError:
        return None


def of_return(value: Any, known: Known) -> Message | None:
    """``[family, facility, period, number of the revision]``, as steps name it in the office's chain."""
    if not isinstance(value, list) or len(value) != 4:
        return None
    parts = (of_form(value[0], known), of_facility(value[1], known), of_month(value[2], known))
    if None in parts:
        return None
    params = dict(zip(("form", "facility", "month"), parts, strict=True))
    return Message("{form}, {facility}, {month}, revision {number}", {**params, "number": value[3]})


def of_month_and_form(value: Any, known: Known) -> Message | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    form, month = of_form(value[0], known), of_month(value[1], known)
    return Message("{form}, {month}", {"form": form, "month": month}) if form and month else None


def _said(words: Message, name: str = "text", of: Fact | None = None) -> Fact:
    """``words`` with the value, or with what ``of`` makes of it; nothing for a value that is none."""

    def fact(value: Any, known: Known) -> Message | None:
        shown: object = of(value, known) if of is not None else value
        if shown is None or shown == "" or (of is None and (isinstance(shown, list | dict | bool))):
            return None
        return Message(words.template, {name: shown})

    return fact


def _named(words: Message) -> Fact:
    """``words`` with somebody's name as it was written down, for readers who may see names."""
    said = _said(words, "name")
    return lambda value, known: said(value, known) if known.names_shown else None


def _count(words: Message) -> Fact:
    """How many: a number, or a list of what was counted; none of them is not told."""

    def fact(value: Any, _known: Known) -> Message | None:
        number = len(value) if isinstance(value, list) else value
        return Message(words.template, {"count": number}) if isinstance(number, int) and number else None

    return fact


def _chosen(words: Mapping[str, Message]) -> Fact:
    """One of a few words that programs write; another one is not told."""
    return lambda value, _known: words.get(value) if isinstance(value, str) else None


def _given(words: Message) -> Fact:
    """Said where there is something; what it is concerns programs only."""
    return lambda value, _known: words if value else None


def _time(value: Any, _known: Known) -> Message | None:
    try:
        return day_and_time(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return None


def _why_not_taken(value: Any, _known: Known) -> Message | None:
    """The sentence of a refusal, kept without what belongs into its gaps."""
    return Message(value) if isinstance(value, str) and "{" not in value else None


def _tries(value: Any, known: Known) -> Message | None:
    if not isinstance(value, dict):
        return None
    told = None
    for person, count in value.items():
        name = of_person(person, known)
        if name is None:
            continue
        one = Message("{name}: {count}", {"name": name, "count": count})
        told = one if told is None else Message("{one}, {two}", {"one": told, "two": one})
    return told


def _size(value: Any, _known: Known) -> Message | None:
    return Message("{size} MB", {"size": f"{value / 1e6:,.1f}"}) if isinstance(value, int) else None


FACTS: Mapping[tuple[str, str], Fact] = {
    ("", "person"): of_person,
    ("", "return"): of_return,
    ("", "role"): _said(Message("Role: {role}"), "role", _chosen(ROLES)),
    ("", "key given up"): _given(Message("The signing key was given up")),
    ("", "office_name"): _said(Message("Office: {office}"), "office"),
    ("", "short_code"): _said(Message("Code on the paper: {code}"), "code"),
    ("questions read", "office"): _said(Message("Office: {office}"), "office"),
    ("recalled", "office"): _said(Message("Office: {office}"), "office"),
    ("", "pages"): _count(Message("{count} pages")),
    ("paper added", "number"): _said(Message("Picture {number}"), "number"),
    ("paper removed", "number"): _said(Message("Picture {number}"), "number"),
    ("second keying", "scope"): _chosen(_SCOPES),
    ("second keying", "cells"): _count(Message("{count} cells")),
    ("second keying finished", "cells"): _count(Message("{count} cells")),
    ("not_taken", "why"): _why_not_taken,
    ("sample_drawn", "of"): _count(Message("From {count} returns")),
    ("sample_drawn", "sample"): _count(Message("{count} returns drawn")),
    ("questions sent", "threads"): _count(Message("{count} questions")),
    ("received", "by"): _named(Message("Signed by {name}")),
    ("received", "office"): lambda value, known: (
        None if _is_id(value) else _said(Message("Office: {office}"), "office")(value, known)
    ),
    ("received", "received_at"): _said(Message("Taken in there: {time}"), "time", _time),
    ("received", "seen_at"): _said(Message("First seen here: {time}"), "time", _time),
    ("amended", "number"): _said(Message("Replaces revision {number}"), "number"),
    ("month signed", "month"): of_month_and_form,
    ("", "returns"): _count(Message("{count} returns")),
    ("month signed", "signed_by"): _named(Message("Signed by {name}")),
    ("standard", "family"): of_form,
    ("standard", "start"): _said(Message("From {month} on"), "month", of_month),
    ("check", "family"): of_form,
    ("check", "start"): _said(Message("From {month} on"), "month", of_month),
    ("pack issued", "overlays"): _count(Message("{count} changes of standards and checks")),
    ("pack taken", "overlays"): _count(Message("{count} changes of standards and checks")),
    ("pack taken", "signer"): _said(Message("Signed by {name}"), "name", of_person),
    ("trust taken", "number"): _said(Message("Number {number}"), "number"),
    ("trust taken", "replaces"): _given(Message("Another root than before")),
    ("consolidated", "family"): of_form,
    ("consolidated", "period"): of_month,
    ("consolidated", "level"): _chosen(_LEVELS),
    ("consolidated", "place"): _said(Message("{text}")),
    ("certificate asked for", "why"): _chosen(_ASKED_FOR),
    ("certificate asked for", "revoke"): _given(Message("The older certificates are to be revoked")),
    ("certificate taken in", "issuer"): _said(Message("Issued by {issuer}"), "issuer"),
    ("sign-in refused", "why"): _chosen(_REFUSED),
    ("account handed over", "to"): _said(Message("To {name}"), "name", of_person),
    ("account handed over", "drafts"): _count(Message("{count} drafts")),
    ("account handed over", "keyings"): _count(Message("{count} second keyings")),
    ("account handed over", "questions"): _count(Message("{count} questions wait")),
    ("person added", "name"): lambda _value, _known: None,  # the person is named as the office does now
    ("person added", "username"): _named(Message("User name: {name}")),
    ("role changed", "from"): _said(Message("Before: {role}"), "role", _chosen(ROLES)),
    ("role changed", "to"): _said(Message("From now on: {role}"), "role", _chosen(ROLES)),
    ("name changed", "from"): _named(Message("Before: {name}")),
    ("name changed", "to"): _named(Message("From now on: {name}")),
    ("waiting ended", "wrong"): _count(Message("{count} wrong passphrases in a row")),
    ("opening refused", "count"): _count(Message("{count} tries")),
    ("opening refused", "first"): _said(Message("The first: {time}"), "time", _time),
    ("opening refused", "last"): _said(Message("The last: {time}"), "time", _time),
    ("opening refused", "people"): _tries,
    ("opening refused", "unknown names"): _count(Message("With names that nobody has: {count}")),
    ("opening refused", "recovery code"): _count(Message("With the recovery code: {count}")),
    ("backup made", "bytes"): _size,
    ("backup plan", "folder"): _said(Message("Folder: {text}")),
    ("backup plan", "days"): _said(Message("Days between two backups: {text}")),
    ("backup plan", "newest"): _said(Message("Newest kept: {text}")),
    ("backup plan", "monthly"): _said(Message("Months kept: {text}")),
    ("restored from", "made_at"): _said(Message("Backup of {time}"), "time", _time),
    ("log played back", "figures"): _count(Message("{count} figures")),
    ("log played back", "left_count"): _count(Message("{count} steps could not be brought back")),
    ("upgraded", "from"): _said(Message("From version {text} of the tables")),
    ("upgraded", "to"): _said(Message("To version {text}")),
    ("facility saved", "mfl"): of_facility,
    ("facilities imported", "new"): _count(Message("{count} new")),
    ("facilities imported", "changed"): _count(Message("{count} changed")),
    ("facilities imported", "refused"): _count(Message("{count} rows refused")),
}
"""What is said of a field, by action and field, in the order in which it is said; "": of every action."""

UNSAID = frozenset(
    (
        "accepted", "act", "after", "before", "beginning", "cell", "cells", "check", "conflicts",
        "digest", "done", "family", "facility", "files", "fingerprint", "first", "form_version", "head",
        "id", "instead_of", "keying", "kept", "kind", "left", "letter", "manifest", "members", "new",
        "number", "of", "office", "old", "outcome", "pack", "period", "place", "question", "receipt",
        "revision", "root", "salvaged", "second", "sender_head", "sha256", "signers", "standard", "subject",
        "submission", "taken_back", "thread", "threads", "tries", "undone", "unreadable", "value", "words",
    )
)  # fmt: skip
"""Digests, ids and codes for programs, and what stands in a column of its own."""


def facts_of(action: str, body: Mapping[str, Any], known: Known) -> Iterator[Message]:
    """What the fields of an entry say; never raises for what somebody wrote by hand."""
    for (of, name), fact in FACTS.items():
        if name not in body or of not in ("", action) or (not of and (action, name) in FACTS):
            continue
        told = fact(body[name], known)
        if told is not None:
            yield told


def is_said(action: str, name: str) -> bool:
    return (action, name) in FACTS or ("", name) in FACTS


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
