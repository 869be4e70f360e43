"""The lines of the review: the queue, the exceptions, the largest changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kmmp_desktop.domain.form import Form, Status
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.given_reasons import Repeats
from kmmp_desktop.services.review_history import LargestChange, ReviewException
from kmmp_desktop.services.reviews import Review
from ui.faces.face import Column, Face, Row
from ui.faces.figures import number, signed
from ui.widgets.badge import BADGES
from ui.wording import Say, month_year, short_month

_ICONS = {"error": ("error", "err"), "warning": ("warning", "warn"), "note": ("info", "muted")}


def exception_columns(say: Say, now: str, before: str) -> tuple[Column, ...]:
    return (
        Column("", 0, 2),
        Column(say("Figure"), 26, 16),
        Column(now, 0, 6, right=True),
        Column(before, 0, 6, right=True),
        Column(say("Median"), 0, 7, right=True),
        Column(say("Why it is here, and the clerk's reason"), 46, 22),
        Column(say("Your decision"), 0, 16),
    )


def change_columns(say: Say, now: str, before: str) -> tuple[Column, ...]:
    return (
        Column(say("Figure"), 40, 20),
        Column(before, 0, 7, right=True),
        Column(now, 0, 7, right=True),
        Column(say("Change"), 0, 9, right=True),
        Column(say("Last 12 months"), 46, 24),
    )


def said_in(texts: Mapping[str, str], language: str) -> str:
    """A text of the canonical data in the language of the screen."""
    return texts.get(language) or texts["en"]


def place_name(form: Form, key: CellKey, say: Say) -> str:
    """``C10 Lost to follow-up``: the row, for the figures beside it are those of the whole row."""
    element = form.elements.get(key.element)
    return f"{element.code} {say(element.short or element.label)}" if element else str(key)


def standard_of(review: Review, name: str) -> Mapping[str, Any]:
    """The standard a finding rests on, as it was signed; empty where there is none."""
    found: list[Mapping[str, Any]] = [s for s in review.document["standards"] if s["id"] == name]
    return found[0] if found else {}


def status_of(standard: Mapping[str, Any]) -> Status | None:
    return Status(standard["status"]) if standard else None


def exception_rows(review: Review, say: Say, language: str) -> tuple[Row, ...]:
    """Questions that wait, findings with the clerk's reasons, error checks that could not be made."""
    return (*_questions(review, say), *_findings(review, say, language), *_skipped(review, say))


@dataclass(frozen=True, slots=True)
class Ground:
    """A finding because of which a return may be sent back."""

    check: str
    place: str
    words: str
    chosen: bool
    """Offered as chosen: the manager stands on it, or asks at one of its cells."""


def grounds(review: Review, at: str | None, say: Say, language: str) -> tuple[Ground, ...]:
    """The findings of a return; ``at``: the check the manager stands on."""
    asked = {str(thread.key) for thread in review.questions}
    return tuple(
        Ground(
            str(exception.finding["check"]),
            place_name(review.form, exception.key, say),
            said_in(exception.finding["title"], language),
            str(exception.finding["check"]) in (at, *review.asked_checks)
            or bool(asked.intersection(exception.finding["cells"])),
        )
        for exception in review.exceptions
    )


def _questions(review: Review, say: Say) -> Iterator[Row]:
    asked = {thread.id for thread in review.asked}
    for thread in review.questions_apart:
        section = review.form.section_of.get(thread.key.element)
        first, last = thread.comments[0], thread.comments[-1]
        yield Row(
            ("question", thread.id),
            (
                Face(icon="not-verified", icon_ink="warn", spoken=say("question")),
                Face(place_name(review.form, thread.key, say), say(section.short) if section else ""),
                Face(),
                Face(),
                Face(),
                Face(
                    say("{name} asks, and waits for an answer.", name=first.by),
                    f"“{last.text}” ({last.by})",
                    small=True,
                ),
                _asked(say) if thread.id in asked else _to_decide(say, say("Answered"), say("Ask again")),
            ),
        )


