"""The checks of a form inside its entry workbook: hidden formulas, and a sheet that says how each stands."""

from __future__ import annotations

import string
from dataclasses import dataclass, field

from exports.entry_book_formulas import (
    MISSING,
    OPERATORS,
    FormulaWriter,
    NotTranslatableError,
    every,
    literal,
    quoted,
    some,
)
from exports.page_words import Words
from exports.practice_mark import marked_title
from exports.workbook_model import Cell, Sheet
from kmmp_desktop.domain.conditions import Comparison, Condition, compile_condition
from kmmp_desktop.domain.examining import worth_of
from kmmp_desktop.domain.explaining import Explanation
from kmmp_desktop.domain.expressions import Node, parse
from kmmp_desktop.domain.findings import Side
from kmmp_desktop.domain.form import Check, Form, MissingRule, Severity
from kmmp_desktop.domain.kinds import Worth
from kmmp_desktop.domain.values import MAX_NUMBER, CellKey, Limits, ValueType
from kmmp_desktop.services.compiled import judges_whole_return
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Text

CALCULATIONS = "kmmp_calc"
HOLDS, FAILS, UNDECIDED = 0, 1, 2
"""What the formula of a check yields."""
SIGNS = {Severity.ERROR: "\u2715", Severity.WARNING: "\u25b2", Severity.NOTE: "\u25cf"}
"""Cross, triangle, dot: not by colour alone."""

DAY_ZERO = 693_594
"""A day as checks count it less the same day as spreadsheets count it."""
FIRST_DAY, LAST_DAY = 32_874, 73_415
"""Spreadsheet days of 1990 and 2100, the years that a date cell takes."""

_STRICT = (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)
_YES = ("1", "y", "yes", "true", "ndiyo", "ndio")
_NO = ("0", "n", "no", "false", "hapana")


@dataclass
class Calculations:
    """The rows of the hidden sheet: a note and a formula each."""

    rows: list[tuple[str, str]] = field(default_factory=list)

    def put(self, note: str, formula: str) -> str:
        """Store a formula and say where: ``$B$7``."""
        self.rows.append((note, formula))
        return f"$B${len(self.rows)}"


@dataclass(frozen=True, slots=True)
class BookCheck:
    """One check in the workbook. ``state`` is where its outcome stands; empty: made only in the program."""

    check: Check
    marks: tuple[CellKey, ...]
    state: str
    words: str
    """Formula of the sentence with its figures; empty: the sentence has none."""


