"""The fields of one check, each with what is wrong with it right under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.domain.drafting import (
    AT,
    CHECK,
    CODE,
    LONGEST_TITLE,
    STANDARD,
    TITLE,
    WHEN,
    DraftFault,
    RuleDraft,
)
from kmmp_desktop.domain.form import Form, MissingRule, Severity
from kmmp_desktop.domain.tokens import MAX_LENGTH
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.text import Text
from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.rules.completions import Completions
from ui.rules.expression_field import ExpressionField
from ui.rules.words import MISSING_RULES, SEVERITIES, fault_words
from ui.style.look import SMALL, Dressed, Look
from ui.widgets.badge import BADGES, Badge
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label

_LABELS = {
    CODE: "Code of the check",
    CHECK: "The check",
    WHEN: "Only made where (may stay empty)",
    "missing": "A figure is missing on the left, on the right",
    TITLE: "Title in English: what does not hold",
    "title_sw": "Title in Kiswahili",
    "explain": "Explanation in English (may stay empty)",
    "explain_sw": "Explanation in Kiswahili",
    AT: "Cells that carry the mark",
    "severity": "Severity",
    STANDARD: "Rests on",
}


class DraftForm(QScrollArea):
    """``edited``: the draft is another one than before. Faults are shown by whoever finds them."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: Form | None = None
        self._draft: RuleDraft | None = None
        self._filling = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look = desk.look
        self.code = QLineEdit()
        self.expression = ExpressionField(look, 3)
        self.when = ExpressionField(look, 1)
        self.left, self.right = ComboBox(look), ComboBox(look)
        self.severity = ComboBox(look)
        self.title_en, self.title_sw = QLineEdit(), QLineEdit()
        self.explain_en, self.explain_sw = QLineEdit(), QLineEdit()
        self.at = QLineEdit()
        self.standard = ComboBox(look)
        self._badge = Badge(look)
        self._statement = Label(look, points=SMALL, ink="muted", wrap=True)
        self._labels = {
            name: Label(look, points=SMALL, bold=name == CHECK, ink="text" if name == CHECK else "muted")
            for name in _LABELS
        }
        self._faults = {name: Label(look, points=SMALL, ink="err_text", wrap=True) for name in _LABELS}
        self._build()
        self._connect()
        self.setFocusProxy(self.expression)

    @property
    def _sentences(self) -> tuple[QLineEdit, ...]:
        return (self.title_en, self.title_sw, self.explain_en, self.explain_sw)

    def _build(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        missing = QHBoxLayout()
        missing.addWidget(self.left)
        missing.addWidget(self.right)
        missing.addStretch(1)
        rests = QHBoxLayout()
        rests.addWidget(self.standard)
        rests.addWidget(self._badge)
        rests.addStretch(1)
        rows = {"missing": missing, STANDARD: rests}
        for name in _LABELS:
            part = rows.get(name, self._field(name))
            self._column.addWidget(self._labels[name])
            if isinstance(part, QWidget):
                left = isinstance(part, ComboBox)
                self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag(0))
            else:
                self._column.addLayout(part)
            self._column.addWidget(self._faults[name])
            self._faults[name].hide()
        self._column.addWidget(self._statement)
        self._column.addStretch(1)
        self.setWidget(self._body)
        for line in self._sentences:
            line.setMaxLength(LONGEST_TITLE)
        self.at.setMaxLength(1000)
        self.code.setMaxLength(20)
        for box in (self.left, self.right, self.severity, self.standard):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        for field in (self.expression, self.when):
            field.textChanged.connect(self._changed)
        self.expression.too_long.connect(lambda count: self._refuse_length(CHECK, count))
        self.when.too_long.connect(lambda count: self._refuse_length(WHEN, count))
        for line in (self.code, *self._sentences, self.at):
            line.textChanged.connect(self._changed)
        for box in (self.left, self.right, self.severity, self.standard):
            box.currentIndexChanged.connect(self._changed)

    # -- the draft -------------------------------------------------------------------------

    def show_draft(self, draft: RuleDraft | None, form: Form | None, *, writable: bool) -> None:
        """Fill the fields; ``None`` empties and locks them."""
        self._filling = True
        if form is not self._form:
            self._form = form
            self.expression.set_completions(Completions(form, self._desk.say) if form else None)
            self.when.set_completions(Completions(form, self._desk.say) if form else None)
            self.standard.clear()
            for name in form.standards if form else ():
                self.standard.addItem(name, name)
        shown = draft or RuleDraft("", "", Severity.ERROR, Text(""), "", "")
        self._draft = draft
        self.code.setText(shown.code)
        self.expression.set_text(shown.expression)
        self.when.set_text(shown.when)
        self.title_en.setText(shown.title.en)
        self.title_sw.setText(shown.title.sw)
        self.explain_en.setText(shown.explanation.en)
        self.explain_sw.setText(shown.explanation.sw)
        self.at.setText(shown.at)
        self._choose(self.left, shown.missing[0])
        self._choose(self.right, shown.missing[1])
        self._choose(self.severity, shown.severity)
        self._choose(self.standard, shown.standard)
        for line in (*self._sentences, self.at):
            line.setCursorPosition(0)
        self._set_writable(writable and draft is not None, is_new=shown.is_new)
        self._filling = False
        self.show_faults({})
        self._show_standard()

    def draft(self) -> RuleDraft | None:
        """The draft as the fields have it now."""
        if self._draft is None:
            return None
        return replace(
            self._draft,
            code=self.code.text().strip() if self._draft.is_new else self._draft.code,
            expression=self.expression.text(),
            when=self.when.text(),
            severity=Severity(self.severity.currentData()),
            title=Text(self.title_en.text(), self.title_sw.text()),
            explanation=Text(self.explain_en.text(), self.explain_sw.text()),
            at=self.at.text(),
            standard=str(self.standard.currentData() or ""),
            missing=(MissingRule(self.left.currentData()), MissingRule(self.right.currentData())),
        )

    @staticmethod
    def _choose(box: ComboBox, value: str) -> None:
        box.setCurrentIndex(max(0, box.findData(str(value))))

    def _set_writable(self, writable: bool, *, is_new: bool) -> None:
        self.code.setReadOnly(not (writable and is_new))
        for line in (*self._sentences, self.at):
            line.setReadOnly(not writable)
        for field in (self.expression, self.when):
            field.setReadOnly(not writable)
        for part in (self.code, *self._sentences, self.at, self.expression, self.when):
            part.style().polish(part)  # what can only be read looks so
        for box in (self.left, self.right, self.severity, self.standard):
            box.setEnabled(writable)

    def _changed(self) -> None:
        if not self._filling and self._draft is not None:
            self._show_standard()
            self.edited.emit()

    # -- faults ----------------------------------------------------------------------------

    def show_faults(self, faults: Mapping[str, DraftFault]) -> None:
        say = self._desk.say
        for name, label in self._faults.items():
            fault = faults.get(name)
            self._say_fault(label, fault_words(fault.error, say, fault.position) if fault else "")
            field = self._field(name)
            field.setAccessibleDescription(label.text())
            if isinstance(field, ExpressionField):
                field.show_fault(fault.position if fault else None)

    def go_to_fault(self) -> bool:
        """Put the cursor on the first fault; False where there is none."""
        for name, label in self._faults.items():
            if not label.isHidden():
                field = self._field(name)
                if isinstance(field, ExpressionField):
                    field.go_to_fault()
                else:
                    field.setFocus()
                self.ensureWidgetVisible(field)
                return True
        return False

    def fault_said(self, name: str) -> str:
        """What stands under a field now."""
        return self._faults[name].text()

    def _refuse_length(self, name: str, count: int) -> None:
        error = RefusedError(
            "{count} characters were not put in: an expression has at most {most}.",
            count=count,
            most=MAX_LENGTH,
        )
        self._say_fault(self._faults[name], fault_words(error, self._desk.say))

    def _say_fault(self, label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _field(self, name: str) -> QWidget:
        fields: dict[str, QWidget] = {
            CODE: self.code,
            CHECK: self.expression,
            WHEN: self.when,
            "missing": self.left,
            "severity": self.severity,
            TITLE: self.title_en,
            "title_sw": self.title_sw,
            "explain": self.explain_en,
            "explain_sw": self.explain_sw,
            AT: self.at,
            STANDARD: self.standard,
        }
        return fields[name]

    def _show_standard(self) -> None:
        form, say = self._form, self._desk.say
        standard = form.standards.get(str(self.standard.currentData() or "")) if form else None
        self._badge.setVisible(standard is not None)
        self._statement.setVisible(standard is not None)
        if standard is not None:
            self._badge.show_status(standard.status, say(BADGES[standard.status][0]))
            self._statement.setText(say(standard.statement))

    # -- look and words --------------------------------------------------------------------

    def retranslate(self) -> None:
        say = self._desk.say
        for name, label in self._labels.items():
            label.setText(say(_LABELS[name]))
            self._field(name).setAccessibleName(label.text())
        self.right.setAccessibleName(say("A figure is missing on the right"))
        self._filling = True
        missing = [(rule.value, word) for rule, word in MISSING_RULES.items()]
        severities = [(severity.value, word) for severity, word in SEVERITIES.items()]
        for box, words in ((self.left, missing), (self.right, missing), (self.severity, severities)):
            kept = max(0, box.currentIndex())
            box.clear()
            for value, word in words:
                box.addItem(say(word), value)
            box.setCurrentIndex(kept)
        if self._form is not None:
            for field in (self.expression, self.when):
                field.set_completions(Completions(self._form, say))
        self._filling = False
        self._show_standard()

    def set_look(self, look: Look) -> None:
        lay_ground(self._body, look)
        px = look.px
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(3))
        dressed: tuple[Dressed, ...] = (
            *self._labels.values(),
            *self._faults.values(),
            self._statement,
            self._badge,
            self.expression,
            self.when,
            self.left,
            self.right,
            self.severity,
            self.standard,
        )
        for part in dressed:
            part.set_look(look)
        self.setMinimumWidth(px(200))
