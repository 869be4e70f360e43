"""What stands in a letter between offices, and how it is read: strictly, since anybody can write one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from kmmp_desktop.domain.cell_json import parse_key
from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import why_unstorable
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.amendment_ports import Said, Speaker, SpokenThread
from kmmp_desktop.services.pack_files import moment, stamp
from kmmp_desktop.services.practice_files import said_by

LONGEST = 4000
"""Characters of a comment or of a reason for a recall."""
_NAME = 200
_MOST_RETURNS = 10_000
_MOST_THREADS = 1_000
_MOST_SAID = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signed a letter, as the letter itself says."""

    office: UUID
    office_name: str
    partner: str
    person: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class About:
    """The revision that a letter speaks of."""

    revision: UUID
    number: int
    key: ReturnKey
    facility: str
    """Its name, for people who do not have it in a list."""
    short_code: str

    def is_of(self, stored: Revision) -> bool:
        """Whether it speaks of this very revision, with the figures that it has."""
        return (self.revision, self.number, self.key, self.short_code) == (
            stored.id,
            stored.number,
            stored.key,
            stored.short_code,
        )


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One return that was received."""

    about: About
    files: Mapping[str, str]
    """SHA-256 (64 hex) of the files that were taken in, by their kind."""
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    sender: Sender
    at: datetime
    lines: tuple[ReceiptLine, ...]
    sent_by: UUID | None = None
    """The office that the files came from; receipts of older versions do not say it."""
    sent_by_name: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    sender: Sender
    at: datetime
    about: About
    threads: tuple[SpokenThread, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Recall:
    sender: Sender
    at: datetime
    about: About
    why: str


# -- writing ---------------------------------------------------------------------------------


def head_of(office: Office, person: Person, at: datetime) -> dict[str, Any]:
    """What every letter begins with."""
    return {
        "id": str(uuid4()),
        "at": stamp(at),
        **said_by(office),
        "office": {"id": str(office.id), "name": office.name, "partner": office.partner},
        "by": {"id": str(person.id), "name": person.name, "role": person.role.value},
    }


def about_of(revision: Revision, facility: str) -> dict[str, Any]:
    """The revision of a letter, with the name of its facility."""
    key = revision.key
    return {
        "return": {"family": key.family, "facility": key.facility, "period": str(key.period)},
        "facility_name": facility,
        "revision": {"id": str(revision.id), "number": revision.number},
        "short_code": revision.short_code,
    }


def thread_data(thread: SpokenThread) -> dict[str, Any]:
    """A thread as letters and documents carry it."""
    by = thread.resolved_by
    return {
        "id": str(thread.id),
        "cell": str(thread.key),
        "question": thread.question,
        "said": [
            {"by": _speaker_data(said.by), "at": stamp(said.at), "text": said.text} for said in thread.said
        ],
        "resolved_at": stamp(thread.resolved_at) if thread.resolved_at else None,
        "resolved_by": _speaker_data(by) if by else None,
    }


def _speaker_data(speaker: Speaker) -> dict[str, str]:
    return {"id": str(speaker.id), "name": speaker.name, "role": speaker.role, "office": speaker.office}


# -- reading ---------------------------------------------------------------------------------


def read_receipt(name: str, data: Mapping[str, Any]) -> Receipt:
    """Raises FileRefusedError where it is none."""
    return _read(name, lambda: Receipt(*_head(data), _lines(data["returns"]), *_sent_by(data)))


def read_questions(name: str, data: Mapping[str, Any]) -> Questions:
    """Raises FileRefusedError where they are none."""
    return _read(
        name,
        lambda: Questions(*_head(data), _about(data), _asked(data["threads"]), _text(data["note"])),
    )


def read_recall(name: str, data: Mapping[str, Any]) -> Recall:
    """Raises FileRefusedError where it is none."""
    return _read(name, lambda: Recall(*_head(data), _about(data), _text(data["why"])))


def threads_of(rows: object) -> tuple[SpokenThread, ...]:
    """Threads of a letter or document; raises ValueError, KeyError or TypeError for anything else."""
    return tuple(_thread(row) for row in _list(rows, _MOST_THREADS))


def _asked(rows: object) -> tuple[SpokenThread, ...]:
    """Threads that wait: a letter of questions answers none, least of all those of another office."""
    threads = threads_of(rows)
    if any(thread.resolved_at is not None or thread.resolved_by is not None for thread in threads):
        raise ValueError("an answered question")
    return threads


def _read(name: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise FileRefusedError(
            '"{name}" is not a file of this program, or it is damaged.',
            name=name,
            hint="Nothing was taken in. Ask for the file once more.",
        ) from error


def _head(data: Mapping[str, Any]) -> tuple[Sender, datetime]:
    office, by = data["office"], data["by"]
    return (
        Sender(
            UUID(office["id"]),
            _text(office["name"], _NAME),
            _text(office["partner"], _NAME),
            UUID(by["id"]),
            _text(by["name"], _NAME),
            Role(by["role"]).value,
        ),
        moment(data["at"]),
    )


def _about(data: Mapping[str, Any]) -> About:
    key, revision = data["return"], data["revision"]
    number = revision["number"]
    if type(number) is not int or not 0 < number < 1000:
        raise ValueError(number)
    return About(
        UUID(revision["id"]),
        number,
        ReturnKey(_text(key["family"], _NAME), _text(key["facility"], _NAME), Period.parse(key["period"])),
        _text(data["facility_name"], _NAME),
        _text(data["short_code"], _NAME),
    )


def _sent_by(data: Mapping[str, Any]) -> tuple[UUID | None, str]:
    office = data.get("sent_by")
    return (None, "") if office is None else (UUID(office["id"]), _text(office["name"], _NAME))


def _lines(rows: object) -> tuple[ReceiptLine, ...]:
    found = [
        ReceiptLine(
            _about(row),
            {_text(file["kind"], 8): _digest(file["sha256"]) for file in _list(row["files"], 8)},
            moment(row["received_at"]),
        )
        for row in _list(rows, _MOST_RETURNS)
    ]
    revisions = {line.about.revision for line in found}
    if not found or len(revisions) != len(found):
        raise ValueError("no return, or one twice")
    return tuple(found)


def _thread(row: Any) -> SpokenThread:
    if not isinstance(row["question"], bool):
        raise TypeError(row["question"])
    said = tuple(
        Said(_speaker(word["by"]), moment(word["at"]), _words(word["text"]))
        for word in _list(row["said"], _MOST_SAID)
    )
    if not said:
        raise ValueError("nobody said anything")
    resolved_at, by = row["resolved_at"], row["resolved_by"]
    return SpokenThread(
        UUID(row["id"]),
        parse_key(_text(row["cell"], _NAME)),
        row["question"],
        said,
        moment(resolved_at) if resolved_at is not None else None,
        _speaker(by) if by is not None else None,
    )


def _speaker(row: Any) -> Speaker:
    role = _text(row["role"], _NAME)
    return Speaker(UUID(row["id"]), _words(row["name"], _NAME), role, _text(row["office"], _NAME))


def _list(rows: object, most: int) -> Sequence[Any]:
    if not isinstance(rows, list) or len(rows) > most:
        raise TypeError(rows.__class__)
    return rows


def _words(text: object, most: int = LONGEST) -> str:
    found = _text(text, most)
    if not found.strip():
        raise ValueError("no words")
    return found


def _text(text: object, most: int = LONGEST) -> str:
    if not isinstance(text, str) or len(text) > most or why_unstorable(text):
        raise ValueError("no text")
    return text


def _digest(text: object) -> str:
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError("no digest")
    return text