class BookChecks:
    """Writes the formulas of all checks, totals and values of one return."""

    def __init__(self, opened: OpenReturn, places: dict[CellKey, str], sheet: str, language: str) -> None:
        """``places``: address of every offered cell on ``sheet``."""
        self.calculations = Calculations()
        self._language = language
        form = self._form = opened.form
        quoted_sheet = "'" + sheet.replace("'", "''") + "'!"
        values: dict[CellKey, str] = {}
        texts: dict[CellKey, str] = {}
        for key, address in places.items():
            element = form.elements[key.element]
            there = quoted_sheet + _absolute(address)
            if element.type is ValueType.TEXT:
                texts[key] = there
            else:
                formula = _value(there, element.type, element.limits)
                values[key] = self.calculations.put(str(key), formula)
        self._writer = FormulaWriter(form, opened.figures, values, texts, self.calculations.put)
        self.calculated = {
            element.full: self.calculations.put(element.code, self._writer.element(element, partial=True))
            for element in form
            if element.is_calculated
        }
        self.checks = tuple(map(self._check, form.checks))

    def _check(self, check: Check) -> BookCheck:
        marks = tuple(key for key in map(self._form.key, check.at) if key is not None)
        if judges_whole_return(check):
            return BookCheck(check, marks, "", "")
        before = len(self.calculations.rows)
        try:
            state, words = self._state(check, marks[0])
        except NotTranslatableError:
            del self.calculations.rows[before:]
            return BookCheck(check, marks, "", "")
        return BookCheck(check, marks, state, words)

    def _state(self, check: Check, at: CellKey) -> tuple[str, str]:
        put = self.calculations.put
        told = self._told(compile_condition(parse(check.expression), self._form, check.missing), check, at)
        state = f"IF(ISERROR({told.holds}),{UNDECIDED},IF({told.holds},{HOLDS},{FAILS}))"
        if check.when:
            condition = compile_condition(parse(check.when), self._form, _STRICT)
            guard = self._told(condition, check, at, _STRICT).holds
            state = f"IF(ISERROR({guard}),{UNDECIDED},IF({guard},{state},{HOLDS}))"
        return put(check.code, state), told.words

    def _told(
        self,
        condition: Condition,
        check: Check,
        at: CellKey,
        rules: tuple[MissingRule, MissingRule] | None = None,
    ) -> _Told:
        put, code = self.calculations.put, check.code
        if isinstance(condition, Comparison):
            return self._comparison(condition, check, at, rules)
        parts = [self._told(part, check, at, rules) for part in condition.parts]
        holds = [part.holds for part in parts]
        joined = put(code, every(holds) if condition.all else some(holds))
        words = parts[-1].words
        if condition.all and words:  # the first that fails is told
            for part in reversed(parts[:-1]):
                words = put(code, f"IF(IFERROR(NOT({part.holds}),FALSE),{part.words},{words})")
        return _Told(joined, words)

    def _comparison(
        self, one: Comparison, check: Check, at: CellKey, rules: tuple[MissingRule, MissingRule] | None
    ) -> _Told:
        put, code = self.calculations.put, check.code
        left_rule, right_rule = rules or check.missing
        left = put(code, self._writer.side(one.left, left_rule))
        right = put(code, self._writer.side(one.right, right_rule))
        if one.operator in OPERATORS:
            holds = put(code, f"{left}{OPERATORS[one.operator]}{right}")
        elif one.operator == "compulsory_pair":
            holds = put(code, f"ISERROR({left})=ISERROR({right})")
        else:
            holds = put(code, f"OR(ISERROR({left}),ISERROR({right}))")
        words = "" if rules else self._words(one, check, at, left, right)
        return _Told(holds, put(code, words) if words else "")

    def _words(self, one: Comparison, check: Check, at: CellKey, left: str, right: str) -> str:
        """The title of the check with its figures put in by formula; empty where it takes none."""
        title = check.title.say(self._language)
        pieces = list(string.Formatter().parse(title))
        if all(name is None for _, name, _, _ in pieces):
            return ""
        explained = Explanation(check, one, self._form, at)
        up, down = (_direction(explained, sides).say(self._language) for sides in ((1.0, 0.0), (0.0, 1.0)))
        shown = {
            "left": self._shown(left, one.left),
            "right": self._shown(right, one.right),
            "difference": _number(f"ABS({left}-{right})"),
            "direction": f'IFERROR(IF({left}>{right},{quoted(up)},IF({left}<{right},{quoted(down)},"")),"")',
        }
        said: list[str] = []
        for text, name, _, _ in pieces:
            said += [quoted(text)] if text else []
            said += [shown.get(name, quoted("\u2026"))] if name else []  # no other month is in a workbook
        return "&".join(said)

    def _shown(self, value: str, node: Node) -> str:
        worth = worth_of(node, self._form)
        if worth is Worth.DATE:
            return f'IFERROR(TEXT({value}-{DAY_ZERO},"dd/mm/yyyy"),"\u2026")'
        if worth in (Worth.FLAG, Worth.CONDITION):
            yes, no = (text.say(self._language) for text in (Text("yes", "ndiyo"), Text("no", "hapana")))
            return f'IFERROR(IF({value}=0,"{no}","{yes}"),"\u2026")'
        return _number(value)


@dataclass(frozen=True, slots=True)
class _Told:
    holds: str
    words: str


def _direction(explained: Explanation, values: tuple[float, float]) -> Text:
    left, right = (Side("", value, (), Text("")) for value in values)
    return explained.direction(left, right)


