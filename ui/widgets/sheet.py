"""The frame of a dialog: body, a line for what is wrong, and buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.errors import KmmpError
from ui.messages import sentence
from ui.page import Desk
from ui.tasks import Task
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class _BodyArea(QScrollArea):
    """Scrolls only where the screen is too small for the body: at 200 % text it may be."""

    def __init__(self) -> None:
        super().__init__()
        self.page = QWidget()
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        screen = self.screen().availableSize() if self.screen() else QSize(1366, 728)
        wanted = self.page.sizeHint()
        layout = self.page.layout()
        if layout is not None and layout.hasHeightForWidth():
            # Sentences that wrap need more height than their own hint says.
            wanted.setHeight(max(wanted.height(), layout.totalHeightForWidth(wanted.width())))
        if wanted.height() > screen.height() - 160:
            wanted += QSize(self.verticalScrollBar().sizeHint().width(), 0)
        return wanted.boundedTo(QSize(screen.width() - 80, screen.height() - 160))


class Sheet(QDialog):
    """A dialog in the look. Subclasses fill ``body`` and say what ``go`` does in ``commit``.

    While work runs the buttons rest and a bar shows how far it is; Esc cancels the work first,
    then the dialog.
    """

    def __init__(self, desk: Desk, title: str, go: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        look = desk.look
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._task: Task | None = None
        self._sized = False
        area = self._area = _BodyArea()
        self.body = QVBoxLayout(area.page)
        self.body.setSpacing(look.px(8))
        # Room for the focus ring of what stands at the edge.
        self.body.setContentsMargins(look.px(4), look.px(4), look.px(4), look.px(4))
        self._mark = IconLabel(look, "error", 16, "err")
        self._problem = Label(look, ink="err_text", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)  # half of a number would stand on the bar, half beside it
        self.go = Button(kind="primary")
        self.go.setText(go)
        self.go.setDefault(True)
        self.cancel = Button()
        self.cancel.setText(desk.say("Cancel"))
        self.go.clicked.connect(self.commit)
        self.cancel.clicked.connect(self.reject)
        wrong = QHBoxLayout()
        wrong.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        wrong.addWidget(self._problem, 1)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.go)
        self.foot.setSpacing(look.px(8))
        layout = QVBoxLayout(self)
        margin = look.px(16)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(look.px(12))
        layout.addWidget(area, 1)
        layout.addLayout(wrong)
        layout.addWidget(self.bar)
        layout.addLayout(self.foot)
        self.bar.hide()
        self.show_problem("")
        self._follower = QTimer(self)
        self._follower.setSingleShot(True)
        self._follower.timeout.connect(self._show_focus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """What has the cursor is seen: Qt scrolls for Tab only. After the layout has found its place."""
        if new is not None and self._area.page.isAncestorOf(new):
            self._follower.start(0)

    def _show_focus(self) -> None:
        there = self.focusWidget()
        if there is not None and self._area.page.isAncestorOf(there):
            across = self._area.horizontalScrollBar().value()
            self._area.ensureWidgetVisible(there, 0, self.desk.look.px(28))
            self._area.horizontalScrollBar().setValue(across)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._sized:
            # Qt opens a dialog at two thirds of the screen at most, which would scroll without need.
            self._sized = True
            self.resize(self.sizeHint().expandedTo(self.size()).boundedTo(self._room()))

    def _room(self) -> QSize:
        return self.screen().availableSize() - QSize(24, 48)

    def _grow(self) -> None:
        """Make room for a sentence or the bar, so that the body is not squeezed."""
        layout = self.layout()
        if self._sized and layout is not None:
            self._area.updateGeometry()  # what it holds may have changed
            layout.activate()
            # -1 for the width where nothing that is shown wraps
            height = max(layout.totalHeightForWidth(self.width()), layout.totalSizeHint().height())
            wanted = QSize(self.width(), height)
            self.resize(wanted.expandedTo(self.size()).boundedTo(self._room()))

    def commit(self) -> None:
        """What the primary button does."""
        self.accept()

    def show_problem(self, problem: str | KmmpError) -> None:
        """Say what is wrong over the buttons; empty takes it away."""
        words = sentence(self.desk, problem) if isinstance(problem, KmmpError) else problem
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._mark.setVisible(bool(words))
        self._grow()
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @property
    def problem(self) -> str:
        return self._problem.text()

    def work(self, task: Task) -> None:
        """Run a task: failures that a person can act on are shown here, others go to the crash hook."""
        self.show_problem("")
        self._task = task
        task.setParent(self)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._grow()
        self.go.setEnabled(False)
        task.progressed.connect(self._on_progress)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_finished)
        task.start()

    def _on_progress(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self.show_problem(error)

    def _on_finished(self) -> None:
        self._task = None
        self.bar.hide()
        self.go.setEnabled(True)
        if self.cancel.hasFocus():
            # It went there while the main button rested.
            self.go.setFocus()

    @property
    def is_working(self) -> bool:
        return self._task is not None

    def reject(self) -> None:
        if self._task is not None:
            self._task.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is not None:
            self._task.cancel()
            event.ignore()
        else:
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._task is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)
