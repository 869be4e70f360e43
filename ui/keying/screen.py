"""The widgets of a second keying put together: the choice, the blind grid, the end."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.keying import Outcome
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.keying_session import SecondKeying
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.context_bar import ProgressLine
from ui.entry.paper import SectionPlan
from ui.entry.section_list import WIDTH, SectionList
from ui.keying.blind_grid import BlindGrid
from ui.keying.blind_model import BlindModel
from ui.keying.choice_pane import ChoicePane
from ui.keying.end_pane import EndPane
from ui.keying.key_line import KeyLine
from ui.page import Desk, Page
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.wording import month_year

BEEP = "keying/beep"
"""Name of the setting: a beep where the keyings differ."""
WIDE_ENOUGH = 900
"""Effective pixels of width from which the list of sections is shown."""


class KeyingScreen(Page):
    """What is on screen. What happens between the widgets is ``ui.keying.page``'s."""

    back_requested = Signal()

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, settings: QSettings | None = None
    ) -> None:
        super().__init__(desk, parent)
        look, say = desk.look, desk.say
        if settings is None:  # where the window keeps its own
            settings = QSettings(str(desk.services.home / "screen.ini"), QSettings.Format.IniFormat)
        self._settings = settings
        self.opened: OpenReturn | None = None
        self.keying: SecondKeying | None = None
        self.plans: tuple[SectionPlan, ...] = ()
        self.section = 0
        self._low = False
        self.model = BlindModel(say, self.take, self)
        self.view = BlindGrid(self.model, look, say)
        self.sections = SectionList(look, say)
        self.hint = KeyLine(look, say)
        self.choice = ChoicePane(look, say)
        self.end = EndPane(look, say)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.hint)
        self.desk_of_keys = QWidget()
        row = QHBoxLayout(self.desk_of_keys)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sections)
        row.addWidget(middle, 1)
        self.stack = QStackedWidget(self)
        for part in (self.choice, self.desk_of_keys, self.end):
            self.stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self._build_context()
        self._beep = QAction(self)
        self._beep.setCheckable(True)
        self._beep.setChecked(settings.value(BEEP, False, type=bool) is True)
        self._beep.toggled.connect(lambda on: settings.setValue(BEEP, on))

    def _build_context(self) -> None:
        look = self.desk.look
        self.context = QWidget()
        row = QHBoxLayout(self.context)
        row.setContentsMargins(0, 0, 0, 0)
        self._bar = ProgressLine(look)
        self._count = Label(look, points=SMALL)
        self.leave_button = Button(kind="flat", key_hint="Esc")
        self.leave_button.clicked.connect(self.back_requested)
        for part in (self._bar, self._count):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.leave_button)

    def take(self, key: CellKey, text: str) -> bool:
        """Take what was typed into a cell; whether it is on disk."""
        raise NotImplementedError

    @property
    def beeps(self) -> bool:
        return self._beep.isChecked()

    def tell(self, message: str | Message) -> None:
        """Say a sentence under the grid until the next key that does something."""
        self.hint.tell(self.desk.say(message))

    # -- where one is ----------------------------------------------------------------------

    def section_of(self, key: CellKey) -> int:
        assert self.keying is not None
        form = self.keying.form
        return form.sections.index(form.section_of[key.element])

    def show_section(self, number: int) -> None:
        """Put a section on the grid, with nothing in it but what was keyed again."""
        assert self.keying is not None
        self.section = number
        self.model.show_section(self.keying.blind, self.plans[number])
        self.show_counts(number)

    def go(self, key: CellKey) -> None:
        """Put the cursor on a cell of any section."""
        number = self.section_of(key)
        if number != self.section:
            self.show_section(number)
        self.view.stand_on(key)

    def show_counts(self, section: int) -> None:
        """How many cells are keyed, in the whole and in each section; only counts of cells are told."""
        keying = self.keying
        if keying is None:
            return
        done, count = keying.done, len(keying.cells)
        self._bar.show_share(done / count)
        words = "{done} of {count} keyed a second time"
        short = f"{done} / {count}"
        self._count.setText(short if self._low else self.desk.say(words, done=done, count=count))
        form = keying.form
        per: dict[str, list[int]] = {s.code: [0, 0] for s in form.sections}
        for key in keying.cells:
            code = form.section_of[key.element].code
            per[code][1] += 1
            per[code][0] += keying.outcome(key) not in (None, Outcome.ASKED)
        counts = {code: (keyed, of, None) for code, (keyed, of) in per.items()}
        following = next((s for s in form.sections[section + 1 :] if per[s.code][1]), None)
        self.sections.show_state(counts, section, following)

    # -- the window's questions ------------------------------------------------------------

    def title(self) -> str:
        opened = self.opened
        return self.desk.say("Second keying: {facility}", facility=opened.facility.name) if opened else ""

    def subtitle(self) -> str:
        opened, say = self.opened, self.desk.say
        if opened is None:
            return ""
        return say(
            "MFL {mfl}, {month}, revision {number}",
            mfl=opened.key.facility,
            month=month_year(say, opened.key.period),
            number=opened.number,
        )

    def context_widget(self) -> QWidget | None:
        return self.context if self.keying is not None and not self.keying.is_finished else None

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return (("view", self._beep),)

    def retranslate(self) -> None:
        say = self.desk.say
        self._beep.setText(say("&Beep where the keyings differ"))
        self.leave_button.setText(say("Back to entry"))
        self.view.setAccessibleName(say("Figures of the second keying"))
        self.hint.tell("")
        self.sections.retranslate()
        self.sections.header.set_texts(say("Sections"), say("keyed"))
        self.choice.retranslate()
        self.end.retranslate()
        if self.model.opened is not None:
            self.model.refresh()
            self.view.header.viewport().update()
            self.view.fit()

    def set_look(self, look: Look) -> None:
        for part in (self.view, self.sections, self.hint, self.choice, self.end, self._bar, self._count):
            part.set_look(look)
        self.leave_button.set_look(look)
        self._fit_sections()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sections()

    def _fit_sections(self) -> None:
        look = self.desk.look
        self.sections.setVisible(self.width() / look.scale >= WIDE_ENOUGH)
        self.sections.setFixedWidth(look.px(WIDTH))

    def set_low(self, low: bool) -> None:
        self._low = low
        self._bar.setVisible(not low)
        self.show_counts(self.section)
