"""The heat map with its heading, its scale and what its words mean."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.quality import OF_RETURNS, Definition
from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.quality.map_model import QualityModel
from ui.quality.map_view import QualityMapView
from ui.quality.scale import Scale
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label


class MapPane(QWidget):
    """Heading and scale above, words below; in a low window the words go."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = QualityModel(desk.say, self)
        self.view = QualityMapView(desk.look, self.model)
        self.scale = Scale(desk.look)
        self.heading = Label(desk.look, points=SMALL, bold=True, wrap=True)
        self.legend = Label(desk.look, points=SMALL, ink="muted", wrap=True)
        self._head = QWidget(self)
        self._top = QHBoxLayout(self._head)
        self._top.addWidget(self.heading, 1)
        self._top.addWidget(self.scale, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.view, 1)
        column.addWidget(self.legend)

    def show_definition(self, definition: Definition) -> None:
        say = self._desk.say
        self.heading.setText(say("{counts}, by facility", counts=say(definition.counts)))
        self.scale.show_definition(say, definition)
        self.view.setAccessibleName(say(definition.counts))
        if definition.measure in OF_RETURNS:
            words = say(
                "late: not received, deadline passed. not due: deadline not passed. no date: brought in, "
                "not counted here. Blank: not owed. Enter lists what makes up a square."
            )
        else:
            words = say(
                "2/3: fewer than {count}, not coloured. late: no return. draft: being typed. "
                "none: nothing to judge. Blank: not owed. Enter lists what makes up a square.",
                count=definition.quiet_below,
            )
        self.legend.setText(words)

    def set_look(self, look: Look) -> None:
        self.view.set_look(look)
        for part in (self.scale, self.heading, self.legend):
            part.set_look(look)
        lay_ground(self._head, look, "header")
        lay_ground(self.legend, look, "window")
        self._top.setContentsMargins(look.px(9), look.px(3), look.px(9), look.px(3))
        self.legend.setContentsMargins(look.px(9), look.px(3), look.px(9), look.px(3))

    def set_low(self, low: bool) -> None:
        self.legend.setVisible(not low)