def _findings(review: Review, say: Say, language: str) -> Iterator[Row]:
    for exception in review.exceptions:
        finding = exception.finding
        icon, ink = _ICONS[finding["severity"]]
        section = review.form.section_of.get(exception.key.element)
        yield Row(
            ("finding", str(finding["check"])),
            (
                Face(icon=icon, icon_ink=ink, spoken=say(finding["severity"])),
                Face(place_name(review.form, exception.key, say), say(section.short) if section else ""),
                Face(number(exception.now), right=True, bold=True),
                Face(number(exception.last_month), right=True, ink="muted"),
                Face(number(exception.median), right=True, ink="muted"),
                Face(
                    _why(review, exception, say, language),
                    _reason(finding["reason"], say, exception.repeats),
                    small=True,
                ),
                decision(review, str(finding["check"]), say),
            ),
        )


def decision(review: Review, check: str, say: Say) -> Face:
    """What the manager decided about an exception, or the two buttons."""
    if check in review.asked_checks:
        return _asked(say)
    accepted = review.accepted.get(check)
    if accepted is not None:
        spoken = say("Accepted by {name}", name=accepted.name) if accepted.name else ""
        return Face(say("Accepted"), icon="tick", icon_ink="ok", ink="ok_text", small=True, spoken=spoken)
    return _to_decide(say, say("Accept"), say("Ask"))


def _asked(say: Say) -> Face:
    return Face(say("Asked"), icon="comment", icon_ink="accent", ink="accent", bold=True, small=True)


def _to_decide(say: Say, *buttons: str) -> Face:
    return Face(buttons=buttons, spoken=", ".join((say("to decide"), *buttons)))


def _why(review: Review, exception: ReviewException, say: Say, language: str) -> str:
    title = said_in(exception.finding["title"], language)
    status = status_of(standard_of(review, exception.finding["standard"]))
    if status is None or status is Status.ARITHMETIC:
        return title
    return f"{title.rstrip('.')}. {say(BADGES[status][0])}."


def _reason(text: str, say: Say, repeats: Repeats | None = None) -> str:
    if not text:
        return say("No reason written.")
    again = repeated(repeats, say)
    return f"“{text}”\n{again}" if again else f"“{text}”"


def repeated(repeats: Repeats | None, say: Say) -> str:
    """That a facility gives the same reason again and again; empty while it does not."""
    if repeats is None or not repeats.many:
        return ""
    return say(
        "This reason was given {count} times by this facility since {month}.",
        count=repeats.count,
        month=month_year(say, repeats.since),
    )


def _skipped(review: Review, say: Say) -> Iterator[Row]:
    for skipped in review.skipped:
        key = next((k for k in map(review.form.key, skipped["cells"]) if k is not None), None)
        yield Row(
            ("skipped", skipped["check"]),
            (
                Face(icon="warning", icon_ink="warn", spoken=say("check not made")),
                Face(place_name(review.form, key, say) if key else "", say("check not made")),
                Face(),
                Face(),
                Face(),
                Face(
                    say("A figure of this check is coded missing."),
                    _reason(skipped["reason"], say),
                    small=True,
                ),
                decision(review, str(skipped["check"]), say),
            ),
        )


def change_rows(changes: Sequence[LargestChange], form: Form, say: Say) -> tuple[Row, ...]:
    return tuple(
        Row(("change", place), _change_faces(change, form, say)) for place, change in enumerate(changes)
    )


def _change_faces(change: LargestChange, form: Form, say: Say) -> tuple[Face, ...]:
    months = (*(value for _, value in change.series), change.now)
    spoken = ", ".join(f"{short_month(say, period)} {number(value)}" for period, value in change.series)
    return (
        Face(place_name(form, change.key, say)),
        Face(number(change.before), right=True, ink="muted"),
        Face(number(change.now), right=True, bold=True),
        Face(signed(round(change.percent), "%"), right=True),
        Face(bars=months[-12:], spoken=spoken),
    )
