"""Below the list: what the chosen workbook would change, corrected there; or why it is refused."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.services.proposals import Proposal
from kmmp_desktop.services.taking_in import BookFile, Step
from ui.entry.proposal_view import ProposalView
from ui.faces.ground import lay_ground
from ui.style.look import Look
from ui.taking_in.file_rows import SHAPES, detail, verdict
from ui.widgets.labels import Label
from ui.wording import Say


class FileDetail(QStackedWidget):
    """``take_asked``: this file only. ``fixed(address, text)``. ``left``: back to the list."""

    take_asked = Signal()
    fixed = Signal(str, str)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._words = QWidget(self)
        self.title = Label(look, self._words, bold=True, wrap=True)
        self.text = Label(look, self._words, wrap=True)
        column = QVBoxLayout(self._words)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addStretch(1)
        self.view = ProposalView(look, say, self, whole=True)
        self.addWidget(self._words)
        self.addWidget(self.view)
        self.view.take_asked.connect(self.take_asked)
        self.view.fixed.connect(self.fixed)
        self.view.given_up.connect(self.left)
        self.set_look(look)

    def show_file(self, file: BookFile | None, proposal: Proposal | None, form: Form | None) -> None:
        """``proposal`` where the file could change something; ``None``: words only."""
        say = self._say
        if file is not None and proposal is not None and form is not None:
            notes = [say(note) for note in file.notes]
            if proposal.rejected:
                rule = say("A file is taken in whole: correct each text, or clear it to leave its cell.")
                notes.insert(0, rule)
            self.view.show_proposal(proposal, form, head=file.path.name, notes=tuple(notes))
            self.setCurrentWidget(self.view)
            return
        self.setCurrentWidget(self._words)
        if file is None:
            self.title.setText(say("Choose a file in the list."))
            self.text.setText("")
            return
        self.title.setText(f"{verdict(file, say)} {file.path.name}")
        self.title.set_ink(SHAPES[file.step][2], self._look)
        hint = say(file.hint) if file.hint else ""
        notes = [say(note) for note in file.notes] if file.step is not Step.REFUSE else []
        self.text.setText("\n".join(part for part in (detail(file, say), hint, *notes) if part))

    @property
    def is_typing(self) -> bool:
        """Whether a text of the shown proposal is being corrected now."""
        return self.view.list.state() is self.view.list.State.EditingState and self.view.isVisible()

    def show_again(self, proposal: Proposal) -> None:
        self.view.show_again(proposal)

    def set_low(self, low: bool) -> None:
        self.view.set_low(low)

    def retranslate(self) -> None:
        self.view.retranslate()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.title.set_look(look)
        self.text.set_look(look)
        self.view.set_look(look)
        column = self._words.layout()
        assert column is not None
        column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        column.setSpacing(look.px(6))
        lay_ground(self._words, look)
