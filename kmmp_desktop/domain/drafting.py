"""A check while somebody writes it: what is wrong with it, and the check it comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmmp_desktop.domain.examining import examine_check, examine_guard, examine_number
from kmmp_desktop.domain.explaining import title_fault
from kmmp_desktop.domain.expressions import Call, Node, Reference, Setting, parse
from kmmp_desktop.domain.form import Check, Form, MissingRule, Severity
from kmmp_desktop.domain.kinds import FUNCTIONS
from kmmp_desktop.domain.references import walk
from kmmp_desktop.errors import ExpressionError, KmmpError, RefusedError
from kmmp_desktop.text import Text

CODE, CHECK, WHEN, TITLE, AT, STANDARD = "code", "check", "when", "title", "at", "standard"
"""Fields of a draft that can be at fault."""
LONGEST_TITLE = 300
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")


@dataclass(frozen=True, slots=True)
class DraftFault:
    """What is wrong in one field. ``position`` counts characters of that field from 0."""

    field: str
    error: KmmpError
    position: int | None = None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A check as it stands in the fields of an editor: any text, read only when it is asked."""

    code: str
    expression: str
    severity: Severity
    title: Text
    at: str
    """References with commas or spaces between them."""
    standard: str
    missing: tuple[MissingRule, MissingRule] = (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)
    when: str = ""
    explanation: Text = Text("")
    is_new: bool = False

    @classmethod
    def of(cls, check: Check) -> RuleDraft:
        """The draft that changes nothing about ``check``."""
        return cls(
            check.code,
            check.expression,
            check.severity,
            check.title,
            ", ".join(check.at),
            check.standard,
            check.missing,
            check.when,
            check.explanation,
        )

    def check(self) -> Check:
        """The check as it stands; only one without faults can be run."""
        return Check(
            self.code.strip(),
            self.expression.strip(),
            self.severity,
            self.title,
            self.marks,
            self.standard,
            self.missing,
            self.when.strip(),
            self.explanation,
        )

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(part for part in re.split(r"[,;\s]+", self.at) if part)

    def faults(self, form: Form) -> tuple[DraftFault, ...]:
        """At most one fault for each field; empty where the check can be published."""
        return tuple(self._faults(form))

    def _faults(self, form: Form) -> Iterator[DraftFault]:
        if self.is_new and (error := self._code_fault(form)):
            yield DraftFault(CODE, error)
        for field, text in ((CHECK, self.expression), (WHEN, self.when)):
            if (field == CHECK or text.strip()) and (found := first_fault(text, field, form)):
                yield DraftFault(field, found, found.position)
        if error := self._title_fault():
            yield DraftFault(TITLE, error)
        if error := self._marks_fault(form):
            yield DraftFault(AT, error)
        if self.standard not in form.standards:
            yield DraftFault(
                STANDARD,
                RefusedError(
                    "The form has no standard {name}.",
                    name=self.standard,
                    hint="A check rests on a standard: choose one of the form's.",
                ),
            )

    def _code_fault(self, form: Form) -> KmmpError | None:
        code = self.code.strip()
        if not _CODE.fullmatch(code):
            return RefusedError(
                '"{code}" cannot be the code of a check.',
                code=code[:40],
                hint="A code starts with a letter and has up to 20 letters, digits and _, such as R310.",
            )
        if code in form.check_by_code:
            return RefusedError(
                "The form has a check {code} already.",
                code=code,
                hint="Change that one, or give this one a code of its own.",
            )
        if form.find(code) is not None:
            return RefusedError(
                "{code} is the code of an element.", code=code, hint="Give the check a code of its own."
            )
        return None

    def _title_fault(self) -> KmmpError | None:
        if not self.title.en.strip():
            return RefusedError(
                "The title is empty.",
                hint="Write in a few words what does not hold: it is shown when the check fails.",
            )
        for title in (self.title.en, self.title.sw):
            if len(title) > LONGEST_TITLE:
                return RefusedError(
                    "The title has {count} characters; at most {most} are read.",
                    count=len(title),
                    most=LONGEST_TITLE,
                )
            if why := title_fault(title):
                return RefusedError("The title cannot be filled in: {why}.", why=why)
        return None

    def _marks_fault(self, form: Form) -> KmmpError | None:
        if not self.marks:
            return RefusedError(
                "No cell carries the mark.", hint="Name at least one, such as C14 or C14[ANC]."
            )
        for reference in self.marks:
            if form.key(reference) is None:
                return RefusedError("The form has no cell {reference}.", reference=reference[:40])
        return None


def first_fault(text: str, use: str, form: Form) -> ExpressionError | None:
    """The first thing wrong with a check or a guard, or ``None``.

    Takes time in proportion to the text, however many unknown names stand in it: guessing what was
    meant is slow, and only done for the first one.
    """
    try:
        tree = parse(text)
    except ExpressionError as error:
        return error
    unknown = next((node for node in walk(tree) if not _is_known(node, form)), None)
    if unknown is not None:
        lone = Call(unknown.name, (), unknown.span) if isinstance(unknown, Call) else unknown
        return examine_number(lone, form)[0]
    found = examine_check(tree, form) if use == CHECK else examine_guard(tree, form)
    return min(found, key=lambda error: error.position, default=None)


def _is_known(node: Node, form: Form) -> bool:
    match node:
        case Reference():
            element = form.find(node.code)
            return element is not None and (
                not node.category
                or (
                    element.category_set is not None
                    and any(cell.category == node.category for cell in element.cells)
                )
            )
        case Setting():
            return node.name in form.settings
        case Call():
            return node.name in FUNCTIONS
        case _:
            return True
