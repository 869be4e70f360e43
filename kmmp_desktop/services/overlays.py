"""Standards, settings and checks as they are from a month on, laid over the published forms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.form import Check, Form, Indicator, MissingRule, Severity, Source, Standard, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.tiers import tier_words, tiers_of
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.services.ports import FormCatalogue, Work
from kmmp_desktop.text import Text

CITED = "CITED_"
"""Before a standard's id: the source that an officer has cited for it."""


class OverlayKind(StrEnum):
    STANDARD = "standard"
    SETTING = "setting"
    CHECK = "check"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Overlay:
    """One thing of a form as it is from a month on.

    ``body`` of a standard: value, unit, status; of a setting: value; of a table: its tiers, all of them
    (``tiers.plain_tiers``); of a check: what the form file says (``check_body``), or None for a check that
    is made no more.
    """

    family: str
    kind: OverlayKind
    code: str
    """Id of the standard (also of a table), name of the setting, code of the check."""
    start: Period
    body: Mapping[str, Any] | None
    citation: str
    """Document, section and page, as the officer wrote them."""
    by_name: str
    at: datetime
    by: UUID | None = None

    @property
    def rule(self) -> dict[str, Any]:
        """What it changes, without who and when: equal rules are one rule."""
        return {
            "family": self.family,
            "kind": self.kind.value,
            "code": self.code,
            "start": str(self.start),
            "body": self.body,
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class Pack:
    """A signed file of overlays, as it was issued here or taken in."""

    id: UUID
    content: bytes
    digest: bytes
    """SHA-256 of the content."""
    issued_by: str
    issued_at: datetime
    taken_by: UUID | None
    taken_at: datetime


class OverlayRepository(Protocol):
    """Overlays and the packs they came in; only ever added to."""

    def all(self, family: str) -> tuple[Overlay, ...]:
        """In the order they were added."""
        ...

    def add(self, overlay: Overlay, pack: UUID | None = None) -> None: ...
    def add_pack(self, pack: Pack) -> None: ...
    def pack_of(self, digest: bytes) -> Pack | None: ...


class OverlaidForms:
    """A ``FormCatalogue`` in which each month has the standards and checks of its time.

    Overlays are read once for each family; ``reload`` after a change. Forms are kept by what is in force.
    """

    def __init__(self, base: FormCatalogue, work: Work) -> None:
        self._base = base
        self._work = work
        self._overlays: dict[str, tuple[Overlay, ...]] = {}
        self._forms: dict[tuple[str, str, str], Form] = {}

    @property
    def problems(self) -> tuple[DefinitionError, ...]:
        return self._base.problems

    def families(self) -> tuple[str, ...]:
        return self._base.families()

    def newest(self, family: str) -> Form:
        """As its file says: for what a form asks, not for how it is judged."""
        return self._base.newest(family)

    def for_period(self, family: str, period: Period) -> Form:
        return self._of(self._base.for_period(family, period), period)

    def version(self, family: str, version: str, period: Period | None = None) -> Form:
        """With the standards of ``period``; as its file says where none is given."""
        form = self._base.version(family, version, period)
        return form if period is None else self._of(form, period)

    def read_again(self) -> None:
        """Read overlays again when next asked: one was added."""
        self._overlays.clear()

    def reload(self) -> None:
        """Read forms and overlays again when next asked."""
        self._overlays.clear()
        self._forms.clear()
        again = getattr(self._base, "reload", None)
        if again is not None:
            again()

    def overlays(self, family: str) -> tuple[Overlay, ...]:
        """Every overlay of a family in the order they were added. Raises StorageError."""
        known = self._overlays.get(family)
        if known is None:
            with self._work() as work:
                known = work.overlays.all(family)
            self._overlays[family] = known
        return known

    def _of(self, form: Form, period: Period) -> Form:
        valid = in_force(self.overlays(form.family), period)
        if not valid:
            return form
        digest = overlaid_digest(form, valid)
        name = (form.family, form.version, digest)
        if name not in self._forms:
            self._forms[name] = overlaid(form, valid)
        return self._forms[name]


def in_force(overlays: Iterable[Overlay], period: Period) -> tuple[Overlay, ...]:
    """For each thing the overlay with the latest start up to ``period``; of several, the last one added."""
    found: dict[tuple[str, str], Overlay] = {}
    for overlay in overlays:
        name = (overlay.kind.value, overlay.code)
        if overlay.start <= period and (name not in found or found[name].start <= overlay.start):
            found[name] = overlay
    return tuple(found[name] for name in sorted(found))


def overlaid_digest(form: Form, valid: Iterable[Overlay]) -> str:
    """SHA-256 over the digest of the form and the rules laid over it; unchanged where there are none."""
    rules = [overlay.rule for overlay in valid]
    if not rules:
        return form.digest
    text = json.dumps([form.digest, rules], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def overlaid(form: Form, valid: Iterable[Overlay]) -> Form:
    """The form with the overlays laid over it, in the order given; those that name nothing of it do nothing.

    ``valid`` are those in force, one for each thing. The digest is the one of form and overlays.
    """
    valid = tuple(valid)
    standards, sources = dict(form.standards), dict(form.sources)
    settings, tiers = dict(form.settings), form.tiers
    checks = {check.code: check for check in form.checks}
    indicators = form.indicators
    for overlay in valid:
        match overlay.kind, overlay.body:
            case OverlayKind.STANDARD, Mapping() as body if overlay.code in standards:
                old = standards[overlay.code]
                new, source = _standard(old, overlay, body)
                standards[overlay.code], sources[source.id] = new, source
                indicators = tuple(_target(each, old, new) for each in indicators)
            case OverlayKind.SETTING, Mapping() as body if overlay.code in settings:
                settings[overlay.code] = float(body["value"])
            case OverlayKind.TABLE, Mapping() as body if overlay.code == form.tiers_standard:
                tiers = tiers_of(body["tiers"])
                # told is what checks use, whatever words were confirmed beside it
                standards[overlay.code] = replace(standards[overlay.code], value=tier_words(tiers))
            case OverlayKind.CHECK, None:
                checks.pop(overlay.code, None)
            case OverlayKind.CHECK, Mapping() as body:
                checks[overlay.code] = check_of(overlay.code, body)
    return replace(
        form,
        checks=tuple(checks.values()),
        indicators=indicators,
        standards=standards,
        sources=sources,
        settings=settings,
        tiers=tiers,
        base_digest=form.file_digest,
        digest=overlaid_digest(form, valid),
    )


def _standard(old: Standard, overlay: Overlay, body: Mapping[str, Any]) -> tuple[Standard, Source]:
    source = Source(CITED + overlay.code, overlay.citation)
    new = replace(
        old,
        value=str(body["value"]),
        unit=str(body.get("unit", old.unit)),
        status=Status(body["status"]),
        source=source.id,
        where="",
        note="",  # it spoke of the value before
        valid_from=overlay.start,
        valid_to=None,
    )
    return new, source


def _target(indicator: Indicator, old: Standard, new: Standard) -> Indicator:
    """A target that is the value of its standard goes with it; its amber line never lies beyond it."""
    before, after = number_of(old.value), number_of(new.value)
    if indicator.standard != old.id or before is None or after is None or indicator.target != before:
        return indicator
    amber = indicator.amber
    if amber is not None and indicator.higher_is_better is not None:
        amber = min(amber, after) if indicator.higher_is_better else max(amber, after)
    return replace(indicator, target=after, amber=amber)


def number_of(value: str) -> float | None:
    """The figure of a standard's value; None where it is words or a table."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def check_body(check: Check) -> dict[str, Any]:
    """A check as the form file says it, for an overlay."""
    return {
        "check": check.expression,
        "severity": check.severity.value,
        "title": {"en": check.title.en, "sw": check.title.sw},
        "explain": {"en": check.explanation.en, "sw": check.explanation.sw},
        "at": list(check.at),
        "when": check.when,
        "missing": {"left": check.missing[0].value, "right": check.missing[1].value},
        "standard": check.standard,
    }


def check_of(code: str, body: Mapping[str, Any]) -> Check:
    """The check an overlay's body says. Raises KeyError, TypeError, ValueError on anything else."""
    missing = body["missing"]
    return Check(
        code=code,
        expression=str(body["check"]),
        severity=Severity(body["severity"]),
        title=Text(str(body["title"]["en"]), str(body["title"].get("sw", ""))),
        at=tuple(str(each) for each in body["at"]),
        standard=str(body["standard"]),
        missing=(MissingRule(missing["left"]), MissingRule(missing["right"])),
        when=str(body.get("when", "")),
        explanation=Text(str(body["explain"]["en"]), str(body["explain"].get("sw", ""))),
    )
