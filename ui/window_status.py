"""Keeps what places say about saving and about the cursor, and writes it into the status bar."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from ui import wording
from ui.page import Desk, Page
from ui.widgets.status_line import StatusLine


class WindowStatus(QObject):
    """``All saved`` is written only after a place has told of a commit, with the commit's time."""

    def __init__(self, desk: Desk, line: StatusLine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._line = desk, line
        self._low = False
        self._saved: datetime | None = None
        self._trouble = self._said = self._noted = self._others = ""

    def listen_to(self, page: Page) -> None:
        page.saved.connect(self._on_saved)
        page.not_saved.connect(self._on_not_saved)
        # A place that is not shown says its line again when the language changes: nobody asked for it.
        page.said.connect(lambda text: None if page.isHidden() else self._on_said(text))
        page.noted.connect(lambda text: None if page.isHidden() else self._on_noted(text))
        page.office_told.connect(lambda text: None if page.isHidden() else self._on_office(text))

    def forget_cursor(self) -> None:
        """Another place is shown: what the last one said of its cursor is over."""
        self._said = self._noted = self._others = ""

    def set_low(self, low: bool) -> None:
        self._low = low
        self.show()

    def _on_saved(self, moment: datetime) -> None:
        self._saved, self._trouble = moment, ""
        self.show()

    def _on_not_saved(self, text: str) -> None:
        self._trouble = text
        self.show()

    def _on_said(self, text: str) -> None:
        self._said = text
        self.show()

    def _on_noted(self, text: str) -> None:
        self._noted = text
        self.show()

    def _on_office(self, text: str) -> None:
        self._others = text
        self.show()

    def _office(self) -> str:
        """Where the office is, and who else works there."""
        desk, say = self._desk, self._desk.say
        if not desk.services:
            return ""  # nobody has looked where the office is
        if desk.services.entry.delivery is None:
            return say("Working without network: nothing is waiting for it")
        waits = desk.services.entry.delivery.standing()
        if waits.words:
            return say(
                "Waiting for the office's server. Cells: {count}. Reasons and comments: {words}.",
                count=waits.cells,
                words=waits.words,
            )
        if waits.cells:
            return say("Waiting for the office's server: {count} cells", count=waits.cells)
        return self._others or say("Connected with the office's server")

    def show(self) -> None:
        """Write everything anew, in the present language and look."""
        say, look = self._desk.say, self._desk.look
        if self._trouble:
            self._line.show_saved(self._trouble, proven=False, look=look, trouble=True)
        elif self._saved is not None:
            when = wording.clock_time(self._saved)
            self._line.show_saved(say("All saved {time}", time=when), proven=True, look=look)
        else:
            self._line.show_saved(say("Nothing to save yet"), proven=False, look=look)
        # what waits on this computer stands in front already
        network = "" if self._low or self._trouble else self._office()
        self._line.show_texts(self._said, network, "" if self._low else self._noted)
