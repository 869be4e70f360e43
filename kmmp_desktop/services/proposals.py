"""What a block of texts from outside would do to an open return, judged before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.values import CellKey, CellValue, Limits, ValueType, read_cell, why_invalid
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([ ,\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]{1,6})?")
"""``1 234``, ``1,234.5``: one kind of separator, groups of three. ``5 0`` is no number."""
_DECIMAL = re.compile(r"[0-9]{1,12}\.[0-9]{1,15}")
_SEEN = 40
"""So much of a long text a sentence repeats."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One text that a source brings.

    ``address``: where it stands in the source (``D7``), its only name there. ``key``: the cell it is
    meant for; ``None`` where there is none. ``why_not``: the source knows already that it cannot be taken.
    """

    address: str
    key: CellKey | None
    text: str
    why_not: Message | None = None


class Fate(StrEnum):
    """What becomes of an offered text."""

    CHANGE = "change"
    SAME = "same"
    """The cell holds that already, or nothing is offered."""
    REJECT = "reject"
    """The cell stays as it is."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """An offered text and its fate. ``now``: what the cell holds; ``value``: what it would hold."""

    offered: Offered
    fate: Fate
    why: Message | None
    now: CellValue | None
    value: CellValue | None = None


Judge = Callable[[Offered], Proposed]


@dataclass(frozen=True)
class Proposal:
    """Every text that was offered, in the order of its source. Nothing is written by having it.

    It is judged against the return as it stood when it was made: make it anew when that has changed.
    """

    items: tuple[Proposed, ...]
    judge: Judge = field(repr=False, compare=False)

    @cached_property
    def changes(self) -> tuple[Proposed, ...]:
        return self._of(Fate.CHANGE)

    @cached_property
    def same(self) -> tuple[Proposed, ...]:
        return self._of(Fate.SAME)

    @cached_property
    def rejected(self) -> tuple[Proposed, ...]:
        return self._of(Fate.REJECT)

    def _of(self, fate: Fate) -> tuple[Proposed, ...]:
        return tuple(item for item in self.items if item.fate is fate)

    def edits(self) -> dict[CellKey, str]:
        """What ``OpenReturn.set_many`` is to be given: the changes, and nothing of what is rejected."""
        return {
            item.offered.key: item.value.raw
            for item in self.changes
            if item.offered.key is not None and item.value is not None
        }

    def with_text(self, address: str, text: str) -> Proposal:
        """The proposal with another text at an address (fixed in place), judged anew.

        A blank text leaves its cell as it is. Raises KeyError for an address that was not offered.
        """
        at = next((n for n, item in enumerate(self.items) if item.offered.address == address), None)
        if at is None:
            raise KeyError(address)
        before = self.items[at]
        why_not = before.offered.why_not if before.offered.key is None else None
        offered = replace(before.offered, text=text, why_not=why_not)
        after = self.judge(offered)
        return replace(self, items=(*self.items[:at], after, *self.items[at + 1 :]))

    def on(self, opened: OpenReturn) -> Proposal:
        """The same texts, judged against the return as it stands now."""

        def judge(one: Offered) -> Proposed:
            return _judged(opened, one)

        return Proposal(tuple(judge(item.offered) for item in self.items), judge)


def propose(opened: OpenReturn, offered: Iterable[Offered]) -> Proposal:
    """Judge what a source offers to a return. Blank texts are left out: they change nothing.

    Formulas are never worked out: a text that starts with ``=`` is rejected as it stands. A second text for
    a cell is rejected, so that the order of a file decides nothing silently.
    """

    def judge(one: Offered) -> Proposed:
        return _judged(opened, one)

    items: list[Proposed] = []
    seen: dict[CellKey, str] = {}
    for one in offered:
        if not one.text.strip() and one.why_not is None:
            continue
        if one.key is not None and one.key in seen and one.why_not is None:
            twice = Message("{address} is already meant for this cell.", {"address": seen[one.key]})
            one = replace(one, why_not=twice)
        elif one.key is not None:
            seen[one.key] = one.address
        items.append(judge(one))
    return Proposal(tuple(items), judge)


def clean(text: str, kind: ValueType) -> str:
    """A text as spreadsheets show it, as a cell of this type reads it.

    ``1 234`` and ``1,234`` are 1234, with hard spaces too; a percentage may carry its sign. Anything else
    is left alone.
    """
    if kind is ValueType.TEXT:
        return text
    bare = text.strip()
    if kind is ValueType.PERCENT and bare.endswith("%"):
        bare = bare[:-1].rstrip()
    if kind.is_numeric and (found := _THOUSANDS.fullmatch(bare)):
        bare = bare.replace(found[1], "")
    return bare


def _judged(opened: OpenReturn, one: Offered) -> Proposed:
    now = opened.value(one.key) if one.key is not None else None
    if one.why_not is not None:
        return Proposed(one, Fate.REJECT, one.why_not, now)
    if one.key is None:
        return Proposed(one, Fate.REJECT, Message("There is no cell for it on the form."), None)
    element = opened.form.elements.get(one.key.element)
    if element is None or (one.key not in element.cells and one.key != element.total):
        return Proposed(one, Fate.REJECT, Message("There is no cell for it on the form."), None)
    if element.is_calculated or one.key not in element.cells:
        return Proposed(one, Fate.REJECT, Message("A total is calculated, not typed."), now)
    if not opened.offered(one.key):
        return Proposed(one, Fate.REJECT, Message("The facility does not offer this service."), now)
    return _read(one, element, now)


def _read(one: Offered, element: Element, now: CellValue | None) -> Proposed:
    if not one.text.strip():
        return Proposed(one, Fate.SAME, None, now)
    kind = element.type
    if one.text.lstrip().startswith("="):
        return Proposed(one, Fate.REJECT, _no_value(one.text, kind), now)
    cleaned = clean(one.text, kind)
    value = read_cell(cleaned, kind, element.limits)
    if value is None or not value.is_valid:
        return Proposed(one, Fate.REJECT, _why(cleaned, kind, element.limits), now)
    same = now is not None and (now.kind, now.value) == (value.kind, value.value)
    return Proposed(one, Fate.SAME if same else Fate.CHANGE, None, now, value)


def _why(text: str, kind: ValueType, limits: Limits) -> Message:
    endless = Limits(0, float("inf"), limits.max_length)
    read = read_cell(text, kind, endless)
    if kind is ValueType.TEXT or (read is not None and read.is_valid):
        return why_invalid(text, kind, limits)  # it is a value, but one that the cell does not take
    if kind is ValueType.INTEGER and _DECIMAL.fullmatch(text):
        return Message('"{text}" is not a whole number.', {"text": _shown(text)})
    return _no_value(text, kind)


def _no_value(text: str, kind: ValueType) -> Message:
    return Message(_NO_VALUE[kind], {"text": _shown(text)})


def _shown(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= _SEEN else bare[:_SEEN] + "…"


_NO_VALUE = {
    ValueType.INTEGER: '"{text}" is not a number.',
    ValueType.NUMBER: '"{text}" is not a number.',
    ValueType.PERCENT: '"{text}" is not a percentage.',
    ValueType.YES_NO: '"{text}" is neither yes (1) nor no (0).',
    ValueType.DATE: '"{text}" is not a date.',
    ValueType.TEXT: '"{text}" is a formula. Formulas are not taken in.',
}
