"""The canonical data of a verified return of another office, read strictly into what this office keeps."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.cell_json import decode_cell, parse_key
from kmmp_desktop.domain.document import canonical_bytes, short_code
from kmmp_desktop.domain.finding_steps import FindingState, FindingStep
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey, CellValue, Origin
from kmmp_desktop.services.amendment_ports import CHANGED, SpokenThread
from kmmp_desktop.services.pack_files import moment
from kmmp_desktop.services.travelling_words import conversation_of
from kmmp_desktop.text import Text

RETURN = "return"
"""``kind`` of the data of a return."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A signed revision of another office. Everything in it was covered by its signatures."""

    key: ReturnKey
    revision: UUID
    number: int
    short_code: str
    form_version: str
    form_digest: str
    office: UUID
    office_name: str
    """As certificate or card calls the office, where they do; else as the file does."""
    office_called: str
    """As the file calls it, in whatever its people said too."""
    partner: str
    practice: bool
    facility: Facility
    """As the sender describes it, without spans of services and forms."""
    services: tuple[str, ...]
    language: str
    completed_at: datetime
    clerk: UUID
    clerk_name: str
    cells: Mapping[CellKey, CellValue]
    """Filled cells; what is not offered is derived here too, and not among them."""
    reasons: Mapping[str, str]
    findings: tuple[FindingStep, ...]
    """The first step of each finding that the clerk signed."""
    filled: int
    asked: int
    why: str
    """What an amendment was begun for."""
    threads: tuple[SpokenThread, ...]
    """What this office asked at the cells of an earlier revision, with the answers."""
    head: str
    """Head of the sender's audit chain at the clerk's signature."""


def packed(data: Mapping[str, Any]) -> bytes:
    """The data small enough to keep a thousand of them in memory (some 6 KB each)."""
    return zlib.compress(canonical_bytes(data))


def unpacked(content: bytes) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(zlib.decompress(content))
    return data


def arrived(data: Mapping[str, Any]) -> Arrived:
    """Read verified data of a return.

    Raises:
        ValueError: they are not what a return of this program says, although somebody signed them.
    """
    try:
        return _read(data)
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise ValueError(f"not the data of a return: {error}") from error


def _read(data: Mapping[str, Any]) -> Arrived:
    if data["kmmp"] != 1 or data["kind"] != RETURN:
        raise ValueError("not a return")
    said, place, office, form = data["return"], data["facility"], data["office"], data["form"]
    if said["family"] != form["family"] or said["facility"] != place["mfl"]:
        raise ValueError("it names two forms or two facilities")
    if short_code(data) != data["short_code"]:
        raise ValueError("the short code is not that of the figures")
    prepared, completed_at = data["prepared_by"], moment(data["completed_at"])
    clerk, counts, amends = UUID(prepared["id"]), data["counts"], data.get("amends") or {}
    findings = tuple(_finding(found, clerk, completed_at) for found in data["findings"])
    return Arrived(
        key=ReturnKey(_text(said["family"]), _text(said["facility"]), Period.parse(said["period"])),
        revision=UUID(data["revision"]["id"]),
        number=_count(data["revision"]["number"], least=1),
        short_code=_text(data["short_code"]),
        form_version=_text(form["version"]),
        form_digest=_text(form["digest"]),
        office=UUID(office["id"]),
        office_name=_text(office["name"]),
        office_called=_text(office["name"]),
        partner=_text(office["partner"]),
        practice=bool(office["practice"]),
        facility=Facility(
            _text(place["mfl"]),
            _text(place["name"]),
            _text(place["county"]),
            _text(place["sub_county"]),
            _text(place["level"]),
        ),
        services=tuple(_text(service) for service in place["services"]),
        language=_text(data["language"]),
        completed_at=completed_at,
        clerk=clerk,
        clerk_name=_text(prepared["name"]),
        cells=_cells(data["cells"]),
        reasons=_reasons(data, amends),
        findings=findings,
        filled=_count(counts["figures"]) + _count(counts["missing"]),
        asked=_count(counts["cells"]) - _count(counts["not_offered"]),
        why=_text(amends.get("why", "")),
        threads=conversation_of(data),
        head=_text(data["audit_head"]),
    )


def _cells(listed: Any) -> dict[CellKey, CellValue]:
    found: dict[CellKey, CellValue] = {}
    for entry in listed:
        if entry.get("derived") or entry["kind"] == "blank":
            continue
        origin = entry.get("origin", Origin.IMPORTED.value)
        value = decode_cell({"kind": entry["kind"], "value": entry["value"], "origin": origin})
        if value is None or not value.is_valid:
            raise ValueError(f"{entry['cell']} is no figure")
        found[parse_key(_text(entry["cell"]))] = value
    return found


def _reasons(data: Mapping[str, Any], amends: Mapping[str, Any]) -> dict[str, str]:
    found = {entry["cell"]: entry["reason"] for entry in data["cells"] if entry.get("reason")}
    for said in (*data["findings"], *data["skipped"]):
        if said["reason"]:
            found[said["check"]] = said["reason"]
    for change in amends.get("changes", ()):
        if change.get("reason"):
            found[f"{CHANGED}{change['cell']}"] = change["reason"]
    return {_text(subject): _text(text) for subject, text in found.items()}


def _finding(found: Mapping[str, Any], clerk: UUID, completed_at: datetime) -> FindingStep:
    reason, title = _text(found["reason"]), found["title"]
    return FindingStep(
        check=_text(found["check"]),
        number=1,
        state=FindingState.EXPLAINED if reason else FindingState.OPEN,
        severity=Severity(found["severity"]),
        place=_text(found["at"]),
        words=Text(_text(title["en"]), _text(title["sw"])),
        reason=reason,
        by=clerk,
        at=moment(found["reason_at"]) if found.get("reason_at") else completed_at,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} should be text")
    return value


def _count(value: object, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 32_000:
        raise ValueError(f"{value!r} should be a count")
    return value
