"""The three answers about one file in sentences, who signed it, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.domain.verdict import Answer, FoundSignature, Verdict
from kmmp_desktop.text import Message
from ui.faces.ground import lay_ground
from ui.style.look import SMALL, Look
from ui.verifying.verdict_rows import SHAPES, advice
from ui.widgets.labels import IconLabel, Label, Line
from ui.wording import Say, clock_time, full_date

_HEADS = {
    "intact": {
        Answer.YES: "Intact? Yes",
        Answer.NO: "Intact? No",
        Answer.CANNOT_SAY: "Intact? Cannot be said",
    },
    "who": {
        Answer.YES: "Who signed? Known",
        Answer.NO: "Who signed? Not who it says",
        Answer.CANNOT_SAY: "Who signed? Cannot be said",
    },
    "complete": {
        Answer.YES: "Complete? Yes",
        Answer.NO: "Complete? No",
        Answer.CANNOT_SAY: "Complete? Cannot be said",
    },
}
_NARROW = 700


class Answers(QScrollArea):
    """Four blocks side by side, one under the other where the window is narrow."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._say = say
        self._verdict: Verdict | None = None
        self._narrow = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_verdict(self, verdict: Verdict | None) -> None:
        if verdict is not self._verdict:
            self._verdict = verdict
            self._build()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._look.px(_NARROW)
        if narrow is not self._narrow:
            self._narrow = narrow
            self._build()

    def _build(self) -> None:
        look, verdict = self._look, self._verdict
        body = QWidget()
        lay_ground(body, look)
        way = QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight
        layout = QBoxLayout(way, body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if verdict is not None:
            for number, block in enumerate(self._blocks(verdict)):
                if number:
                    layout.addWidget(Line(look, upright=not self._narrow))
                layout.addWidget(block, 1)
        self.setWidget(body)
        self.setAccessibleName(self._spoken(verdict) if verdict else "")

    def _spoken(self, verdict: Verdict) -> str:
        texts = (verdict.intact_text, verdict.who_text, verdict.complete_text, *verdict.notes)
        return " ".join((verdict.file, *(self._say(text) for text in texts)))

    def _blocks(self, verdict: Verdict) -> tuple[QWidget, ...]:
        problems = verdict.problems if verdict.intact is Answer.NO else ()
        more = tuple(self._say(p) for p in problems if p != verdict.intact_text)
        code = verdict.data.get("short_code") if verdict.data else None
        covered = (
            (self._say("The short code on the printed pages must be {code}.", code=code),) if code else ()
        )
        notes = tuple(self._say(note) for note in verdict.notes)
        return (
            self._answer("intact", verdict.intact, verdict.intact_text, more),
            self._answer("who", verdict.who, verdict.who_text, (), verdict.signatures),
            self._answer("complete", verdict.complete, verdict.complete_text, (*covered, *notes)),
            self._to_do(verdict),
        )

    def _answer(
        self,
        name: str,
        answer: Answer,
        text: Message,
        more: tuple[str, ...],
        signatures: tuple[FoundSignature, ...] = (),
    ) -> QWidget:
        icon, icon_ink, _ = SHAPES[answer]
        ink = "muted" if answer is Answer.CANNOT_SAY else "text"
        block, layout = self._block()
        layout.addLayout(self._head(icon, icon_ink, _HEADS[name][answer], ink))
        layout.addWidget(self._words(self._say(text)))
        for words in more:
            layout.addWidget(self._words(words, ink="muted"))
        for signature in signatures:
            layout.addWidget(self._signature(signature))
        layout.addStretch(1)
        return block

    def _signature(self, signature: FoundSignature) -> QWidget:
        """Name and role over the time and the key's fingerprint."""
        say, look = self._say, self._look
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, look.px(4), 0, 0)
        layout.setSpacing(0)
        who = say(Message("{name}, {role}", {"name": signature.name, "role": Message(signature.role)}))
        layout.addWidget(self._words(who, bold=True))
        if signature.signed_at is not None:
            at = f"{full_date(say, signature.signed_at)}, {clock_time(signature.signed_at)} EAT"
            layout.addWidget(self._words(say("says it was signed {at}", at=at), ink="muted"))
        layout.addWidget(
            self._words(say("key {fingerprint}", fingerprint=signature.fingerprint), ink="muted")
        )
        if signature.problem is not None:
            layout.addWidget(self._words(say(signature.problem), ink="err_text"))
        return holder

    def _to_do(self, verdict: Verdict) -> QWidget:
        block, layout = self._block()
        layout.addWidget(self._words(self._say("What to do"), bold=True, points=9.0))
        layout.addWidget(self._words(self._say(advice(verdict), file=verdict.file)))
        layout.addStretch(1)
        return block

    def _block(self) -> tuple[QWidget, QVBoxLayout]:
        px = self._look.px
        block = QWidget()
        layout = QVBoxLayout(block)
        layout.setContentsMargins(px(12), px(9), px(12), px(9))
        layout.setSpacing(px(4))
        return block, layout

    def _head(self, icon: str, icon_ink: str, text: str, ink: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(6))
        row.addWidget(IconLabel(self._look, icon, 17, icon_ink), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words(self._say(text), bold=True, points=9.0, ink=ink), 1)
        return row

    def _words(self, text: str, *, bold: bool = False, points: float = SMALL, ink: str = "text") -> Label:
        label = Label(self._look, points=points, bold=bold, ink=ink, wrap=True)
        label.setText(text)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
