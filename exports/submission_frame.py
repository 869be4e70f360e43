"""What frames the pages of a month's booklet: heads and feet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exports.page_frame import FOOT_BOLD, FOOT_TEXT, SIDE, TITLE, TITLE_AGAIN, set_head, spaced_head
from exports.page_sheet import FOOT, LEFT, RIGHT, RULE, Page, Sheet, middle
from exports.page_type import Run, Type
from exports.page_words import Words
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.submission import SubmissionDocument


class MonthFrame:
    """The heads and feet of one booklet; ``side`` stands at the right of the head of further pages."""

    def __init__(self, document: SubmissionDocument, form: Form, words: Words) -> None:
        self._data: Mapping[str, Any] = document.data
        self._form, self._words = form, words
        self._month = words.month(self._data["submission"]["period"])
        self.side = ""

    @property
    def partner(self) -> str:
        office = self._data["office"]
        return str(office["partner"] or office["name"])

    def start_page(self, sheet: Sheet) -> None:
        """The large head with forms and notice on the first page, else the short one."""
        (self._first_head if sheet.number == 1 else self.next_head)(sheet)

    def _first_head(self, sheet: Sheet) -> None:
        words, clean, data = self._words, sheet.type.clean, self._data
        title = clean(words("Submission for {month}", month=self._month))
        room = (RIGHT - LEFT) * 0.45
        forms = "; ".join(
            words("{form} {version}", form=words.pick(f["title"]), version=", ".join(f["versions"]))
            for f in data["families"]
        )
        sides = (
            *sheet.type.lines(clean(forms), SIDE, room),
            *sheet.type.lines(clean(words.pick(self._form.notice)), SIDE, room),
        )
        set_head(sheet, words.pick(self._form.programme), (title,), TITLE, sides)
        sheet.y += 6.75

    def next_head(self, sheet: Sheet) -> None:
        words, clean = self._words, sheet.type.clean
        side = clean(self.side)
        title = clean(words("Submission for {month}", month=self._month))
        set_head(sheet, words.pick(self._form.programme), (title,), TITLE_AGAIN, (side,) if side else ())
        sheet.y += 3

    def finish(self, pages: Sequence[Page], type_: Type) -> None:
        """Set the feet, now that the number of pages is known."""
        words, clean, data = self._words, type_.clean, self._data
        lead = FOOT_TEXT.size * 1.4
        base = middle(FOOT + 5, lead, FOOT_TEXT.size)
        office = type_.lines(clean(self.partner), FOOT_TEXT, (RIGHT - LEFT) * 0.34)[0]
        counts = data["counts"]
        left = clean(
            words(
                "{month}: {included} of {owed} returns",
                month=self._month,
                included=counts["included"],
                owed=counts["owed"],
            )
        )
        head = type_.flow(
            [Run(words("Audit log head") + " ", FOOT_TEXT), Run(spaced_head(data["audit_head"]), FOOT_BOLD)],
            RIGHT - LEFT,
        )[0]
        below = clean(words("Same figures are attached to this file as data"))
        made = clean(words("Made {moment}", moment=words.moment(data["made_at"])))
        for number, page in enumerate(pages, 1):
            page.line(LEFT, FOOT + 3, RIGHT, FOOT + 3, 0.75, RULE)
            page.texts += [(LEFT, base, office, FOOT_TEXT), (LEFT, base + lead, left, FOOT_TEXT)]
            start = (LEFT + RIGHT - head.width) / 2
            page.texts += [(start + x, base, run.text, run.style) for x, run in head.runs]
            centre = (LEFT + RIGHT - type_.width(below, FOOT_TEXT)) / 2
            page.texts.append((centre, base + lead, below, FOOT_TEXT))
            of = clean(words("Page {number} of {count}", number=number, count=len(pages)))
            page.texts.append((RIGHT - type_.width(of, FOOT_BOLD), base, of, FOOT_BOLD))
            page.texts.append((RIGHT - type_.width(made, FOOT_TEXT), base + lead, made, FOOT_TEXT))
