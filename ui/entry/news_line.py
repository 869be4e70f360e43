"""The line above the grid that says what a revision amends, who asks about it, or who received it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kmmp_desktop.services.revision_news import About, News
from ui.entry.faces import Say
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label

_ICONS = {
    About.AMENDS: ("info", "changed"),
    About.ASKED: ("not-verified", "warn"),
    About.RECEIVED: ("state-received", "ok"),
    About.RECALLED: ("state-returned", "second"),
    About.FOREIGN: ("state-received", "ok"),
}


class NewsLine(QWidget):
    """Hidden where there is nothing to say. ``amend_wanted()``: the button was pressed."""

    amend_wanted = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self.news: News | None = None
        self._icon = IconLabel(look, "info", 16, "changed", self)
        self.text = Label(look, self, points=TEXT, bold=True, wrap=True)
        self.more = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.amend = Button(self, small=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.text, 5)
        self._row.addWidget(self.more, 3)
        self._row.addWidget(self.amend)
        self.amend.clicked.connect(self.amend_wanted)
        self.set_look(look)
        self.hide()

    def show_news(self, news: News | None, *, amend_key: str = "") -> None:
        """Say it; the focus stays where it is."""
        self.news = news
        self.setVisible(news is not None)
        if news is None:
            return
        say = self._say
        self.text.setText(say(news.text))
        more = say(news.more) if news.more is not None else ""
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.amend.setText(say("Amend…"))
        self.amend.set_key_hint(amend_key)
        self.amend.setVisible(news.to_amend)
        self.setAccessibleName(f"{say(news.text)} {more}".strip())
        self._icon.show_icon(self._look, *_ICONS[news.about])
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._icon, self.text, self.more, self.amend):
            part.set_look(look)
        self._row.setContentsMargins(look.px(12), look.px(4), look.px(8), look.px(4))
        self._row.setSpacing(look.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.header)
        ink = _ICONS[self.news.about][1] if self.news else "changed"
        painter.fillRect(0, 0, look.px(4), self.height(), look.colour(ink))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.grid)
        painter.end()
