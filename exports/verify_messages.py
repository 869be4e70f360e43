"""What the checking process answers, as JSON and back: nothing that comes from it is ever executed."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kmmp_desktop.domain.verdict import Answer, FileCheck, FoundSignature
from kmmp_desktop.text import Message, Text

MOST_ANSWER = 120_000_000
"""Bytes. The data of a file are never longer than the file unpacked."""


def write_answer(check: FileCheck) -> bytes:
    """One answer as JSON."""
    return json.dumps(
        {
            "kind": check.kind,
            "intact": check.intact,
            "problems": [_message(one) for one in check.problems],
            "signatures": [_signature(one) for one in check.signatures],
            "data": check.data,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")


def read_answer(answer: bytes) -> FileCheck:
    """The check that ``answer`` holds. Raises ValueError, TypeError or KeyError for anything else."""
    read = json.loads(answer)
    data = read["data"]
    if data is not None and not isinstance(data, dict):
        raise TypeError("data")
    intact = Answer(read["intact"])
    if (intact is Answer.YES) != (data is not None):
        raise ValueError("data of a file that is not intact")
    return FileCheck(
        _text(read["kind"]),
        tuple(_read_signature(one) for one in read["signatures"]),
        intact,
        tuple(_read_message(one) for one in read["problems"]),
        data,
    )


def _signature(found: FoundSignature) -> dict[str, Any]:
    return {
        "role": found.role,
        "name": found.name,
        "certificate": base64.b64encode(found.certificate).decode(),
        "fingerprint": found.fingerprint,
        "signed_at": found.signed_at.isoformat() if found.signed_at else None,
        "valid": found.valid,
        "problem": _message(found.problem) if found.problem else None,
    }


def _read_signature(read: Mapping[str, Any]) -> FoundSignature:
    at, problem = read["signed_at"], read["problem"]
    if not isinstance(read["valid"], bool):
        raise TypeError("valid")
    return FoundSignature(
        _text(read["role"]),
        _text(read["name"]),
        base64.b64decode(_text(read["certificate"]), validate=True),
        _text(read["fingerprint"]),
        datetime.fromisoformat(at) if at is not None else None,
        read["valid"],
        _read_message(problem) if problem is not None else None,
    )


def _message(message: Message) -> dict[str, Any]:
    return {"text": message.template, "params": {k: _param(v) for k, v in message.params.items()}}


def _param(value: object) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Message():
            return _message(value)
        case Text():
            return {"en": value.en, "sw": value.sw}
        case _:
            return str(value)


def _read_message(read: Mapping[str, Any]) -> Message:
    return Message(_text(read["text"]), {str(k): _read_param(v) for k, v in read["params"].items()})


def _read_param(value: Any) -> object:
    if isinstance(value, dict):
        return Text(_text(value["en"]), _text(value["sw"])) if "en" in value else _read_message(value)
    if isinstance(value, list):
        raise TypeError("a list in a sentence")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
