"""Signed packs: changed standards and checks on their way from one office to another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.permissions import WHO_MAY, Action
from kmmp_desktop.errors import FileRefusedError, NotFoundError, PastMonthsError, RefusedError
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.overlays import OverlaidForms, Overlay, OverlayKind, Pack
from kmmp_desktop.services.pack_bodies import why_unfit
from kmmp_desktop.services.pack_files import (
    changed_pack,
    digest,
    moment,
    no_pack,
    opened_pack,
    parsed_pack,
    read_pack,
    sealed,
    stamp,
    version_of,
    write_whole,
)
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, Signer, TrustCheck, Work
from kmmp_desktop.services.practice_files import is_marked, is_practice, refuse_practice, said_by
from kmmp_desktop.services.sealed_files import SignatureCheck
from kmmp_desktop.services.standards import LONGEST
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a pack in."""

    issued_by: str
    office: str
    issued_at: datetime
    added: int
    present: int
    """Changes of the pack that this office had already."""


class PackService:
    """Makes packs of this office's changes and takes in those of others whose signers it knows."""

    def __init__(
        self, work: Work, clock: Clock, forms: OverlaidForms, trust: TrustCheck, signed: SignatureCheck
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._trust = trust
        self._signed = signed

    def issue(self, path: Path, signer: Signer, families: Sequence[str] = ()) -> Pack:
        """Write every change (of ``families``; none: all) into a file signed by an officer.

        Raises:
            RefusedError: not an officer, or there is no change to send.
            FileRefusedError: the file cannot be written.
        """
        person = signer.person
        permit(person, Action.PACK_OUT)
        wanted = families or self._forms.families()
        overlays = [overlay for family in wanted for overlay in self._forms.overlays(family)]
        if not overlays:
            raise RefusedError(
                "No standard or check has been changed in this office: there is nothing to send.",
                hint="Confirm or change a standard first.",
            )
        at = self._clock.now().replace(microsecond=0)
        with self._work() as work:
            office = work.people.office()
        practice = said_by(office)
        version = version_of(overlay.kind.value for overlay in overlays)
        inner = canonical_bytes(
            {
                "kmmp": version,
                "kind": "pack",
                **practice,
                "id": str(uuid4()),
                "issued_at": stamp(at),
                "office": {"id": str(office.id), "name": office.name} if office else None,
                "issued_by": {"id": str(person.id), "name": person.name, "fingerprint": person.fingerprint},
                "overlays": [
                    {**overlay.rule, "by_name": overlay.by_name, "at": stamp(overlay.at)}
                    for overlay in overlays
                ],
            }
        )
        content = sealed(inner, signer.certificate, signer.sign(inner), version, bool(practice))
        pack = Pack(UUID(json.loads(inner)["id"]), content, digest(content), person.name, at, person.id, at)
        write_whole(path, content)
        with self._work() as work:
            work.overlays.add_pack(pack)
            work.audit.append(
                "office",
                at,
                person.id,
                "pack issued",
                {"pack": str(pack.id), "sha256": pack.digest.hex(), "overlays": len(overlays)},
            )
            work.commit()
        return pack

    def take(self, path: Path, person: Person, *, past: bool = False) -> Taken:
        """Verify a pack and lay what is new in it over the forms. Taking it again changes nothing.

        ``past``: changes of months that are over are wanted too.

        Raises:
            PastMonthsError: something new starts in a month that is over; nothing was taken in.
            RefusedError: the person's role takes no packs in.
            FileRefusedError: changed, signed by nobody of the roster, or made for other forms.
        """
        return self.take_content(path.name, read_pack(path), person, past=past)

    def take_content(self, name: str, content: bytes, person: Person, *, past: bool = False) -> Taken:
        """The same with bytes that are in memory."""
        permit(person, Action.PACK_IN)
        data, overlays, signer = self._opened(name, content)
        return self._take(data, content, overlays, signer, person, past=past)

    def look(self, name: str, content: bytes) -> Taken:
        """What taking it in would add. Nothing is written; raises FileRefusedError as ``take`` does."""
        data, overlays, signer = self._opened(name, content)
        with self._work() as work:
            known = work.overlays.pack_of(digest(content)) is not None
            present = [o.rule for family in self._forms.families() for o in work.overlays.all(family)]
        new = [] if known else [overlay for overlay in overlays if overlay.rule not in present]
        office = str((data["office"] or {}).get("name", ""))
        added, here = len(new), len(overlays) - len(new)
        return Taken(signer.name, office, moment(data["issued_at"]), added, here)

    def _opened(self, name: str, content: bytes) -> tuple[Mapping[str, Any], tuple[Overlay, ...], Person]:
        """A pack whose signer is an officer of the roster, and that fits the forms of this office."""
        inner, certificate, signature, version = opened_pack(name, content)
        if not self._signed(certificate, inner, signature):
            raise changed_pack(name)
        data = parsed_pack(name, inner, version)
        refuse_practice(name, is_marked(data), is_practice(self._work))
        signer = self._trust.known(certificate)
        held = signer is not None and signer.enabled and signer.certificate == certificate  # not only once
        if signer is None or not held or self._trust.identify(certificate, None).standing is Standing.REVOKED:
            raise FileRefusedError(
                '"{name}" is signed with a key that is not in the roster of this office.',
                name=name,
                hint="Nothing was taken in. Ask who made it, and have that person added to the roster.",
            )
        if signer.role not in WHO_MAY[Action.PACK_OUT]:
            raise FileRefusedError(
                '"{name}" is signed by {signer}, who is no programme officer.',
                name=name,
                signer=signer.name,
                hint="Nothing was taken in.",
            )
        return data, self._judged(name, data), signer

    def _judged(self, name: str, data: Mapping[str, Any]) -> tuple[Overlay, ...]:
        """The overlays of the pack, each of which makes sense on this office's forms."""
        found = []
        try:
            for row in data["overlays"]:
                overlay = Overlay(
                    str(row["family"]),
                    OverlayKind(row["kind"]),
                    str(row["code"]),
                    Period.parse(row["start"]),
                    row["body"],
                    str(row["citation"]),
                    str(row["by_name"]),
                    moment(row["at"]),
                )
                why = self._why_unusable(overlay)
                if why is not None:
                    raise FileRefusedError(
                        '"{name}" does not fit this office: {why}',
                        name=name,
                        why=why,
                        hint="Nothing was taken in. Its forms are needed first.",
                    )
                found.append(overlay)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise no_pack(name) from error
        return tuple(found)

    def _why_unusable(self, overlay: Overlay) -> Message | None:
        """Raises what ``_judged`` catches where the body is not what its kind has."""
        try:
            form = self._forms.for_period(overlay.family, overlay.start)
        except NotFoundError as error:
            return error.message
        why = why_unfit(overlay, form)
        if why is not None:
            return why
        if not 0 < len(overlay.citation) <= LONGEST:
            raise ValueError(overlay.code)
        return None

    def _take(
        self,
        data: Mapping[str, Any],
        content: bytes,
        overlays: Sequence[Overlay],
        signer: Person,
        person: Person,
        *,
        past: bool,
    ) -> Taken:
        at, own = self._clock.now(), digest(content)
        issued_at, office = moment(data["issued_at"]), str((data["office"] or {}).get("name", ""))
        with self._work() as work:
            if work.overlays.pack_of(own) is not None:
                return Taken(signer.name, office, issued_at, 0, len(overlays))
            present = [o.rule for family in self._forms.families() for o in work.overlays.all(family)]
            new = [overlay for overlay in overlays if overlay.rule not in present]
            if not past:
                self._refuse_past(new, signer)
            pack = Pack(UUID(data["id"]), content, own, signer.name, issued_at, person.id, at)
            work.overlays.add_pack(pack)
            for overlay in new:
                work.overlays.add(overlay, pack.id)
            work.audit.append(
                "office",
                at,
                person.id,
                "pack taken",
                {
                    "pack": str(pack.id),
                    "sha256": own.hex(),
                    "signer": str(signer.id),
                    "overlays": [overlay.rule for overlay in new],
                },
            )
            work.commit()
        self._forms.read_again()
        return Taken(signer.name, office, issued_at, len(new), len(overlays) - len(new))

    def _refuse_past(self, new: Sequence[Overlay], signer: Person) -> None:
        """Old months keep the standards of their time, unless whoever takes the pack in wants otherwise."""
        this_month = Period.of(east_africa(self._clock.now()).date())
        over = [overlay.start for overlay in new if overlay.start < this_month]
        if over:
            raise PastMonthsError(
                "This pack of {signer} changes months that are over: {count} of its {all} changes start in "
                "{month} or later, before {now}. Nothing was taken in.",
                signer=signer.name,
                count=len(over),
                all=len(new),
                month=month_year(min(over)),
                now=month_year(this_month),
                hint="Returns of those months that are not signed would be judged anew; signed ones keep "
                "what they were signed with. To want that, take the same file in once more, by command with "
                "--past.",
            )
