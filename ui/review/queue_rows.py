"""The lines of the queue: what there is to look at in each return."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from kmmp_desktop.services.review_queue import Weight
from kmmp_desktop.services.reviews import ReviewItem
from ui.faces.face import Chip, Column, Face, Row
from ui.wording import Say, short_month


def queue_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("To review, most to look at first"), 1, 16),)


def queue_rows(
    items: Sequence[ReviewItem],
    weights: Mapping[UUID, Weight],
    say: Say,
    *,
    sample: Collection[UUID] = (),
    read: Collection[UUID] = (),
) -> tuple[Row, ...]:
    """``sample``: those that were drawn; ``read``: those of them that were looked at."""
    return tuple(
        Row(
            item.revision.id,
            (
                Face(
                    item.facility.name,
                    say(
                        "{month}, rev {number}",
                        month=short_month(say, item.revision.key.period),
                        number=item.revision.number,
                    ),
                    chips=_chips(
                        item,
                        weights.get(item.revision.id),
                        say,
                        drawn=item.revision.id in sample,
                        read=item.revision.id in read,
                    ),
                ),
            ),
        )
        for item in items
    )


def _chips(item: ReviewItem, weight: Weight | None, say: Say, *, drawn: bool, read: bool) -> tuple[Chip, ...]:
    found = []
    if drawn:
        found.append(
            Chip("tick", "ok", say("sample, read")) if read else Chip("review", "accent", say("sample"))
        )
    if weight is not None and weight.questions:
        found.append(Chip("comment", "accent", _counted(weight.questions, "1 asked", "{count} asked", say)))
    explained = item.warnings if weight is None else weight.explained
    if explained:
        found.append(Chip("warning", "warn", say("{count} explained", count=explained)))
    if weight is not None and weight.changed:
        found.append(Chip("", "muted", say("{count} changed", count=weight.changed)))
    if weight is not None and weight.large:
        words = _counted(weight.large, "1 large change", "{count} large changes", say)
        found.append(Chip("", "muted", words))
    if weight is not None and not weight.month_before:
        found.append(Chip("", "muted", say("no month before")))
    if not found:
        found.append(Chip("tick", "ok", say("nothing to ask")))
    return tuple(found)


def _counted(count: int, one: str, many: str, say: Say) -> str:
    return say(one) if count == 1 else say(many, count=count)
