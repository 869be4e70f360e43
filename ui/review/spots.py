"""What the manager stands on: the card beside it, the cell a question goes to, the exception it is about."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from uuid import UUID

from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.reviews import Review
from ui.faces.finding_card import CardText
from ui.review.card import cell_card, change_card, exception_card, question_card, skipped_card
from ui.wording import Say


@dataclass(frozen=True, slots=True)
class Spot:
    """One row of a list, as the side of the review shows it."""

    card: CardText
    cell: CellKey | None = None
    """Where a question is asked; None where the figure stands in no cell."""
    check: str = ""
    thread: UUID | None = None
    """The question that the row is about."""


def spot(review: Review, key: Hashable, say: Say, language: str) -> Spot:
    """What a row is about; ``key`` is that of the row."""
    match key:
        case ("finding", str(check)):
            exception = next(e for e in review.exceptions if e.finding["check"] == check)
            cells = _cells(review, (str(c) for c in exception.finding["cells"]))
            own = [c for c in cells if c.element == exception.key.element]
            places = own or _moved(review, exception.key.element) or cells
            return Spot(
                exception_card(review, exception, say, language),
                places[0] if places else None,
                check,
                review.asked_checks.get(check),
            )
        case ("skipped", str(check)):
            skipped = next(s for s in review.skipped if s["check"] == check)
            cells = _cells(review, (str(c) for c in skipped["cells"]))
            card = skipped_card(review, skipped, say)
            return Spot(card, cells[0] if cells else None, check, review.asked_checks.get(check))
        case ("question", UUID() as thread):
            asked = next(t for t in review.questions if t.id == thread)
            return Spot(question_card(review, asked, say), asked.key, thread=thread)
        case ("cell", CellKey() as cell):
            waiting = next((t.id for t in review.questions if t.key == cell), None)
            typed = cell if cell in set(review.form.entry_cells) else None
            return Spot(cell_card(review, cell, say), typed, thread=waiting)
        case ("change", int(number)):
            change = review.largest[number]
            moved = _moved(review, change.key.element)
            waits = next((t.id for t in review.questions if t.key in moved[:1]), None)
            return Spot(change_card(review, change, say), moved[0] if moved else None, thread=waits)
    return Spot(CardText())


def _cells(review: Review, names: Iterable[str]) -> list[CellKey]:
    """Those that can be entered, in the order in which they are named."""
    asked = set(review.form.entry_cells)
    keys = (review.form.key(name) for name in names)
    return [key for key in keys if key is not None and key in asked]


def _moved(review: Review, element: str) -> list[CellKey]:
    """The cells of a row, that which moved most since last month first."""
    row: Element | None = review.form.elements.get(element)
    if row is None:
        return []
    asked = set(review.form.entry_cells)

    def by(cell: CellKey) -> float:
        now, then = review.cells.get(cell), review.last_month.get(cell)
        pair = [v.value if v is not None else 0 for v in (now, then)]
        numbers = [float(v) for v in pair if isinstance(v, int | float)]
        return -abs(numbers[0] - numbers[1]) if len(numbers) == 2 else 0.0

    return sorted((cell for cell in row.cells if cell in asked), key=by)
