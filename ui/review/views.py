"""The middle of the review: what needs eyes, the whole return, or side by side with what was said before."""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kmmp_desktop.services.reviews import Review
from ui.faces.face_model import FaceModel
from ui.review.cell_rows import difference_columns, side_rows, whole_columns, whole_rows
from ui.review.review_table import ReviewTable
from ui.review.tables import ReviewTables
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.wording import Say


class View(IntEnum):
    EYES = 0
    WHOLE = 1
    SIDE = 2


class ReviewViews(QStackedWidget):
    """Three ways to look at one return; the heads that choose among them stand in ``heads``.

    ``stood_on(key)``, ``accept_wanted``, ``accept_all_wanted``, ``ask_wanted``, ``left()`` as of the lists.
    """

    stood_on = Signal(object)
    accept_wanted = Signal()
    accept_all_wanted = Signal()
    ask_wanted = Signal()
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._review: Review | None = None
        self._language = "en"
        self.tables = ReviewTables(look, say, self)
        self.whole = ReviewTable(look, FaceModel(difference_columns(None, say), self), self)
        self.side = ReviewTable(look, FaceModel(difference_columns(None, say), self), self)
        for part in (self.tables, self.whole, self.side):
            self.addWidget(part)
            part.accept_wanted.connect(self.accept_wanted)
            part.accept_all_wanted.connect(self.accept_all_wanted)
            part.ask_wanted.connect(self.ask_wanted)
            part.left.connect(self.left)
        self.tables.stood_on.connect(lambda key: self._stand(View.EYES, key))
        self.whole.row_changed.connect(lambda key: self._stand(View.WHOLE, key))
        self.side.row_changed.connect(lambda key: self._stand(View.SIDE, key))
        self.heads = QWidget()
        row = QHBoxLayout(self.heads)
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons = tuple(Button(self.heads, kind="flat") for _ in View)
        for view, button in zip(View, self.buttons, strict=True):
            button.setCheckable(True)
            button.clicked.connect(lambda _on, which=view: self.show_view(which))
            row.addWidget(button)
        self.retranslate()

    @property
    def view(self) -> View:
        return View(self.currentIndex())

    def set_look(self, look: Look) -> None:
        self.tables.set_look(look)
        for table in (self.whole, self.side):
            table.set_look(look)
        for button in self.buttons:
            button.set_look(look)
        layout = self.heads.layout()
        assert layout is not None
        layout.setSpacing(look.px(4))

    def retranslate(self) -> None:
        say, review = self._say, self._review
        self.buttons[View.EYES].setText(say("What needs eyes"))
        self.buttons[View.WHOLE].setText(say("Whole return"))
        earlier = review.earlier if review is not None else None
        self.buttons[View.SIDE].setText(
            say("Side by side with what was returned")
            if earlier is not None and earlier.returned
            else say("Side by side with revision {number}", number=earlier.number if earlier else 1)
        )
        self.buttons[View.SIDE].setVisible(earlier is not None)
        self.whole.setAccessibleName(say("Whole return"))
        self.side.setAccessibleName(self.buttons[View.SIDE].text())

    def show_nothing(self) -> None:
        self._review = None
        self.tables.show_nothing()
        for table in (self.whole, self.side):
            table.show_rows(())
        self._turn(View.EYES)

    def show_review(self, review: Review, language: str) -> None:
        """Show a return, or what was decided about it since."""
        other = self._review is None or self._review.item.revision.id != review.item.revision.id
        self._review, self._language = review, language
        self.retranslate()
        self.tables.show_review(review, language)
        if other:  # a return with nothing to look at is read as a whole
            nothing = all(not table.face_rows for table in self.tables.lists)
            self._turn(View.WHOLE if nothing else View.EYES)
        self._fill(self.view)

    def show_view(self, view: View) -> None:
        """Look at the return another way; one stands on its first row with the focus."""
        if self._review is None or (view is View.SIDE and self._review.earlier is None):
            view = View.EYES
        self._turn(view)
        self._fill(view)
        if view is View.EYES:
            self.tables.stand_anew()
        else:
            self._stand(view, (self.whole, self.side)[view - 1].current_key())
        self.focus_list()

    def focus_list(self) -> None:
        """The focus goes into the lists that are shown."""
        (self.tables, self.whole, self.side)[self.view].setFocus()

    def next_view(self, way: int = 1) -> None:
        """F6: the next way that this return can be looked at."""
        views = [v for v in View if self.buttons[v].isVisibleTo(self.heads)]
        here = views.index(self.view) if self.view in views else 0
        self.show_view(views[(here + way) % len(views)])

    def _turn(self, view: View) -> None:
        self.setCurrentIndex(view)
        for which, button in zip(View, self.buttons, strict=True):
            button.setChecked(which is view)

    def _fill(self, view: View) -> None:
        """Whole lists are made when somebody looks at them."""
        review, say = self._review, self._say
        if review is None:
            return
        if view is View.WHOLE:
            self.whole.show_columns(whole_columns(review.item.revision.key.period, say))
            self.whole.show_rows(whole_rows(review, say))
        elif view is View.SIDE:
            self.side.show_columns(difference_columns(review, say))
            self.side.show_rows(side_rows(review, say))

    def _stand(self, view: View, key: Hashable | None) -> None:
        if view is self.view and self._review is not None:
            self.stood_on.emit(key)
