"""Commands that show what waits for the manager; deciding and asking are done in the window."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.reviews import Review


def add_review(actions: Any, common: argparse.ArgumentParser, month: Callable[[str], Period]) -> None:
    """``review list`` and ``review show``."""
    listing = actions.add_parser("list", parents=[common], help="ready returns, most to look at first")
    listing.add_argument(
        "--period", type=month, default=None, metavar="YYYYMM", help="(default: every month)"
    )
    show = actions.add_parser("show", parents=[common], help="what needs eyes in one ready return")
    show.add_argument("facility", metavar="MFL")
    show.add_argument("--period", type=month, required=True, metavar="YYYYMM")


def list_waiting(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """What waits for approval, and how much there is to look at in each."""
    approval = desk.office().approval
    items = approval.waiting(arguments.period)
    weights = approval.queue.weigh(items)
    rows = sorted(
        ((item, weights[item.revision.id]) for item in items if item.revision.id in weights),
        key=lambda pair: (*pair[1].order, pair[0].facility.name),
    )
    data = [
        {
            "facility": item.facility.mfl,
            "family": item.revision.key.family,
            "period": str(item.revision.key.period),
            "revision": item.revision.number,
            "explained": weight.explained,
            "questions": weight.questions,
            "changed": weight.changed,
            "large_changes": weight.large,
            "month_before": weight.month_before,
            "decided": weight.decided,
        }
        for item, weight in rows
    ]
    lines = [
        desk.say(
            "{facility} {period}, revision {number}: {explained} explained, {asked} asked, {changed} changed",
            facility=item.facility.mfl,
            period=item.revision.key.period,
            number=item.revision.number,
            explained=weight.explained,
            asked=weight.questions,
            changed=weight.changed,
        )
        for item, weight in rows
    ]
    return Answer(FINE, {"waiting": data}, lines)


def show_return(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Exceptions, changes and questions of one ready return; exit 1 where something is to be decided."""
    services = desk.office()
    family = services.forms.newest(desk.form).family
    item = next(
        (
            item
            for item in services.approval.waiting(arguments.period)
            if (item.revision.key.family, item.facility.mfl) == (family, arguments.facility)
        ),
        None,
    )
    if item is None:
        raise NotFoundError(
            "No return of {period} waits for approval{where}.",
            period=arguments.period,
            where=f" ({arguments.facility})",
        )
    review = services.approval.look(item.revision.id)
    tally = review.tally
    lines = [
        f"{e.finding['check']}\t{e.key}\t{e.finding['reason']}\t{_decision(review, str(e.finding['check']))}"
        for e in review.exceptions
    ]
    lines += [f"{d.key}\t{d.reason or d.answer}" for d in review.differences]
    lines += [f"{t.key}\t{t.comments[-1].by}: {t.comments[-1].text}" for t in review.questions]
    said = desk.say(
        "{accepted} accepted, {asked} asked, {open} to decide",
        accepted=tally.accepted,
        asked=tally.asked,
        open=tally.open,
    )
    return Answer(FOUND if tally.open or tally.asked else FINE, _data(review), [*lines, said], said)


def _decision(review: Review, check: str) -> str:
    if check in review.asked_checks:
        return "asked"
    return "accepted" if check in review.accepted else "open"


def _data(review: Review) -> dict[str, Any]:
    return {
        "exceptions": [
            {
                "check": str(e.finding["check"]),
                "cell": str(e.key),
                "reason": e.finding["reason"],
                "decision": _decision(review, str(e.finding["check"])),
            }
            for e in review.exceptions
        ],
        "since": review.earlier.number if review.earlier is not None else None,
        "changes": [
            {
                "cell": str(d.key),
                "before": encode_cell(d.before),
                "after": encode_cell(d.after),
                "reason": d.reason,
                "answer": d.answer,
            }
            for d in review.differences
        ],
        "questions": [
            {"cell": str(t.key), "said": [{"by": c.by, "text": c.text} for c in t.comments]}
            for t in review.questions
        ],
    }
