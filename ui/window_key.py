"""The signing key in the window: a mark while it is open, and a word when its certificate runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.text import Message
from ui.style.look import Look
from ui.tasks import Task
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class WindowKey(QObject):
    """The mark stands at the right end of the status bar; a click, or its key, forgets the signing key."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._task: Task | None = None
        self._again = False
        self.mark = Button(small=True, icon_name="key")
        self.mark.clicked.connect(window.desk.sitting.wipe)
        self.mark.hide()
        window.status.add_mark(self.mark)
        window.desk.sitting.changed.connect(self._show)

    def set_look(self, look: Look) -> None:
        self.mark.set_look(look)

    def retranslate(self) -> None:
        say = self._window.desk.say
        self.mark.setText(say("Key open"))
        self.mark.setToolTip(
            say("Your signing key is open for this sitting. Press to lock it (Ctrl+Shift+K).")
        )
        self.mark.setAccessibleName(say("Your signing key is open for this sitting. Press to lock it."))

    def _show(self) -> None:
        open_now = self._window.desk.sitting.is_open
        if not open_now and self.mark.hasFocus():
            here = self._window.page(self._window.here)
            (here or self._window).setFocus()
        self.mark.setVisible(open_now)

    def lock(self) -> None:
        """Forget the key; say so, since nothing else on the screen changes."""
        sitting = self._window.desk.sitting
        if sitting.is_open:
            sitting.wipe()
            self._window.notice.say(self._window.desk.say("Your signing key is locked."))

    def person_changed(self) -> None:
        """Another person has no use for the key; who sits down is told when a certificate ends."""
        desk = self._window.desk
        if not desk.sitting.is_open_for(desk.person):
            desk.sitting.wipe()
        if not desk.services or not desk.person.name:
            return
        if self._task is not None:  # which reads of whoever sat there before
            self._again = True
            return
        keys, person = desk.services.keys, desk.person
        self._task = Task(lambda _report: (keys.warning(person), keys.state(person).standing), self)
        self._task.succeeded.connect(self._warn)
        self._task.failed.connect(self._ignore)
        self._task.finished.connect(self._over)
        self._task.start()

    def _warn(self, found: tuple[Message | None, KeyStanding]) -> None:
        message, standing = found
        if message is not None and not self._again:
            kind = "error" if standing is KeyStanding.EXPIRED else "info"
            self._window.notice.say(self._window.desk.say(message), kind)

    def _ignore(self, error: Exception) -> None:
        """Signing says it again, where it stands in the way."""
        if not isinstance(error, KmmpError):
            raise error

    def _over(self) -> None:
        self._task = None
        if self._again:
            self._again = False
            self.person_changed()
