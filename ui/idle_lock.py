"""Locks the window over whatever is being done, and gives it back exactly as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from shiboken6 import isValid

from kmmp_desktop.domain.office import Person
from ui.faces.trouble import say_error
from ui.idle_lock_cover import LockCover
from ui.idle_lock_minutes import IdleMinutes
from ui.idle_lock_watch import IdleWatch
from ui.style.look import Look
from ui.tasks import Task

if TYPE_CHECKING:
    from ui.main_window import MainWindow

NEUTRAL = "KMMP Desktop"
"""Title of a locked window: a task bar must not show which facility is open."""
GIVES_UP = "gives up when locked"
"""Property of a dialog that holds something secret (a passphrase): it is closed, not covered."""

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
        QEvent.Type.ToolTip,
    }
)


@dataclass(slots=True)
class _Covered:
    """A window while it is locked: what was shown in it, what had the focus, what it was called."""

    cover: LockCover
    parts: list[QWidget]
    focus: QWidget | None
    title: str


class IdleLock(QObject):
    """Covers every window of the program and takes the keyboard until the passphrase is right.

    Nothing below is closed, saved or moved: the focus goes with the reason Qt has for a window that
    is no longer the active one, at which an open cell editor stays open. Work in the background goes on.
    """

    def __init__(self, window: MainWindow, settings: QSettings, menu: QMenu) -> None:
        super().__init__(window)
        self._window = window
        self._covered: dict[QWidget, _Covered] = {}
        self._task: Task | None = None
        self.is_locked = False
        self.watch = IdleWatch(self)
        self.watch.due.connect(self.lock)
        self.minutes = IdleMinutes(window.desk, settings, menu, self.watch)
        window.desk.texts.on_change(self._retranslate)

    def _retranslate(self) -> None:
        for one in self._covered.values():
            one.cover.retranslate()

    def set_look(self, look: Look) -> None:
        for one in self._covered.values():
            one.cover.set_look(look)

    # -- locking ---------------------------------------------------------------------------

    def lock(self) -> None:
        """Cover everything now. Does nothing while nobody has signed in."""
        desk = self._window.desk
        if self.is_locked or not desk.person.name or not desk.services:
            self.watch.begin()
            return
        page = self._window.page(self._window.here)
        if page is not None:
            page.hold_still()
        app = _application()
        while (popup := app.activePopupWidget()) is not None:
            popup.close()
        for window in app.topLevelWidgets():
            if isinstance(window, QDialog) and window.isVisible() and window.property(GIVES_UP):
                window.reject()
        self.is_locked = True
        desk.sitting.wipe()
        self.watch.rest(True)
        for window in app.topLevelWidgets():
            if window.isVisible() and _is_window(window):
                self._cover(window)
        app.installEventFilter(self)
        app.focusChanged.connect(self._keep_focus)
        self._take_focus()

    def _cover(self, window: QWidget) -> None:
        focus = window.focusWidget()
        cover = LockCover(self._window.desk, window)
        parts = [
            part
            for part in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if part is not cover and not part.isWindow() and not part.isHidden()
        ]
        self._covered[window] = _Covered(cover, parts, focus, window.windowTitle())
        cover.tried.connect(self._try)
        cover.other_wanted.connect(self._let_another)
        cover.show()
        cover.raise_()
        # Before anything is hidden: hiding what has the focus would make Qt pass it on, and the editor end.
        cover.field.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        for part in parts:
            part.hide()
        window.setWindowTitle(NEUTRAL)

    def _front(self) -> _Covered | None:
        """The window that can be typed into: the uppermost dialog, else the main one."""
        modal = _application().activeModalWidget()
        return self._covered.get(modal or self._window) or self._covered.get(self._window)

    def _take_focus(self) -> None:
        front = self._front()
        if self.is_locked and front is not None and not self._is_ours(_application().focusWidget()):
            front.cover.field.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def _keep_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Something that ended in the background wanted the focus: it gets it when the lock is off."""
        if new is None or self._is_ours(new):
            return
        covered = self._covered.get(new.window())
        if covered is not None:
            covered.focus = new
        QTimer.singleShot(0, self, self._take_focus)

    def _is_ours(self, widget: QWidget | None) -> bool:
        while widget is not None:
            if isinstance(widget, LockCover):
                return True
            widget = widget.parentWidget()
        return False

    # -- while it is locked ----------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no key is a command now
            return True
        if not isinstance(watched, QWidget):
            return False
        if kind in _INPUT:
            return not self._is_ours(watched)
        if kind == QEvent.Type.Resize and watched in self._covered:
            self._covered[watched].cover.fit()
        elif kind == QEvent.Type.WindowTitleChange and watched in self._covered:
            self._keep_title(watched)
        elif kind == QEvent.Type.Show and _is_window(watched) and watched not in self._covered:
            self._cover(watched)
        elif kind == QEvent.Type.Close and watched in self._covered:
            return self._close(watched, event)
        return False

    def _keep_title(self, window: QWidget) -> None:
        if window.windowTitle() != NEUTRAL:
            self._covered[window].title = window.windowTitle()
            window.setWindowTitle(NEUTRAL)

    def _close(self, window: QWidget, event: QEvent) -> bool:
        """The computer is shut down, or somebody ends the program: nothing half typed becomes a figure.

        A dialog may be closed by the work behind it, but not by whoever stands in front of the lock.
        """
        if window is not self._window:
            event.setAccepted(not event.spontaneous())
            return event.spontaneous()
        page = self._window.page(self._window.here)
        event.setAccepted(page is None or page.hand_over())
        return True

    # -- unlocking -------------------------------------------------------------------------

    def _try(self, username: str, passphrase: str) -> None:
        if self._task is not None:
            return
        people = self._window.desk.services.people
        self._each(lambda cover: cover.set_busy(True))
        self._task = task = Task(lambda _report: people.sign_in(username, passphrase), self)
        task.succeeded.connect(self._let_in)
        task.failed.connect(self._refuse)
        task.finished.connect(self._tried)
        task.start()

    def _tried(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
        self._task = None

    def _refuse(self, error: Exception) -> None:
        words = say_error(self._window.desk, error)
        self._each(lambda cover: cover.set_busy(False))
        self._each(lambda cover: cover.say(words))
        self._take_focus()

    def _each(self, do: Callable[[LockCover], None]) -> None:
        for one in self._covered.values():
            do(one.cover)

    def _let_another(self) -> None:
        """Who takes over must not find, nor finish, what somebody else was typing."""
        people = tuple(p for p in self._window.desk.services.people.people() if p.enabled)
        self._each(lambda cover: cover.offer_people(people))

    def _let_in(self, person: Person) -> None:
        if person.id == self._window.desk.person.id:
            self._uncover()
            return
        page = self._window.page(self._window.here)
        if page is not None and not page.hand_over():
            desk = self._window.desk
            words = desk.say(
                "Some cells of {name} are not on disk yet. Nobody can take over until they are saved.",
                name=desk.person.name,
            )
            self._each(lambda cover: cover.set_busy(False))
            self._each(lambda cover: cover.say(words))
            return
        dialogs = [w for w in self._covered if isValid(w) and isinstance(w, QDialog)]
        self._uncover()
        for dialog in dialogs:
            dialog.reject()
        self._window.desk.person = person
        self._window.person_changed()
        self._window.show_place("worklist")

    def _uncover(self) -> None:
        app = _application()
        app.removeEventFilter(self)
        app.focusChanged.disconnect(self._keep_focus)
        covered, self._covered = self._covered, {}
        front = app.activeModalWidget() or self._window
        self.is_locked = False
        for window, one in sorted(covered.items(), key=lambda pair: pair[0] is front):
            if isValid(window):
                _give_back(window, one)
        self.watch.rest(False)


def _give_back(window: QWidget, one: _Covered) -> None:
    for part in one.parts:
        if isValid(part):
            part.show()
    window.setWindowTitle(one.title)
    focus = one.focus
    if focus is not None and isValid(focus):
        focus.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
    one.cover.hide()
    one.cover.deleteLater()


def _is_window(widget: QWidget) -> bool:
    kind = widget.windowType()
    return widget.isWindow() and kind in (
        Qt.WindowType.Window,
        Qt.WindowType.Dialog,
        Qt.WindowType.Sheet,
        Qt.WindowType.Tool,
    )


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
