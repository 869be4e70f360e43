"""The context bar of the review: which return, how full it is, and the ways to look at it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kmmp_desktop.services.reviews import Review, ReviewItem
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label
from ui.wording import Say, clock_time, month_year, short_date


def subtitle(item: ReviewItem | None, say: Say) -> str:
    """The line under the name of the facility."""
    if item is None or item.revision.completed_at is None:
        return ""
    at = item.revision.completed_at
    return say(
        "MFL {mfl}, {place}. {month}, revision {number}, prepared by {name}, ready since {at}",
        mfl=item.facility.mfl,
        place=item.facility.sub_county or item.facility.county,
        month=month_year(say, item.revision.key.period),
        number=item.revision.number,
        name=item.prepared_name or say("somebody who left"),
        at=f"{short_date(say, at)} {clock_time(at, seconds=False)}",
    )


class ReviewHeading(QWidget):
    """Counts of the cells, then the heads."""

    def __init__(self, look: Look, heads: QWidget) -> None:
        super().__init__()
        self._counts = Label(look, self, points=SMALL)
        self._heads = heads
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._row.addWidget(self._counts)
        self._row.addWidget(heads)
        self.show_review(None, str)

    def show_review(self, review: Review | None, say: Say) -> None:
        self._heads.setVisible(review is not None)
        if review is None:
            self._counts.setText("")
            return
        counts = review.document["counts"]
        self._counts.setText(
            say(
                "{figures} of {cells} cells filled, {missing} coded missing",
                figures=counts["figures"],
                cells=counts["cells"],
                missing=counts["missing"],
            )
        )

    def set_low(self, low: bool) -> None:
        """In a low window the heads have the room."""
        self._counts.setVisible(not low)

    def set_look(self, look: Look) -> None:
        self._counts.set_look(look)
        self._row.setSpacing(look.px(12))
