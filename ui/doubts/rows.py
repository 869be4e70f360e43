"""The lines of returns with a revoked key: which return, who signed it, what became of the key."""

from __future__ import annotations

from collections.abc import Sequence

from kmmp_desktop.services.doubts import Doubt, DoubtedSigner
from ui.faces.face import Column, Face, Row
from ui.people.roles import ROLE_WORDS
from ui.wording import Say, full_date, month_year


def doubt_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Facility"), 22, 14),
        Column(say("Month"), 0, 13),
        Column(say("Revision"), 0, 7),
        Column(say("Signed by"), 22, 14),
        Column(say("Its key"), 34, 20),
        Column(say("What comes of it"), 22, 14),
    )


def doubt_rows(found: Sequence[Doubt], say: Say) -> tuple[Row, ...]:
    return tuple(Row(doubt.revision, _faces(doubt, say)) for doubt in found)


def _faces(doubt: Doubt, say: Say) -> tuple[Face, ...]:
    names = ", ".join(f"{s.name} ({say(ROLE_WORDS[s.role])})" for s in doubt.signers)
    seen = say("First seen here on {date}", date=full_date(say, doubt.seen_at))
    ends = key_words(doubt.signers[0], say)
    if len(doubt.signers) > 1:
        ends = " ".join(f"{s.name}: {key_words(s, say)}." for s in doubt.signers)
    accepted = doubt.accepted
    return (
        Face(doubt.facility, f"MFL {doubt.key.facility} · {doubt.office_name}", small=True),
        Face(month_year(say, doubt.key.period), small=True),
        Face(str(doubt.number), small=True),
        Face(names, ", ".join(s.fingerprint for s in doubt.signers), small=True),
        Face(ends, seen, icon="key", icon_ink="warn", small=True),
        Face(say("To be looked at"), icon="warning", icon_ink="warn", bold=True, small=True)
        if accepted is None
        else Face(say("Counts knowingly"), accepted.why, icon="tick", icon_ink="ok", small=True),
    )


def key_words(signer: DoubtedSigner, say: Say) -> str:
    """What became of the key, short: ``Revoked on 3 December 2026``."""
    date = full_date(say, signer.end.at)
    if signer.end.left:
        return say("Had left by {date}", date=date)
    return say("Revoked on {date}", date=date)
