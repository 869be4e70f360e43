"""The paper beside the form: its pages, what can be done with them, and where a new one is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ui.entry.faces import Say
from ui.entry.keys import cap, use_of
from ui.entry.scan_drawing import Drawings
from ui.entry.scan_view import ScanView
from ui.faces.ground import lay_ground
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

MENU = (
    ("scan_add", "&Add a scan or photo…"),
    ("scan_begins", "The &section begins here"),
    ("scan_three", "&Click where three sections begin"),
    ("scan_larger", "&Larger"),
    ("scan_smaller", "S&maller"),
    ("scan_width", "&Width of the page"),
    ("scan_turn", "&Turn to the right"),
    ("scan_remove", "&Remove this scan…"),
    ("scan", "&Hide the paper"),
)
"""Action of the key table (or of the controller) and its words."""


class ScanPanel(QWidget):
    """``wanted(str)``: an action. ``dropped(paths)``: files to lay beside the form."""

    wanted = Signal(str)
    dropped = Signal(object)

    def __init__(self, drawings: Drawings, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._empty = True
        self.view = ScanView(drawings, look, say)
        self._title = Label(look, self, points=SMALL, bold=True, wrap=True)
        self._menu = QMenu(self)
        self._acts: dict[str, QAction] = {}
        self.smaller = self._button("−", "scan_smaller")
        self.larger = self._button("+", "scan_larger")
        self.more = Button(self, small=True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setMenu(self._menu)
        for action, _ in MENU:
            made = self._acts[action] = QAction(self._menu)
            made.triggered.connect(lambda _=False, a=action: self.wanted.emit(a))
            self._menu.addAction(made)
        self._invitation = Label(look, self, wrap=True, ink="muted")
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = Button(self, icon_name="plus")
        self.choose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choose.clicked.connect(lambda: self.wanted.emit("scan_add"))
        self._trouble = Label(look, self, points=SMALL, ink="err_text", wrap=True)
        self._stays = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._build()
        self.setAcceptDrops(True)
        self.set_look(look)
        self.retranslate()
        self.complain("")

    def _button(self, text: str, action: str) -> Button:
        made = Button(self, small=True)
        made.setText(text)
        # A click must not end what is being typed in the grid: only Tab leads here.
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.wanted.emit(action))
        return made

    def _build(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        for part in (self.smaller, self.larger, self.more):
            self._head.addWidget(part)
        inviting = QWidget()
        column = QVBoxLayout(inviting)
        column.addStretch(1)
        column.addWidget(self._invitation)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._inviting = column
        self.stack = QStackedWidget()
        self.stack.addWidget(inviting)
        self.stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.addLayout(self._head)
        layout.addWidget(self._trouble)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self._stays)
        self._whole = layout

    def minimumSizeHint(self) -> QSize:
        """Half a page can still be read in it; less, and the form needs the room more."""
        return QSize(self._look.px(160), self._look.px(90))

    def set_look(self, look: Look) -> None:
        self._look = look
        lay_ground(self, look)
        for part in (self._title, self.smaller, self.larger, self.more, self._invitation, self.choose,
                     self._trouble, self._stays, self.view):  # fmt: skip
            part.set_look(look)
        self._whole.setContentsMargins(0, 0, 0, look.px(2))
        self._whole.setSpacing(look.px(2))
        self._head.setContentsMargins(look.px(8), look.px(2), look.px(4), 0)
        self._head.setSpacing(look.px(4))
        self._inviting.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        self._inviting.setSpacing(look.px(12))
        for label in (self._trouble, self._stays):
            label.setContentsMargins(look.px(8), 0, look.px(8), 0)
        self.updateGeometry()

    def retranslate(self) -> None:
        say = self._say
        self.more.setText(say("Paper"))
        self.choose.setText(say("Choose files…"))
        self.smaller.setAccessibleName(say("Smaller"))
        self.larger.setAccessibleName(say("Larger"))
        self.view.setAccessibleName(say("Scan of the paper"))
        self._stays.setText(say("The picture stays in this office and is not sent."))
        self._invitation.setText(
            say("Drop a scan or photo of the paper here: PDF, JPEG, PNG or TIFF, one file or several.")
        )
        for action, english in MENU:
            keys = _keys_of(action)
            self._acts[action].setText(f"{say(english)}\t{keys}" if keys else say(english))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_it_stays()

    def _say_it_stays(self) -> None:
        """Always where a file can be added; beside the pages only where it costs none of their rows."""
        self._stays.setVisible(self._empty or self.height() > self._look.px(300))

    def show_empty(self, *, can_add: bool) -> None:
        """Nothing is laid beside the form yet."""
        self._empty = True
        self.stack.setCurrentIndex(0)
        self.choose.setVisible(can_add)
        self._invitation.setVisible(can_add)
        self._allow(can_add=can_add, can_remove=False)

    def show_pages(self, *, can_add: bool, can_remove: bool) -> None:
        self._empty = False
        self.stack.setCurrentIndex(1)
        self._allow(can_add=can_add, can_remove=can_remove)

    def _allow(self, *, can_add: bool, can_remove: bool) -> None:
        shown = not self._empty
        self._say_it_stays()
        for action, enabled in (
            ("scan_add", can_add),
            ("scan_remove", can_remove),
            *((a, shown) for a in ("scan_begins", "scan_three", "scan_larger", "scan_smaller", "scan_width")),
            ("scan_turn", shown),
        ):
            self._acts[action].setEnabled(enabled)
        self.smaller.setVisible(shown)
        self.larger.setVisible(shown)

    def name_page(self, words: str) -> None:
        self._title.setText(words)

    @property
    def title(self) -> str:
        return self._title.text()

    def complain(self, words: str) -> None:
        """What could not be added or shown; empty takes it away."""
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))

    @property
    def complaint(self) -> str:
        return self._trouble.text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = self._paths(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _paths(self, event: QDropEvent) -> tuple[Path, ...]:
        return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


def _keys_of(action: str) -> str:
    try:
        return cap(use_of(action).each[0])
    except KeyError:
        return ""
