"""What came of a rehearsal: how many returns fail now and before, by facility, and which."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.rehearsal import CheckRehearsal, Rehearsal
from ui.faces.face import Column, Face, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.page import Desk
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label, SectionHeader
from ui.wording import Say, month_year, short_month


class PastMonths(QWidget):
    """Facilities above, the returns of the chosen one below; ``return_chosen(str, Period)`` on Enter."""

    return_chosen = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: Rehearsal | None = None
        self._current = True
        self._names: dict[str, str] = {}
        look = desk.look
        self.head = SectionHeader(look)
        self.summary = Label(look, points=SMALL, wrap=True)
        self.facilities = FaceTable(look, FaceModel(_facility_columns(desk.say), self), self)
        self.returns = FaceTable(look, FaceModel(_return_columns(desk.say), self), self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.facilities)
        self._splitter.addWidget(self.returns)
        self._splitter.setSizes([1100, 1000])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.summary)
        column.addWidget(self._splitter, 10)
        column.addStretch(1)
        self.facilities.row_changed.connect(self._show_returns)
        self.facilities.opened.connect(lambda _key: self.returns.setFocus())
        self.returns.opened.connect(self._choose)

    def show_rehearsal(self, found: Rehearsal | None, names: dict[str, str], *, current: bool = True) -> None:
        """``names`` of facilities by MFL code; ``current`` False: the check was changed since."""
        if (found, current) != (self._found, self._current) or found is None:
            self._found, self._names, self._current = found, names, current
            self._show()

    def _show(self) -> None:
        found, current = self._found, self._current
        say = self._desk.say
        self._splitter.setVisible(found is not None)
        if found is None:
            self.head.set_texts(say("On past months"))
            self.summary.setText(say("Not tried yet. Try it before it is published: F9."))
            self.facilities.show_rows([])
            self.returns.show_rows([])
            return
        check = found.checks[0]
        first, last = (f"{short_month(say, p)} {p.year}" for p in (found.first, found.last))
        self.head.set_texts(say("On past months"), f"{first} – {last}")
        words = _summary(check, say)
        if not current:
            words = say("The check was changed after this run.") + " " + words
        self.summary.setText(words)
        self.facilities.show_rows(
            [self._facility_row(c.facility, c.before, c.now) for c in check.by_facility]
        )
        self._show_returns(self.facilities.current_key())

    def _facility_row(self, mfl: str, before: int, now: int) -> Row:
        name = self._names.get(mfl, mfl)
        more = now > before
        return Row(
            mfl,
            (
                Face(name, small=True),
                Face(str(before), right=True),
                Face(str(now), right=True, bold=now != before, icon="up" if more else "", icon_ink="warn"),
            ),
        )

    def _show_returns(self, key: object) -> None:
        check = self._found.checks[0] if self._found is not None else None
        rows = (
            []
            if check is None or key is None
            else [self._return_row(place, check) for place in check.places(str(key))]
        )
        self.returns.show_rows(rows)

    def _return_row(self, place: tuple[str, Period], check: CheckRehearsal) -> Row:
        say = self._desk.say
        faces = [Face(month_year(say, place[1]), small=True)]
        for failing in (check.fails_before, check.fails_now):
            fails = place in failing
            faces.append(
                Face(
                    say("fails") if fails else "–",
                    icon="error" if fails else "",
                    icon_ink="err",
                    ink="text" if fails else "muted",
                    small=True,
                    spoken=say("fails") if fails else say("does not fail"),
                )
            )
        return Row(place, tuple(faces))

    def _choose(self, key: object) -> None:
        if isinstance(key, tuple):
            self.return_chosen.emit(*key)

    def retranslate(self) -> None:
        say = self._desk.say
        for table, columns in (
            (self.facilities, _facility_columns(say)),
            (self.returns, _return_columns(say)),
        ):
            model = table.model()
            assert isinstance(model, FaceModel)
            model.show_columns(columns)
        self.facilities.setAccessibleName(say("Facilities with returns that fail"))
        self.returns.setAccessibleName(say("Returns of the facility that fail"))
        self._show()

    def set_look(self, look: Look) -> None:
        self.head.set_look(look)
        self.summary.set_look(look)
        self.summary.setContentsMargins(look.px(10), look.px(5), look.px(10), look.px(5))
        self.facilities.set_look(look)
        self.returns.set_look(look)


def _summary(check: CheckRehearsal, say: Say) -> str:
    now, before = len(check.fails_now), len(check.fails_before)
    if check.now is None:
        return say(
            "{returns} returns: {before} fail today; made no more, none would.",
            returns=check.returns,
            before=before,
        )
    if check.before is None:
        return say(
            "{returns} returns: {now} would fail, {skipped} are skipped. The check is new.",
            returns=check.returns,
            now=now,
            skipped=check.now.skipped,
        )
    return say(
        "{returns} returns: {now} would fail, {before} fail today. "
        "{skipped} would be skipped, {skipped_before} are today.",
        returns=check.returns,
        now=now,
        before=before,
        skipped=check.now.skipped,
        skipped_before=check.before.skipped,
    )


def _facility_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Facility"), 1, 14),
        Column(say("Today"), 0, 5, right=True),
        Column(say("After"), 0, 5, right=True),
    )


def _return_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Month"), 1, 15), Column(say("Today"), 0, 6), Column(say("After"), 0, 6))
