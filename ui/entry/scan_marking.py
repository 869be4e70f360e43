"""Says where sections begin on the paper: here (a key), or by three clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.scans import Laid, ScanService
from kmmp_desktop.text import Message
from ui.entry.scan_paper import LaidPaper
from ui.entry.scan_place import three_of
from ui.entry.scan_view import ScanView
from ui.entry.steering import Steering


class Marking(QObject):
    """``marked(tuple[Laid, ...])``: anchors were kept. ``told(Message)``; ``refused(KmmpError)``;
    ``asking()``: another click is asked for, or none any more."""

    marked = Signal(object)
    told = Signal(object)
    refused = Signal(object)
    asking = Signal()

    def __init__(
        self,
        view: ScanView,
        steering: Steering,
        scans: Callable[[], ScanService],
        paper: Callable[[], LaidPaper],
        person: Callable[[], Person],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._steering = view, steering
        self._scans, self._paper, self._person = scans, paper, person
        self._asked: list[str] = []
        view.clicked.connect(self._clicked)

    @property
    def asked(self) -> str:
        """Code of the section whose beginning is to be clicked at; empty: of none."""
        return self._asked[0] if self._asked else ""

    def here(self) -> None:
        """The section being typed begins at the reading height."""
        plans = self._steering.whole.plans
        if self._paper() and plans:
            self._keep(plans[self._steering.section].section.code, self._view.reading_place)

    def ask_three(self) -> None:
        if self._paper():
            self._asked = list(three_of([p.section.code for p in self._steering.whole.plans]))
            self._view.ask(True)
            self.asking.emit()

    def give_up(self) -> bool:
        """No more clicks are asked for. False where none were."""
        was, self._asked = bool(self._asked), []
        self._view.ask(False)
        if was:
            self.asking.emit()
        return was

    def _clicked(self, place: float) -> None:
        if self._asked:
            self._keep(self._asked.pop(0), place)
        if not self._asked:
            self._view.ask(False)
        self.asking.emit()

    def _keep(self, code: str, place: float) -> None:
        paper = self._paper()
        laid: list[Laid] = list(paper.laid)
        try:
            for number, anchors in paper.anchors_with(code, place).items():
                one = laid[number]
                laid[number] = replace(one, scan=self._scans().anchor(one.scan, anchors, self._person()))
        except KmmpError as error:
            self.refused.emit(error)
            return
        self.marked.emit(tuple(laid))
        self.told.emit(Message("Section {section} begins here on the paper.", {"section": code}))
