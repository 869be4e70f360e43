"""The queue at the left of the review, and under it the returns that need no eyes but a sample's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.review_queue import SAMPLE, ReviewQueue, Sample, Weight
from kmmp_desktop.services.reviews import Review, ReviewItem
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.review.queue_rows import queue_columns, queue_rows
from ui.review.sample_box import SampleBox
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.fields import ComboBox


class QueueWeighing(QObject):
    """Weighs returns off the GUI thread; what was weighed once is known until it is completed anew."""

    weighed = Signal()

    def __init__(self, queue: ReviewQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._task: Task | None = None
        self._known: dict[UUID, tuple[object, Weight]] = {}
        self._wanted: tuple[ReviewItem, ...] = ()

    def of(self, items: Sequence[ReviewItem]) -> dict[UUID, Weight]:
        """The weights that are known."""
        found = ((item.revision, self._known.get(item.revision.id)) for item in items)
        return {r.id: known[1] for r, known in found if known is not None and known[0] == r.completed_at}

    def ask(self, items: Sequence[ReviewItem]) -> None:
        """Weigh what is not known yet."""
        known = self.of(items)
        self._wanted = tuple(item for item in items if item.revision.id not in known)
        if self._wanted and self._task is None:
            self._start()

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def note(self, review: Review) -> None:
        """What was asked and accepted on screen counts at once."""
        revision = review.item.revision
        known = self._known.get(revision.id)
        if known is not None:
            weight = replace(known[1], questions=len(review.questions), decided=len(review.accepted))
            self._known[revision.id] = (revision.completed_at, weight)

    def _start(self) -> None:
        items, queue = self._wanted, self._queue
        self._wanted = ()

        def work(_report: Report) -> dict[UUID, tuple[object, Weight]]:
            at = {item.revision.id: item.revision.completed_at for item in items}
            return {revision: (at[revision], w) for revision, w in queue.weigh(items).items()}

        self._task = Task(work)  # no child: it outlives a window that is closed while it runs
        self._task.succeeded.connect(self._take)
        self._task.finished.connect(self._over)
        self._task.start()

    def _take(self, weights: dict[UUID, tuple[object, Weight]]) -> None:
        self._known.update(weights)

    def _over(self) -> None:
        self._task = None
        if self._wanted:
            self._start()
        self.weighed.emit()


class QueueSide(QWidget):
    """``troubled(str)``: a sentence; ``together_wanted(items)``; ``listed``: the rows changed."""

    troubled = Signal(str)
    together_wanted = Signal(object)
    listed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._items: dict[UUID, ReviewItem] = {}
        self._others: list[UUID] = []
        self._lot: tuple[ReviewItem, ...] = ()
        self._sample: Sample | None = None
        self.weighing = QueueWeighing(desk.services.approval.queue, self)
        self.weighing.weighed.connect(self.show_rows)
        self._model = FaceModel(queue_columns(desk.say), self)
        self.table = FaceTable(desk.look, self._model, self, many=True)
        self.combo = ComboBox(desk.look, self)
        self.combo.hide()
        self.combo.activated.connect(self._choose_in_combo)
        self.table.row_changed.connect(self._follow)
        self.box = SampleBox(desk.look, desk.say, self)
        self.box.draw_wanted.connect(self.draw)
        self.box.together_wanted.connect(self.approve_together)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.combo)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.box)
        self.setFocusProxy(self.table)

    @property
    def items(self) -> Mapping[UUID, ReviewItem]:
        return self._items

    @property
    def weights(self) -> dict[UUID, Weight]:
        return self.weighing.of(tuple(self._items.values()))

    @property
    def counted(self) -> tuple[int, int]:
        """Returns that are listed, and those more that need nobody's eyes."""
        listed = len(self.table.face_rows)
        return listed, len(self._items) - listed

    def current(self) -> ReviewItem | None:
        key = self.table.current_key()
        return self._items.get(key) if isinstance(key, UUID) else None

    def chosen(self) -> tuple[ReviewItem, ...]:
        """The returns selected in the queue, the current one where only one is."""
        keys = self.table.selected_keys()
        items = [self._items[key] for key in keys if isinstance(key, UUID) and key in self._items]
        current = self.current()
        return tuple(items) if items else (current,) if current else ()

    def also(self, revision: UUID) -> None:
        """List this return too: it may be asked about, though it does not wait here."""
        if revision not in self._others:
            self._others.append(revision)

    def refresh(self) -> None:
        """Read which returns wait."""
        approval = self._desk.services.approval
        asked = [item for item in map(approval.item, self._others) if item is not None]
        items = tuple({item.revision.id: item for item in (*asked, *approval.waiting())}.values())
        self._items = {item.revision.id: item for item in items}
        self.weighing.ask(items)
        self.show_rows()

    def show_rows(self) -> None:
        """List what there is to look at, most first; the rest stands in the box."""
        desk, weights = self._desk, self.weights
        queue, items = desk.services.approval.queue, tuple(self._items.values())
        weighed = len(weights) == len(items)
        self._lot = tuple(i for i in items if queue.may_join(i, weights.get(i.revision.id), desk.person))
        self._sample = queue.sample(desk.person) if items else None
        drawn = self._sample.chosen if self._sample is not None else ()
        apart = self._sample is not None or len(self._lot) > SAMPLE
        away = {i.revision.id for i in self._lot} - set(drawn) if apart and weighed else set()
        listed = sorted((i for i in items if i.revision.id not in away), key=lambda i: _order(i, weights))
        read = self._sample.read if self._sample is not None else frozenset()
        self.table.show_rows(queue_rows(listed, weights, desk.say, sample=drawn, read=read))
        self._fill_combo()
        if weighed:
            self.box.show_lot(len(self._lot), self._sample, running=not self.table.isEnabled())
        self.listed.emit()

    def read(self, review: Review) -> None:
        """A return is on screen: where it was drawn, it is read now."""
        if self._sample is not None and review.item.revision.id in self._sample.unread:
            self._try(lambda: self._queue.mark_read(review.item.revision.id, self._desk.person))

    def draw(self) -> None:
        """Ctrl+D: draw a sample of the returns with nothing to look at, and stand on its first."""
        lot = self._lot
        if len(lot) > SAMPLE and self._try(lambda: self._queue.draw(lot, self._desk.person)):
            assert self._sample is not None
            self.table.select(self._sample.chosen[0])
            self.table.setFocus()

    def approve_together(self) -> None:
        """Ctrl+Shift+D: approve all that the sample was drawn from, once it is read."""
        if self._sample is not None and not self._sample.unread:
            of = self._sample.of
            self.together_wanted.emit(tuple(i for i in self._items.values() if i.revision.id in of))

    # -- in a small window -----------------------------------------------------------------

    def set_small(self, small: bool) -> None:
        """The list becomes one line that opens: there is room for little more."""
        self.table.setVisible(not small)
        self.combo.setVisible(small)
        self.setFocusProxy(self.combo if small else self.table)

    @property
    def small_height(self) -> int:
        """What the line needs, with the box under it where it is shown."""
        box = self.box.sizeHint().height() if not self.box.isHidden() else 0
        return self.combo.sizeHint().height() + box

    def _fill_combo(self) -> None:
        names = [row.faces[0].accessible for row in self.table.face_rows]
        if names != [self.combo.itemText(n) for n in range(self.combo.count())]:
            self.combo.clear()
            self.combo.addItems(names)
        self._follow(self.table.current_key())

    def _follow(self, key: object) -> None:
        keys = [row.key for row in self.table.face_rows]
        if key in keys and self.combo.count() == len(keys):
            self.combo.setCurrentIndex(keys.index(key))

    def _choose_in_combo(self, number: int) -> None:
        self.table.select(self.table.face_rows[number].key)

    @property
    def _queue(self) -> ReviewQueue:
        return self._desk.services.approval.queue

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except KmmpError as error:
            self.troubled.emit(say_error(self._desk, error))
            return False
        self.show_rows()
        return True

    def retranslate(self) -> None:
        say = self._desk.say
        self._model.show_columns(queue_columns(say))
        for part in (self.table, self.combo):
            part.setAccessibleName(say("Returns to review, most to look at first"))
        self.box.retranslate()
        self.show_rows()

    def set_look(self, look: Look) -> None:
        self.table.set_look(look)
        self.box.set_look(look)
        self.combo.setFont(look.font())
        self.combo.set_look(look)


def _order(item: ReviewItem, weights: Mapping[UUID, Weight]) -> tuple[object, ...]:
    weight = weights.get(item.revision.id)
    first = weight.order if weight is not None else (0, 0, -item.warnings, 0, True)
    return (*first, item.facility.name)
