"""What stands beside the catalogue for one standard: value, meaning, uses, source note, form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.history_runs import CheckHistory
from kmmp_desktop.services.standards import Listed
from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.standards.change_form import ChangeForm
from ui.standards.rows import coming_words, group_name, source_line, value_words
from ui.standards.words import MEANINGS, by_words, fired_words, note_lines, use_lines
from ui.style.look import SMALL, TITLE, Look
from ui.widgets.badge import BADGES, Badge
from ui.widgets.buttons import Button
from ui.widgets.labels import Label, Line, SectionHeader


class StandardPanel(QWidget):
    """Everything about the chosen standard. ``left``: Escape, back to the list."""

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listed: Listed | None = None
        self._form: Form | None = None
        look = desk.look
        self._head = SectionHeader(look, self)
        self._value = Label(look, points=TITLE, bold=True, wrap=True)
        self._badge = Badge(look)
        self._meaning = Label(look, points=SMALL, wrap=True)
        self._source = Label(look, points=SMALL, wrap=True)
        self.open_page = Button(icon_name="file", small=True)
        self.open_page.clicked.connect(self.show_note)
        self._note = Label(look, points=SMALL, wrap=True)
        self._note.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._used_head = Label(look, bold=True)
        self._used = Label(look, points=SMALL, wrap=True)
        self._fired = Label(look, points=SMALL, wrap=True)
        self.form = ChangeForm(desk)
        # a tier that was just added has its place only after the layout
        self.form.table.entered.connect(lambda: QTimer.singleShot(0, self, self._follow))
        self._lines = (Line(look), Line(look))
        self._lay_out()

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._sure = QHBoxLayout()
        self._sure.addWidget(self._badge)
        self._sure.addStretch(1)
        self._sure.addWidget(self.open_page)
        self._column.addWidget(self._value)
        self._column.addLayout(self._sure)
        for part in (self._meaning, self._source, self._note):
            self._column.addWidget(part)
        self._column.addWidget(self._lines[0])
        for part in (self._used_head, self._used, self._fired):
            self._column.addWidget(part)
        self._column.addWidget(self._lines[1])
        self._column.addWidget(self.form)
        self._column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidget(self._body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._area, 1)
        self._note.hide()

    def show_standard(
        self,
        listed: Listed | None,
        form: Form | None,
        earliest: Period,
        failed: Mapping[str, CheckHistory] | None,
    ) -> None:
        """Show one; None: nothing is chosen."""
        self._body.setVisible(listed is not None)
        other = listed is None or self._listed is None or listed.standard.id != self._listed.standard.id
        self._listed, self._form = listed, form
        if other:
            self._note.hide()
        if listed is None or form is None:
            self._head.set_texts("")
            return
        say = self._desk.say
        standard = listed.standard
        self._head.set_texts(group_name(listed, say), standard.id)
        words = value_words(listed, self._desk.say)
        statement = say(standard.statement)
        self._value.setText(f"{statement}: {words}" if words else statement)
        self._badge.show_status(standard.status, say(BADGES[standard.status][0]))
        self._meaning.setText(say(MEANINGS[standard.status]))
        facts = (
            say("Source: {source}", source=source_line(listed, say)),
            by_words(listed, say),
            coming_words(listed, say),
        )
        self._source.setText("\n".join(filter(None, facts)))
        self._used.setText("\n".join(use_lines(listed, say)))
        self.show_failed(failed)
        self._fill_note()
        self.form.show_standard(listed, earliest)

    def show_failed(self, failed: Mapping[str, CheckHistory] | None) -> None:
        """How often its checks failed last month; None: that is being counted."""
        words = fired_words(self._listed, failed, self._desk.say) if self._listed else ""
        self._fired.setText(words)
        self._fired.setVisible(bool(words))

    def tell(self, words: str, ink: str = "text") -> None:
        """What came of trying or confirming, under the buttons, and in sight."""
        self.form.tell(words, ink)
        if words:
            self._area.ensureWidgetVisible(self.form.told)

    def show_note(self) -> None:
        """Open the page, or fold it again: the bundled note, no browser."""
        self._note.setVisible(self._note.isHidden())
        self._name_note()
        if not self._note.isHidden():
            self._area.ensureWidgetVisible(self._note)

    def _fill_note(self) -> None:
        assert self._listed is not None
        assert self._form is not None
        lines = note_lines(self._listed, self._form, self._desk.say)
        self._note.setText("\n\n".join(f"{head}\n{text}" if head else text for head, text in lines))
        self._name_note()

    def _name_note(self) -> None:
        say = self._desk.say
        self.open_page.setText(say("Open the page") if self._note.isHidden() else say("Fold the page"))
        self.open_page.setToolTip("F3")

    @property
    def note(self) -> str:
        """The note as it is shown; empty while it is folded."""
        return "" if self._note.isHidden() else self._note.text()

    def go_to_form(self) -> None:
        """The first field that can be typed in; where there is none, the button of the page."""
        if self.form.value.isEnabled():
            self.form.go_in()
        else:
            self.open_page.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._follow()

    def _follow(self) -> None:
        """Keep in sight where the cursor is."""
        focused = self.focusWidget()
        if focused is not None:
            self._area.ensureWidgetVisible(focused)

    def retranslate(self) -> None:
        self._used_head.setText(self._desk.say("Where it is used"))
        self.form.retranslate()
        self._name_note()

    def set_look(self, look: Look) -> None:
        lay_ground(self, look)
        lay_ground(self._body, look)
        labels = (self._value, self._meaning, self._source, self._note, self._used_head, self._used)
        for part in (*labels, self._fired, self._head, self._badge, self.open_page, self.form, *self._lines):
            part.set_look(look)
        self._column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        self._column.setSpacing(look.px(6))
