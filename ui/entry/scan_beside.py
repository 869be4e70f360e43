"""Keeps the scanned paper in step with the form: laid, added, followed, calibrated, taken off."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import Picture, Scan
from kmmp_desktop.services.scans import Laid
from kmmp_desktop.text import Message
from ui.entry.ask_bar import AskBar
from ui.entry.faces import Say
from ui.entry.scan_adding import Adding
from ui.entry.scan_drawing import Drawings
from ui.entry.scan_marking import Marking
from ui.entry.scan_panel import ScanPanel
from ui.entry.scan_paper import LaidPaper
from ui.entry.steering import Steering
from ui.entry.workspace import Workspace
from ui.page import Desk
from ui.tasks import Report, Task

_LOG = logging.getLogger(__name__)
SHOWN, TURNED = "entry/paper shown", "entry/paper turned"


class ScanBeside(QObject):
    """``told(Message)``: what came of an act. Nothing here waits for a file on the GUI thread."""

    told = Signal(object)

    def __init__(
        self,
        desk: Desk,
        space: Workspace,
        steering: Steering,
        ask: AskBar,
        settings: QSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._space, self._steering, self._ask = desk, space, steering, ask
        self._settings = settings
        self._opened: OpenReturn | None = None
        self._paper = LaidPaper((), ())
        self._paused_in: int | None = None
        self._section = -1
        self._drawings = Drawings(self)
        self.panel = ScanPanel(self._drawings, desk.look, desk.say)
        self.panel.hide()
        space.lay_beside_grid(self.panel)
        self.panel.wanted.connect(self.act)
        self.panel.dropped.connect(self.add)
        self.panel.view.scrolled.connect(self._on_scrolled)
        self.marking = Marking(
            self.panel.view,
            steering,
            lambda: desk.services.scans,
            lambda: self._paper,
            lambda: desk.person,
            self,
        )
        self.marking.told.connect(self.told)
        self.marking.asking.connect(self._name_page)
        self.marking.marked.connect(self._on_marked)
        self.marking.refused.connect(lambda error: self.panel.complain(self._words(error)))
        self.adding = Adding(desk, self)
        self.adding.begun.connect(lambda: self.panel.name_page(desk.say("Reading the paper…")))
        self.adding.ended.connect(self._on_ended)
        steering.stood.connect(self._on_stood)
        view = self.panel.view
        self._table: dict[str, Callable[[], None]] = {
            "scan": self.toggle,
            "scan_add": self.choose,
            "scan_begins": self.marking.here,
            "scan_three": self.marking.ask_three,
            "scan_up": lambda: view.move_by(-1),
            "scan_down": lambda: view.move_by(1),
            "scan_larger": lambda: view.enlarge(1),
            "scan_smaller": lambda: view.enlarge(-1),
            "scan_width": lambda: view.zoom_to(1.0),
            "scan_turn": self._turn,
            "scan_remove": self._ask_remove,
        }

    @property
    def _say(self) -> Say:
        return self._desk.say

    @property
    def is_shown(self) -> bool:
        return not self.panel.isHidden()

    def act(self, action: str) -> bool:
        """Do an act of the key table without ending what is being typed; False if it is none of these."""
        if action == "all_rows":  # Esc on the grid
            return self.marking.give_up()
        do = self._table.get(action)
        if do is None or self._opened is None:
            return False
        if self.is_shown or action in ("scan", "scan_add"):
            do()
        else:
            self.told.emit(Message("F7 shows the paper beside the form."))
        return True

    # -- which paper -----------------------------------------------------------------------

    def follow(self, opened: OpenReturn) -> None:
        """Another return is on the desk, or the same one again."""
        same = self._opened is not None and self._opened.key == opened.key
        self._opened = opened
        if not same:
            self._forget()
        self._show(str(self._settings.value(SHOWN, "")) == "yes")

    def close(self) -> None:
        """Nothing is open any more."""
        self._opened = None
        self._forget()
        self.panel.hide()

    def _forget(self) -> None:
        self._paper, self._paused_in, self._section = LaidPaper((), ()), None, -1
        self.marking.give_up()
        self._drawings.show(None)
        self.panel.view.show_pages((), ())
        self.panel.complain("")

    def toggle(self) -> None:
        shown = not self.is_shown
        self._settings.setValue(SHOWN, "yes" if shown else "no")
        self._show(shown)

    def _show(self, shown: bool) -> None:
        if shown != self.is_shown:
            self.panel.setVisible(shown)
            self._space.fit()
        if shown:
            self._read()

    def _read(self) -> None:
        """Look at the files again: sizes, digests, what is missing."""
        opened = self._opened
        if opened is None:
            return
        key, scans = opened.key, self._desk.services.scans
        self.panel.name_page(self._say("Reading the paper…"))
        self._run(lambda _report: scans.lay(key), lambda laid: self._lay(key, laid))

    def _lay(self, key: object, laid: tuple[Laid, ...]) -> None:
        opened = self._opened
        if opened is None or opened.key != key:
            return
        before, self._paper = self._paper.digests, LaidPaper(laid, self._steering.whole.plans)
        changed = before != self._paper.digests
        troubles = [self._words(one.trouble) for one in laid if one.trouble is not None]
        if troubles:
            self.panel.complain(" ".join(troubles))
        if changed:
            self._drawings.show(self._draw if laid else None)
            self.panel.view.show_pages(self._paper.sizes, self._paper.turns(self._turn_of))
        can_add = opened.locked_why is None
        if not laid:
            self.panel.show_empty(can_add=can_add)
            self.panel.name_page(
                self._say("Paper beside the form")
                if can_add
                else self._say("No paper lies beside this return.")
            )
            return
        self.panel.show_pages(can_add=can_add, can_remove=can_add)
        self._name_page()
        self._follow_cursor(anew=changed)

    def _turn_of(self, scan: Scan) -> int:
        kept = str(self._settings.value(f"{TURNED}/{scan.digest.hex()[:16]}", "0"))
        return int(kept) % 4 if kept.isdigit() else 0

    def _draw(self, page: int, width: int) -> Picture:
        scan, inside = self._paper.at(page)
        return self._desk.services.scans.draw(scan, inside, width)

    def _name_page(self) -> None:
        if self.marking.asked:
            self.panel.name_page(
                self._say("Click where section {section} begins. Esc ends it.", section=self.marking.asked)
            )
        elif self._paper:
            page = self.panel.view.page_in_view
            scan, _ = self._paper.at(page)
            words = self._say("Page {number} of {count}", number=page + 1, count=len(self._paper.sizes))
            self.panel.name_page(f"{words}: {scan.name}")

    # -- adding and removing ---------------------------------------------------------------

    def choose(self) -> None:
        opened = self._opened
        assert opened is not None
        if opened.locked_why is not None:
            self.told.emit(opened.locked_why)
            return
        names = self.adding.choose(self._space.window())
        if names:
            self.add(names)

    def add(self, paths: tuple[Path, ...]) -> None:
        """Lay files beside the form; each that cannot be is said, the others are kept."""
        opened = self._opened
        if opened is None:
            return
        if opened.locked_why is not None:
            self.told.emit(opened.locked_why)
            return
        self.panel.complain("")
        self._settings.setValue(SHOWN, "yes")
        self.adding.add(opened, paths)

    def _on_ended(self, kept: int, refused: list[KmmpError]) -> None:
        self.panel.complain(" ".join(self._words(error) for error in refused))
        if kept:
            self.told.emit(
                Message("The paper lies beside the form. Ctrl+F7 says where a section begins on it.")
            )
        self._show(True)

    def _ask_remove(self) -> None:
        if not self._paper:
            return
        scan, _ = self._paper.at(self.panel.view.page_in_view)
        self._ask.ask(
            self._say('Remove "{name}" from this return and delete it? The figures stay.', name=scan.name),
            self._say("Remove"),
            lambda: self.adding.remove(scan),
        )

    # -- following -------------------------------------------------------------------------

    def _on_stood(self, _key: CellKey) -> None:
        if self.is_shown and self._paper:
            self._follow_cursor()

    def _follow_cursor(self, *, anew: bool = False) -> None:
        number = self._steering.section
        entered = number != self._section
        self._section = number
        if entered:
            self._paused_in = None
        if self._paused_in == number or not self._paper:
            return
        self.panel.view.follow(self._paper.place(number, self._steering.key), anew=anew or entered)
        self._name_page()

    def _on_marked(self, laid: tuple[Laid, ...]) -> None:
        self._paper = LaidPaper(laid, self._steering.whole.plans)
        self._paused_in = None
        if not self.marking.asked:
            self._follow_cursor()

    def _on_scrolled(self) -> None:
        """Somebody looks elsewhere: the paper stays there until another section is typed."""
        self._paused_in = self._steering.section
        self._name_page()

    def _turn(self) -> None:
        if self._paper:
            scan, _ = self._paper.at(self.panel.view.page_in_view)
            self._settings.setValue(f"{TURNED}/{scan.digest.hex()[:16]}", (self._turn_of(scan) + 1) % 4)
            self.panel.view.show_pages(self._paper.sizes, self._paper.turns(self._turn_of))

    # -- work ------------------------------------------------------------------------------

    def _run(self, work: Callable[[Report], object], done: Callable[..., None]) -> None:
        task = Task(work, self)
        task.succeeded.connect(done)
        task.failed.connect(self._on_failed)
        task.finished.connect(task.deleteLater)
        task.start()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self.panel.complain(self._words(error))

    def _words(self, error: KmmpError) -> str:
        say = self._say
        return f"{say(error.message)} {say(error.hint) if error.hint else ''}".rstrip()

    def retranslate(self) -> None:
        self.panel.retranslate()
        self.panel.complain("")
        self._name_page()
