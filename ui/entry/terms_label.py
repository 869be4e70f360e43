"""One side of a comparison, its terms as links to their cells."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from kmmp_desktop.domain.findings import Side
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import TOTAL, CellKey
from ui.entry.faces import Say, figure
from ui.entry.wording import short_category
from ui.style.look import SMALL, Look

NAMED_TERMS = 2
"""Up to so many terms are called by their label; longer sums by the row numbers of the paper."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\[[A-Za-z0-9_]+\])?")
_CALL = re.compile(r"[a-z_]+\(|@")


class TermsLabel(QLabel):
    """The terms of one side; each is a link to its cell. ``jumped(CellKey)``."""

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._cells: list[tuple[CellKey, str]] = []
        self.linkActivated.connect(self._jump)
        self.linkHovered.connect(self._hint)

    def show_side(self, side: Side, form: Form, look: Look, say: Say, home: str) -> None:
        """``home`` is the code of the section on screen; rows of other sections carry their letter."""
        self.setFont(look.font(SMALL))
        self._cells = []
        parts: list[str] = []
        keys = [form.key(term.code) for term in side.terms]
        named = len(keys) <= NAMED_TERMS
        for term, key in zip(side.terms, keys, strict=True):
            sign = {"": "", "+": " + ", "-": " \u2212 "}[term.sign]
            if key is not None:
                said = self._link(key, term.value, form, look, say, home, named=named)
            else:
                said = self._expression(term.code, form, look, say, home)
            parts.append(sign + (said or escape(say(term.label)) or escape(term.code)))
        text = "".join(parts) or escape(side.text)
        if not named:
            text = escape(say("Rows")) + " " + text
        self.setText(text)

    def _expression(self, code: str, form: Form, look: Look, say: Say, home: str) -> str:
        """An expression of the check with its codes replaced by rows of the paper; where it calls a
        function, only the rows that it looks at. Empty where it names no cell."""
        parts: list[str] = []
        links: list[str] = []
        end = 0
        for found in _CODE.finditer(code):
            key = form.key(found[0])
            if key is not None:
                links.append(self._link(key, None, form, look, say, home, named=False))
                parts += [escape(code[end : found.start()]), links[-1]]
                end = found.end()
        if not links:
            return ""
        if _CALL.search(code):
            return escape(say("worked out from row")) + " " + ", ".join(dict.fromkeys(links))
        return "".join((*parts, escape(code[end:])))

    def _link(
        self, key: CellKey, value: float | None, form: Form, look: Look, say: Say, home: str, *, named: bool
    ) -> str:
        element = form.elements.get(key.element)
        if element is None:
            return ""
        section = form.section_of[element.full].code
        row = element.row if section == home else f"{section}\u00a0{element.row}"
        label = say(element.short or element.label)
        part = short_category(element, key, say) if key.category != TOTAL else ""
        label = f"{label}, {part}" if part else label
        shown = f"{label}\u00a0({row})" if named else row
        self._cells.append((key, f"{label}: {figure(value)}" if value is not None else label))
        return (
            f'<a style="color:{look.text.name()}; text-decoration:underline" '
            f'href="{len(self._cells) - 1}">{escape(shown)}</a>'
        )

    def _jump(self, link: str) -> None:
        self.jumped.emit(self._cells[int(link)][0])

    def _hint(self, link: str) -> None:
        if link:
            QToolTip.showText(self.cursor().pos(), self._cells[int(link)][1], self)
        else:
            QToolTip.hideText()
