"""Gathers the canonical document of a month that leaves the office, as ``domain.submission`` describes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, Office, Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.submission import (
    AMENDS,
    KIND,
    LAYOUT,
    RETURN_PARTS,
    SubmissionDocument,
    submission_code,
    submission_name,
)
from kmmp_desktop.domain.values import ValueType
from kmmp_desktop.services.pack_files import stamp
from kmmp_desktop.services.ports import FormCatalogue, Signer
from kmmp_desktop.services.worklist import days_late
from kmmp_desktop.text import ENGLISH, Message

_SUMMED = frozenset({ValueType.INTEGER})
_LANGUAGES = (ENGLISH, "sw")


class SubmissionMaker(Protocol):
    """Makes and signs one kind of submission file: once for xlsx, once for pdf in ``exports``."""

    kind: str

    def build(self, document: SubmissionDocument) -> bytes:
        """The unsigned file. Equal documents give equal bytes."""
        ...

    def sign(self, content: bytes, signer: Signer, at: datetime) -> bytes:
        """Add the manager's signature."""
        ...


@dataclass(frozen=True, slots=True)
class GatheredReturn:
    """One return of the month, from its verified signed bytes."""

    facility: Facility
    revision: Revision
    data: Mapping[str, Any] | None
    """The verified data; None where no submission is made of them."""
    approved_by: str
    """Name in the manager's signature."""
    files: tuple[tuple[str, str, str], ...]
    """(kind, name, SHA-256 in hex)."""


@dataclass(frozen=True, slots=True)
class MissingReturn:
    facility: Facility
    state: State | None
    why: Message


@dataclass(frozen=True, slots=True)
class Month:
    """Which month of which form, whole: what is in it and by name what is not."""

    id: UUID
    family: str
    period: Period
    returns: tuple[GatheredReturn, ...]
    missing: tuple[MissingReturn, ...]


