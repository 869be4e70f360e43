"""Several people at the return that is open: their figures as they come, where they are, what waits here."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.delivery import Standing
from kmmp_desktop.services.news import News
from kmmp_desktop.services.open_return import OpenReturn, Saved
from kmmp_desktop.services.presence import Presence
from kmmp_desktop.services.together_ports import Here
from ui.tasks import Task

_LOG = logging.getLogger(__name__)

LOOK_MS = 2_500
"""How often the log of the return is asked whether others wrote."""
ALONE_MS = 5_000
"""The same for an office in a file: only commands can write beside a window."""
POST_MS = 150
"""How often what was sent late is asked for, while anything waits."""


class Together(QObject):
    """Reads off the window's thread and shows on it.

    ``followed(Saved)``: figures of others are in the return now. ``moved()``: it was locked, returned or
    amended elsewhere and has to be read anew. ``others_changed()``. ``delivered(Saved)``: acts that were kept
    on this computer have arrived. ``refused(KmmpError)``: one of them could not be written.
    ``stands(Standing)``: how many cells wait here.
    """

    followed = Signal(object)
    moved = Signal()
    others_changed = Signal()
    delivered = Signal(object)
    refused = Signal(object)
    stands = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenReturn | None = None
        self._presence: Presence | None = None
        self._news: News | None = None
        self._task: Task | None = None
        self._at: CellKey | None = None
        self._stood = Standing(0, None)
        self.typing: Callable[[], frozenset[CellKey]] = frozenset
        """Cells in which something is typed and not committed."""
        self._looking, self._post = QTimer(self), QTimer(self)
        self._looking.timeout.connect(self.look)
        self._post.setInterval(POST_MS)
        self._post.timeout.connect(self.collect)

    def follow(self, opened: OpenReturn, presence: Presence | None) -> None:
        """Keep in step with this return."""
        if self._opened is None or opened.key != self._opened.key:
            self._news = None
        self._opened = opened
        self._presence = presence if opened.delivery is not None else None
        self._looking.start(ALONE_MS if opened.delivery is None else LOOK_MS)
        self._post.setInterval(POST_MS)

    def forget(self) -> None:
        """Nothing is open any more."""
        self._looking.stop()
        self._post.stop()
        opened, presence = self._opened, self._presence
        self._opened = None
        if opened is not None and presence is not None and opened.delivery is not None:
            person = opened.person.id
            opened.delivery.later("gone", lambda: presence.leave(person))

    def stand_on(self, key: CellKey) -> None:
        """Where others are to see this person."""
        self._at = key

    def kept(self, saved: Saved) -> None:
        """A figure was written: where it waits here, ask again and again when it has arrived."""
        if saved.kept_here:
            self._post.start()
            self._tell_standing()

    def worded(self) -> None:
        """Words were written: the same."""
        if self._opened is not None and self._opened.words_waiting:
            self._post.start()
            self._tell_standing()

    # -- others ----------------------------------------------------------------------------

    def look(self) -> None:
        """Ask once, off this thread, what others did; what is under way already is waited for."""
        opened = self._opened
        if opened is None or self._task is not None:
            return
        presence, at, known = self._presence, self._at, self._news
        own = opened.revision.id if opened.revision is not None else None

        def ask(_report: object) -> tuple[News | None, tuple[Here, ...]]:
            news = opened.look(known)
            others: tuple[Here, ...] = ()
            return_id = news.revision.id if news is not None else own  # perhaps begun by somebody else
            if presence is not None and return_id is not None:
                others = presence.beat(return_id, opened.person.id, at)
            return news, others

        task = self._task = Task(ask, self)
        task.succeeded.connect(lambda found: self._found(opened, *found))
        task.failed.connect(self._failed)
        task.finished.connect(self._over)
        task.start()

    def _over(self) -> None:
        self._task = None

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        # That the others cannot be seen is said where a figure is saved; nothing is lost by it.
        _LOG.info("others could not be looked for: %s", error.message.template)
        if self._opened is not None and self._opened.others:
            self._opened.others = ()
            self.others_changed.emit()

    def _found(self, opened: OpenReturn, news: News | None, others: tuple[Here, ...]) -> None:
        if opened is not self._opened:
            return
        if tuple((o.person, o.key) for o in others) != tuple((o.person, o.key) for o in opened.others):
            opened.others = others
            self.others_changed.emit()
        if news is None:
            return
        before = opened.revision
        if before is not None and (news.revision.id, news.revision.state) != (before.id, before.state):
            self._news = news
            self.moved.emit()
            return
        if before is None and news.revision.state.is_locked:
            self.moved.emit()
            return
        typing = self.typing()
        saved = opened.take_in(news, typing)
        if saved is None:
            return  # own figures came between: the next look sees both
        self._news = None if typing else news  # what was left out is looked at once it is typed
        if saved.touched or saved.conflicts:
            self.followed.emit(saved)

    # -- what waits here -------------------------------------------------------------------

    def collect(self) -> None:
        """Show what came of acts that were sent late."""
        opened = self._opened
        if opened is None or opened.delivery is None:
            self._post.stop()
            return
        found = opened.delivered()
        if found is not None:
            saved, refused = found
            for error in refused:
                self.refused.emit(error)
            self.delivered.emit(saved)
            if refused:
                self.moved.emit()
        self._tell_standing()
        if not opened.waiting_here and not opened.words_waiting:
            self._post.stop()

    def _tell_standing(self) -> None:
        opened = self._opened
        if opened is None or opened.delivery is None:
            return
        standing = opened.delivery.standing()
        if standing != self._stood:
            self._stood = standing
            self.stands.emit(standing)
