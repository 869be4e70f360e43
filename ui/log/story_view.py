"""One cell's story: every entry of the log that touched it, oldest first, and whether its chain is whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.cell_story import CellStory
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.log.entry_rows import story_columns, story_rows
from ui.log.reading import Reading
from ui.log.whole_filters import LONGEST
from ui.page import Desk
from ui.style.look import SMALL, TITLE, Look
from ui.widgets.fields import ComboBox
from ui.widgets.filter_rows import fill
from ui.widgets.labels import IconLabel, Label
from ui.widgets.month_box import MonthBox
from ui.wording import month_year


class StoryView(QWidget):
    """``told(str)``: a sentence over the page; ``moved()``: another story is shown."""

    told = Signal(str)
    moved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.story: CellStory | None = None
        look, say = desk.look, desk.say
        self._reading = Reading(self)
        self._reading.ready.connect(self._take)
        self._reading.failed.connect(lambda error: self.told.emit(say_error(desk, error)))
        self.facility, self.form = ComboBox(look, self), ComboBox(look, self)
        self.month = MonthBox(look, say, desk.services.worklist.default_period(), self, ahead=1)
        self.month.choose(desk.services.worklist.default_period())
        self.cell = QLineEdit(self)
        self.cell.setMaxLength(60)
        self.cell.returnPressed.connect(self.read)
        for box in (self.facility, self.form, self.month):
            box.activated.connect(self._chosen)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._choices = QHBoxLayout()
        for part, stretch in ((self.facility, 3), (self.form, 2), (self.month, 0), (self.cell, 1)):
            self._choices.addWidget(part, stretch)
        self._icon = IconLabel(look, "info", 20, "muted", self)
        self._sentence = Label(look, self, points=TITLE, wrap=True)
        self._what = Label(look, self, points=SMALL, ink="muted", wrap=True)
        said = QHBoxLayout()
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(self._sentence)
        words.addWidget(self._what)
        said.addLayout(words, 1)
        self.table = FaceTable(look, FaceModel(story_columns(say), self), self)
        self._top = QVBoxLayout()
        self._top.addLayout(self._choices)
        self._top.addLayout(said)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(self.table, 1)
        self._ground = QWidget(self)  # keeps what is said at the top while there is no table
        whole.addWidget(self._ground, 1)
        self.setFocusProxy(self.cell)

    # -- what is chosen --------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        return self._reading.is_reading

    def refresh(self) -> None:
        """Read what can be chosen; the story that is shown is told anew."""
        services, say = self.desk.services, self.desk.say
        fill(self.facility, "", [(f.name, f.mfl) for f in services.facilities.all()], LONGEST)
        forms = [(say(services.forms.newest(f).short), f) for f in services.forms.families()]
        fill(self.form, "", forms, LONGEST)
        self._offer_cells()
        if self.story is not None:
            self.show_story(self.story.key, self.story.cell)

    def show_story(self, key: ReturnKey, cell: CellKey) -> None:
        """Tell the story of this cell, wherever one comes from."""
        if not self.facility.count():
            self.story = None
            self.refresh()
        for box, data in ((self.facility, key.facility), (self.form, key.family)):
            if box.findData(data) < 0:
                box.addItem(data, data)
            box.setCurrentIndex(box.findData(data))
        self.month.choose(key.period)
        self._offer_cells()
        self.cell.setText(str(cell))
        self.read()

    def read(self) -> None:
        """Tell the story of what is chosen."""
        key, form = self._key(), self._form()
        if key is None or form is None or not self.cell.text().strip():
            return
        cell = form.key(self.cell.text().strip().upper())
        if cell is None or cell.category == "*":
            self.told.emit(
                self.desk.say(
                    '"{text}" is no cell of this form. Cells are called C02[ANC], rows without columns C16.',
                    text=self.cell.text().strip(),
                )
            )
            return
        tell = self.desk.services.stories.tell
        self._reading.ask(lambda: tell(key, cell))

    def _key(self) -> ReturnKey | None:
        period, family, mfl = self.month.period(), self.form.currentData(), self.facility.currentData()
        return ReturnKey(str(family), str(mfl), period) if period and family and mfl else None

    def _form(self) -> Form | None:
        key = self._key()
        return self.desk.services.forms.newest(key.family) if key is not None else None

    def _chosen(self, _at: int) -> None:
        self._offer_cells()
        self.read()

    def _offer_cells(self) -> None:
        form = self._form()
        if form is None or self.cell.property("of") == form.family:
            return
        self.cell.setProperty("of", form.family)
        old = self.cell.completer()
        completer = QCompleter([str(key) for key in form.entry_cells], self.cell)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        # what was chosen stands in the field only when this has run
        completer.activated.connect(lambda _text: QTimer.singleShot(0, self.read))
        self.cell.setCompleter(completer)
        if old is not None:
            old.deleteLater()

    # -- showing ---------------------------------------------------------------------------

    def _take(self, story: object) -> None:
        assert isinstance(story, CellStory)
        self.story = story
        self._show()
        self.table.select(self.table.face_rows[-1].key if self.table.face_rows else None)
        self.moved.emit()

    def _show(self) -> None:
        say, story = self.desk.say, self.story
        self.table.show_rows(story_rows(story.lines, say) if story else ())
        has_lines = story is not None and bool(story.lines)
        self.table.setVisible(has_lines)
        self._ground.setVisible(not has_lines)
        icon, ink, sentence, what = "info", "muted", say("Choose a facility, a form, a month and a cell."), ""
        if story is not None:
            what = say(
                "Changes of the figure: {changes}. Entries: {entries}. Revisions: {revisions}.",
                changes=story.changes,
                entries=len(story.lines),
                revisions=story.revisions,
            )
            if not story.holds:
                revision, entry = next(iter(story.first_broken.items()))
                icon, ink = "error", "err"
                sentence = say(
                    "The log of revision {revision} does not hold from entry {number} on.",
                    revision=revision,
                    number=entry,
                )
            elif story.lines:
                icon, ink = "passed", "ok"
                sentence = say("The log of this return is whole: every entry is as it was written.")
            else:
                sentence = say("The log knows nothing of this cell.")
                what = say("Figures of history that was brought in as a whole have no entries.")
        self._icon.show_icon(self.desk.look, icon, ink)
        self._sentence.setText(sentence)
        self._what.setText(what)
        self._what.setVisible(bool(what))

    def heading(self) -> str:
        """Which cell the story is of."""
        story = self.story
        if story is None:
            return self.desk.say("Every entry at a cell: when, who, old, new and why")
        services, say = self.desk.services, self.desk.say
        return ", ".join(
            (
                f"{story.cell} {say(services.audit.label(story))}",
                say(services.audit.place(story.key.facility)),
                month_year(say, story.key.period),
            )
        )

    def retranslate(self) -> None:
        say = self.desk.say
        self.month.retranslate()
        for part, name in (
            (self.facility, "Facility"),
            (self.form, "Form"),
            (self.month, "Month"),
            (self.cell, "Cell, as C02[ANC]"),
        ):
            part.setAccessibleName(say(name))
            part.setToolTip(say(name))
        self.cell.setPlaceholderText(say("Cell, as C02[ANC]"))
        self.table.show_columns(story_columns(say))
        self.table.setAccessibleName(say("Story of a cell"))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (
            *(self.facility, self.form, self.month),
            *(self._icon, self._sentence, self._what, self.table),
        ):
            part.set_look(look)
        self.cell.setMinimumWidth(look.metrics().horizontalAdvance("KM_C02[PN12_24]") + look.px(24))
        self._choices.setSpacing(look.px(8))
        self._top.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._top.setSpacing(look.px(8))

    def forget(self) -> None:
        """Nothing that is still being read is shown."""
        self._reading.forget()
