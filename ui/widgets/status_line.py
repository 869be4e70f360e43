"""The status bar: what is saved first, then where the cursor is, and what is selected."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.style.look import SMALL, Dressed, Look
from ui.widgets.labels import IconLabel, Label, Line


class StatusLine(QWidget):
    """Texts are translated before they come here. ``saved`` is green only with proof of a commit."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(look, "saved", 14, "muted")
        self._saved = Label(look, points=SMALL)
        self._said = Label(look, points=SMALL, ink="muted")
        self._network = Label(look, points=SMALL, ink="muted")
        self._noted = Label(look, points=SMALL, ink="muted")
        self._lines = tuple(Line(look, upright=True) for _ in range(3))
        self._trouble = False
        for label in (self._saved, self._said, self._network, self._noted):
            label.setMinimumWidth(1)  # a long sentence in large letters must not make the window wider
        layout = QHBoxLayout(self)
        for part in (self._icon, self._saved, self._lines[0], self._said, self._lines[1], self._network):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self._lines[2])
        layout.addWidget(self._noted)
        self.setAutoFillBackground(True)
        self.show_saved("", proven=False, look=look)
        self.set_look(look)

    def add_mark(self, mark: QWidget) -> None:
        """Put something at the right end that stands there while it is true."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(mark)

    def show_saved(self, text: str, *, proven: bool, look: Look, trouble: bool = False) -> None:
        self._trouble = trouble
        self._saved.setText(text)
        self._saved.setToolTip(text if trouble else "")
        icon = "error" if trouble else "saved"
        self._icon.show_icon(look, icon, "err" if trouble else "ok" if proven else "muted")
        self._saved.set_ink("err_text" if trouble else "text", look)
        self.setAccessibleName(text)

    def show_texts(self, said: str, network: str, noted: str) -> None:
        for label, line, text in (
            (self._said, self._lines[0], said),
            (self._network, self._lines[1], network),
            (self._noted, self._lines[2], noted),
        ):
            label.setText(text)
            label.setVisible(bool(text))
            line.setVisible(bool(text))

    @property
    def saved_text(self) -> str:
        return self._saved.text()

    def set_look(self, look: Look) -> None:
        parts: tuple[Dressed, ...] = (
            self._icon,
            self._saved,
            self._said,
            self._network,
            self._noted,
            *self._lines,
        )
        for part in parts:
            part.set_look(look)
        for line in self._lines:
            line.setFixedHeight(look.px(14))
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(look.px(10), 0, look.px(10), 0)
        layout.setSpacing(look.px(8))
        self.setFixedHeight(look.row(SMALL, 23))
        palette = self.palette()
        palette.setColor(self.backgroundRole(), look.titlebar)
        self.setPalette(palette)