def _number(value: str) -> str:
    """Shown as findings show it: one decimal from 10 up, three significant figures below."""
    places = f"IF({value}=0,0,IF(ABS({value})>=10,1,2-INT(LOG10(ABS({value})))))"
    return f'IFERROR(ROUND({value},{places})&"","\u2026")'


def _absolute(address: str) -> str:
    letters = address.rstrip("0123456789")
    return f"${letters}${address[len(letters) :]}"


def _value(cell: str, kind: ValueType, limits: Limits) -> str:
    """The figure of a cell as checks see it; anything else is missing."""
    if kind is ValueType.YES_NO:
        yes, no = (",".join(f'{cell}="{word}"' for word in words[1:]) for words in (_YES, _NO))
        return f"IF(OR({cell}=1,{yes}),1,IF(AND(NOT(ISBLANK({cell})),OR({cell}=0,{no})),0,{MISSING}))"
    shift = f"+{DAY_ZERO}" if kind is ValueType.DATE else ""
    return f"IF(ISNUMBER({cell}),IF({fits(cell, kind, limits)},{cell}{shift},{MISSING}),{MISSING})"


def fits(cell: str, kind: ValueType, limits: Limits) -> str:
    """Whether a number is one that the cell takes, as a formula."""
    if kind is ValueType.DATE:
        return f"AND({cell}>={FIRST_DAY},{cell}<={LAST_DAY},{cell}=INT({cell}))"
    least = literal(limits.minimum or 0)
    most = literal(MAX_NUMBER if limits.maximum is None else limits.maximum)
    whole = f"{cell}=INT({cell})" if kind is ValueType.INTEGER else f"{cell}=ROUND({cell},6)"
    return f"AND({cell}>={least},{cell}<={most},{whole})"


def severity_words(words: Words) -> dict[Severity, str]:
    return {
        Severity.ERROR: words("error"),
        Severity.WARNING: words("warning"),
        Severity.NOTE: words("note"),
    }


def checks_sheet(
    name: str, words: Words, form: Form, checks: BookChecks, *, practice: bool = False
) -> tuple[Sheet, dict[str, str]]:
    """The sheet that lists every check with its state; its formulas come beside it, by address."""
    sheet = Sheet(name, (24.0, 9.0, 11.0, 9.0, 62.0), freeze="A3", repeat="1:2")
    about = {"office": {"practice": practice}}
    sheet.add({1: Cell(marked_title(words("How the checks stand"), about, words), "heading")}, 24)
    heads = (words("State"), words("Check"), words("Kind"), words("Row"), words("What does not hold"))
    sheet.add({column: Cell(head, "header") for column, head in enumerate(heads, 1)}, 16)
    kinds = severity_words(words)
    states = {
        FAILS: words("does not hold"),
        UNDECIDED: words("not made: a figure is missing"),
        HOLDS: words("holds"),
    }
    only_there = words("made only in the program")
    formulas: dict[str, str] = {}
    for one in checks.checks:
        check, mark = one.check, one.marks[0]
        element, section = form.elements[mark.element], form.section_of[mark.element]
        title = "".join(
            text + ("\u2026" if field_name else "")
            for text, field_name, _, _ in string.Formatter().parse(words.pick(check.title))
        )
        row = sheet.add_wrapped(
            {
                1: Cell(None if one.state else only_there, "state"),
                2: Cell(check.code, "wrapped"),
                3: Cell(f"{SIGNS[check.severity]} {kinds[check.severity]}", "wrapped"),
                4: Cell(f"{section.code} {element.row}", "wrapped"),
                5: Cell(title, "wrapped"),
            }
        )
        if one.state:
            state = f"{CALCULATIONS}!{one.state}"
            fails, undecided, holds = (quoted(states[n]) for n in (FAILS, UNDECIDED, HOLDS))
            otherwise = f"IF({state}={UNDECIDED},{undecided},{holds})"
            formulas[f"A{row}"] = f'IF({state}={FAILS},"{SIGNS[check.severity]} "&{fails},{otherwise})'
            if one.words:
                formulas[f"E{row}"] = f"IF({state}={FAILS},{CALCULATIONS}!{one.words},{quoted(title)})"
    return sheet, formulas