class SubmissionBuilder:
    """Makes the document; the same month, signer and moment give the same one."""

    def __init__(self, forms: FormCatalogue, say_in: Callable[[str, Message], str] | None = None) -> None:
        """``say_in`` says why a return is missing in both languages: ``Catalogue.say_in``."""
        self._forms = forms
        self._say = say_in

    def build(
        self, month: Month, office: Office, person: Person, head: str, at: datetime, language: str = ENGLISH
    ) -> SubmissionDocument:
        """``head`` is the head of the office's audit chain; ``at`` in UTC."""
        forms: dict[str, Form] = {}
        returns = [self._entry(gathered, forms) for gathered in month.returns]
        due = month.period.due(self._forms.for_period(month.family, month.period).due_day)
        left_out = [self._left_out(item, due, at) for item in month.missing]
        data: dict[str, Any] = {
            "kmmp": 1,
            "kind": KIND,
            "layout": LAYOUT,
            "submission": {"id": str(month.id), "family": month.family, "period": str(month.period)},
            "families": list(self._families(month, forms)),
            "office": {
                "id": str(office.id),
                "name": office.name,
                "partner": office.partner,
                "practice": office.is_demo,
            },
            "language": language,
            "made_at": stamp(at),
            "due": stamp(due),
            "prepared_by": {
                "id": str(person.id),
                "name": person.name,
                "role": person.role.value,
                "fingerprint": person.fingerprint,
            },
            "returns": returns,
            "left_out": left_out,
            "sums": list(_sums(returns, forms)),
            "counts": {
                "owed": len(returns) + len(left_out),
                "included": len(returns),
                "left_out": len(left_out),
                "late": sum(entry["days_late"] > 0 for entry in returns),
                "figures": sum(entry["counts"]["figures"] for entry in returns),
                "findings": sum(len(entry["findings"]) for entry in returns),
            },
            "audit_head": head,
        }
        data["short_code"] = submission_code(data)
        return SubmissionDocument(data, forms)

    def content(self, month: Month, office: Office) -> dict[str, Any]:
        """The part of the data by which ``same_content`` compares; needs no verified figures."""
        return {
            "kind": KIND,
            "submission": {"family": month.family, "period": str(month.period)},
            "office": {"id": str(office.id)},
            "returns": [
                {
                    "revision": {"id": str(gathered.revision.id)},
                    "short_code": gathered.revision.short_code,
                    "files": _files(gathered),
                }
                for gathered in month.returns
            ],
            "left_out": [self._named(item) for item in month.missing],
        }

    @staticmethod
    def name(data: Mapping[str, Any]) -> str:
        return submission_name(data)

    def _entry(self, gathered: GatheredReturn, forms: dict[str, Form]) -> dict[str, Any]:
        data = gathered.data
        assert data is not None
        period = gathered.revision.key.period
        version = str(data["form"]["version"])
        if version not in forms:
            forms[version] = self._forms.version(gathered.revision.key.family, version, period)
        for block in data["derived"]:
            name = f"{block['family']} {block['version']}"
            if name not in forms:
                forms[name] = self._forms.version(block["family"], block["version"], period)
        approved = gathered.revision.approved_at or gathered.revision.changed_at
        return {
            "facility": _facility(data["facility"], gathered.facility),
            "form": {"version": version},
            "revision": data["revision"],
            "short_code": data["short_code"],
            "completed_at": data["completed_at"],
            "audit_head": data["audit_head"],
            "prepared_by": data["prepared_by"]["name"],
            "approved_by": gathered.approved_by,
            "days_late": days_late(period.due(forms[version].due_day), approved),
            "files": [
                {"kind": kind, "name": name, "sha256": digest} for kind, name, digest in gathered.files
            ],
            **{part: data[part] for part in RETURN_PARTS},
            **({AMENDS: data[AMENDS]} if AMENDS in data else {}),
        }

    def _left_out(self, item: MissingReturn, due: datetime, at: datetime) -> dict[str, Any]:
        return self._named(item) | {"days_late": days_late(due, at)}

    def _named(self, item: MissingReturn) -> dict[str, Any]:
        return {
            "mfl": item.facility.mfl,
            "name": item.facility.name,
            "state": item.state.value if item.state else "not_started",
            "why": {language: self._said(language, item.why) for language in _LANGUAGES},
        }

    def _said(self, language: str, why: Message) -> str:
        return str(self._say(language, why)) if self._say is not None else str(why)

    def _families(self, month: Month, forms: Mapping[str, Form]) -> Iterable[dict[str, Any]]:
        newest = self._forms.for_period(month.family, month.period)
        families: dict[str, list[Form]] = {month.family: []}
        for form in forms.values():
            families.setdefault(form.family, []).append(form)
        for family, found in families.items():
            form = max(found, key=lambda f: f.version, default=newest)
            yield {
                "family": family,
                "title": {"en": form.title.en, "sw": form.title.sw or form.title.en},
                "versions": sorted({f.version for f in found} or {form.version}),
                "derived": family != month.family,
            }


def _files(gathered: GatheredReturn) -> list[dict[str, str]]:
    return [{"kind": kind, "name": name, "sha256": digest} for kind, name, digest in gathered.files]


def _facility(stood: Mapping[str, Any], now: Facility) -> dict[str, str]:
    """The facility as the signed return names it; what it does not say is as the office has it."""
    return {
        "mfl": str(stood["mfl"]),
        "name": str(stood["name"]),
        "county": str(stood.get("county") or now.county),
        "sub_county": str(stood.get("sub_county") or now.sub_county),
        "level": str(stood.get("level") or now.level),
    }


def _sums(returns: Sequence[Mapping[str, Any]], forms: Mapping[str, Form]) -> Iterable[dict[str, Any]]:
    """Sums of counts over the returns, cell by cell in paper order, each row's total after its cells."""
    values = _values(returns)
    seen: set[str] = set()
    for version in sorted({str(entry["form"]["version"]) for entry in returns}, reverse=True):
        counts = (e for e in forms[version] if e.type in _SUMMED and not e.is_calculated)
        keys = (str(key) for element in counts for key in (*element.cells, element.total))
        for key in keys:
            if key not in seen:
                seen.add(key)
                found = values.get(key, [])
                total = sum(found) if found else None
                yield {"cell": key, "value": total, "counted": len(found), "of": len(returns)}


def _values(returns: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """Every number of every cell and total, by cell."""
    values: dict[str, list[float]] = {}
    for entry in returns:
        numbers = (cell for cell in entry["cells"] if cell["kind"] == "number")
        totals = (total for total in entry["totals"] if total["value"] is not None)
        for found in (*numbers, *totals):
            values.setdefault(found["cell"], []).append(found["value"])
    return values
