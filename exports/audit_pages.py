"""The log on paper: two lines an entry, the head of the log at the foot of every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING

from kmmp_desktop.services.audit_ports import PrintedLine, PrintedLog
from kmmp_desktop.text import Message

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from exports.page_sheet import Sheet
    from exports.page_type import Style, Type

_WHEN, _WHO, _WHAT, _CELL, _VALUES = 0.0, 94.0, 196.0, 342.0, 420.0
"""Where the columns begin, points from the left edge."""
_DIGITS = 12


class AuditPdf:
    """A page is drawn as soon as it is full: only one is ever in memory as things to draw."""

    def __init__(self, say: Callable[[str | Message], str], language: str) -> None:
        self._say = say
        self._language = language

    def write(self, file: IO[bytes], log: PrintedLog, lines: Iterable[PrintedLine]) -> None:
        # late: reportlab takes 0.1 s to import
        from exports.page_file import begin
        from exports.page_type import Type

        self._log = log
        paper = self._paper(Type())  # first: it registers the faces, one of which the canvas begins with
        canvas = begin(file, f"{self._say(log.title)}, {log.office}", log.office, log.made_at, self._language)
        done = 0
        for line in lines:
            self._entry(paper, line)
            while done < paper.number - 1:
                self._draw(canvas, paper, done)
                done += 1
        self._draw(canvas, paper, done)
        canvas.save()

    def _draw(self, canvas: Canvas, paper: Sheet, number: int) -> None:
        from exports.page_file import draw_page
        from exports.page_sheet import Page

        draw_page(canvas, paper.pages[number], self._say("PRACTICE") if self._log.practice else "")
        canvas.showPage()
        paper.pages[number] = Page()

    def _paper(self, type_: Type) -> Sheet:
        from exports.page_sheet import Sheet

        return Sheet(type_, self._head)

    def _head(self, paper: Sheet) -> None:
        from exports.audit_files import about
        from exports.page_sheet import FOOT, HEAVY, LEFT, RIGHT, RULE
        from exports.page_type import BOLD, REGULAR, SOFT, Style

        clean, small = paper.type.clean, Style(REGULAR, 7.5, SOFT)
        above = [clean(text) for text in about(self._log, self._say)]
        if len(paper.pages) == 1:
            title = Style(BOLD, 15)
            paper.y += paper.set_lines(LEFT, paper.y, paper.type.lines(above[0], title, RIGHT - LEFT), title)
            for text in above[1:]:
                lines = paper.type.lines(text, Style(REGULAR, 9), RIGHT - LEFT)
                paper.y += paper.set_lines(LEFT, paper.y, lines, Style(REGULAR, 9))
        else:
            one = paper.fitted(above[0], Style(BOLD, 9), RIGHT - LEFT)
            paper.y += paper.set_lines(LEFT, paper.y, (above[0],), one)
        paper.y += 6
        strong = Style(BOLD, 7.5)
        say = self._say
        for at, head in (
            (_WHEN, "When (EAT)"),
            (_WHO, "Who"),
            (_WHAT, "What"),
            (_CELL, "Cell or check"),
            (_VALUES, "Before and after"),
        ):
            paper.set_lines(LEFT + at, paper.y, (clean(say(head)),), strong)
        paper.y += 12
        paper.page.line(LEFT, paper.y, RIGHT, paper.y, HEAVY, RULE)
        paper.y += 3
        head = clean(say(Message("Head of the office's log: {head}", {"head": self._log.head})))
        page = clean(say(Message("Page {number}", {"number": paper.number})))
        paper.set_lines(LEFT, FOOT + 8, (head,), paper.fitted(head, small, RIGHT - LEFT - 60))
        paper.text_right(RIGHT, FOOT + 15, page, small)

    def _entry(self, paper: Sheet, line: PrintedLine) -> None:
        from exports.page_sheet import LEFT, RIGHT
        from exports.page_type import MONO, REGULAR, SOFT, Style

        clean, type_ = paper.type.clean, paper.type
        text, small = Style(REGULAR, 8), Style(REGULAR, 7, SOFT)
        values = f"{line.before or '–'} → {line.after or '–'}" if line.before or line.after else ""
        columns = [
            (_WHEN, _WHO, line.when),
            (_WHO, _WHAT, line.who),
            (_WHAT, _CELL, line.what),
            (_CELL, _VALUES, line.cell),
            (_VALUES, RIGHT - LEFT, values),
        ]
        set_ = [(at, _few(paper, clean(said), text, end - at - 5, 3)) for at, end, said in columns]
        below = ". ".join(part for part in (line.where, line.words) if part)
        room = RIGHT - LEFT - _WHO - 118
        quiet = _few(paper, clean(below), small, room, 6)
        high = max(len(lines) for _, lines in set_) * 10.3 + max(len(quiet), 1) * 9 + 4
        paper.need(high)
        for at, lines in set_:
            paper.set_lines(LEFT + at, paper.y, lines, text)
        paper.y += max(len(lines) for _, lines in set_) * 10.3
        paper.set_lines(LEFT + _WHO, paper.y, quiet, small)
        digest = line.digest[:_DIGITS].upper()
        said = f"{line.number}  {' '.join(digest[i : i + 4] for i in range(0, _DIGITS, 4))}"
        paper.text_right(RIGHT, paper.y + 7, type_.clean(said), Style(MONO, 6.5, SOFT))
        paper.y += max(len(quiet), 1) * 9 + 2
        paper.page.line(LEFT, paper.y, RIGHT, paper.y)
        paper.y += 2


def _few(paper: Sheet, text: str, style: Style, room: float, most: int) -> list[str]:
    """At most so many lines; what is left out is shown by three dots."""
    if not text:
        return []
    lines = list(paper.type.lines(text, style, room))
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip() + " …"]
