"""What a half-written check may go on with: codes, found by code or by label, settings and functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.kinds import FUNCTIONS
from kmmp_desktop.text import Text
from ui.wording import Say

MOST = 40
_LOOKED_AT = 200
"""Characters before the cursor that can matter: no label is longer."""
_IN_BRACKET = re.compile(r"([A-Za-z0-9_]+)\[([A-Za-z0-9_]*)$")
_SETTING = re.compile(r"@([A-Za-z0-9_]*)$")
_WORDS = re.compile(r"[^\W\d][\w' ]*$|\d\w*[^\W\d]\w*$")
_KEYWORDS = ("and", "or", "not")

SIGNATURES = {
    "if": "if(condition, a, b)",
    "isNull": "isNull(a)",
    "isNotNull": "isNotNull(a)",
    "firstNonNull": "firstNonNull(a, b)",
    "greatest": "greatest(a, b)",
    "least": "least(a, b)",
    "abs": "abs(a)",
    "round": "round(a)",
    "staff_required": "staff_required(a)",
    "previous": "previous(a, n)",
    "mean": "mean(a, n)",
    "median": "median(a, n)",
    "z": "z(a, n)",
    "modified_z": "modified_z(a, n)",
    "compulsory_pair": "compulsory_pair(a, b)",
    "exclusive_pair": "exclusive_pair(a, b)",
}
"""How a function with arguments is called; the others have none, or are shown by their name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to go on: ``insert`` takes the place of the text from ``start`` to the cursor."""

    insert: str
    start: int
    shown: str
    about: str


class Completions:
    """Offers for the checks of one form, with labels in the person's language."""

    def __init__(self, form: Form, say: Say) -> None:
        self._form = form
        self._say = say
        self._elements = [(element, _searched(element)) for element in form]

    def offers(self, text: str, *, asked: bool = False) -> tuple[Offer, ...]:
        """What may stand at the end of ``text`` (the check up to the cursor), best first.

        ``asked``: the person asked for it, so that even nothing typed gets everything.
        """
        left_out = max(0, len(text) - _LOOKED_AT)
        found = zip(self._offers(text[left_out:], asked), range(MOST), strict=False)
        return tuple(replace(offer, start=offer.start + left_out) for offer, _ in found)

    def _offers(self, text: str, asked: bool) -> Iterator[Offer]:
        if found := _IN_BRACKET.search(text):
            yield from self._categories(found[1], found[2], found.start(2))
        elif found := _SETTING.search(text):
            yield from self._settings(found[1], found.start(1))
        elif found := _WORDS.search(text):
            if asked or not found[0].endswith(" "):
                yield from self._named(found[0], found.start())
        elif asked:
            yield from self._all(len(text))

    def _categories(self, code: str, begun: str, start: int) -> Iterator[Offer]:
        element = self._form.find(code)
        if element is not None and element.category_set is not None:
            for category in element.category_set.categories:
                if category.code.casefold().startswith(begun.casefold()) and category.code != begun:
                    yield Offer(f"{category.code}]", start, category.code, self._say(category.label))

    def _settings(self, begun: str, start: int) -> Iterator[Offer]:
        for name, value in self._form.settings.items():
            if name.casefold().startswith(begun.casefold()) and name != begun:
                standard = self._form.standards.get(self._form.setting_standards.get(name, ""))
                about = self._say(standard.statement) if standard else ""
                yield Offer(name, start, f"@{name}", f"{value:g}  {about}".rstrip())

    def _named(self, run: str, start: int) -> Iterator[Offer]:
        """The longest run of words that names something: a label may have several."""
        for place in [match.start() for match in re.finditer(r"(?<!\S)\S", run)]:
            wanted = run[place:].strip()
            if wanted.casefold().split()[0] in _KEYWORDS:
                continue
            found = tuple(self._matching(wanted, start + place))
            if found:
                if not (len(found) == 1 and found[0].insert == wanted):
                    yield from found
                return

    def _matching(self, wanted: str, start: int) -> Iterator[Offer]:
        begun = wanted.casefold()
        first = [e for e, _ in self._elements if _begins(e, begun)]
        yield from (self._element(element, start) for element in first)
        for name in FUNCTIONS:
            if name.casefold().startswith(begun) and name != wanted:
                yield self._function(name, start)
        if len(begun) > 1:
            words = begun.split()
            for element, labels in self._elements:
                if element not in first and any(_has(label, words) for label in labels):
                    yield self._element(element, start)

    def _all(self, start: int) -> Iterator[Offer]:
        for element, _ in self._elements:
            yield self._element(element, start)

    def _element(self, element: Element, start: int) -> Offer:
        code = element.code if not element.code.isdigit() else element.full
        return Offer(code, start, code, self._say(element.label))

    def _function(self, name: str, start: int) -> Offer:
        shown = SIGNATURES.get(name, f"{name}()")
        insert = f"{name}()" if shown.endswith("()") and FUNCTIONS[name].most == 0 else f"{name}("
        return Offer(insert, start, shown, self._say("function"))


def _begins(element: Element, begun: str) -> bool:
    return element.code.casefold().startswith(begun) or element.full.casefold().startswith(begun)


def _searched(element: Element) -> tuple[tuple[str, ...], ...]:
    """The words of each label, in each language."""
    labels: tuple[Text, ...] = (element.label, element.short)
    texts = [text for label in labels for text in (label.en, label.sw) if text]
    return tuple(tuple(re.findall(r"[\w']+", text.casefold())) for text in texts)


def _has(label: tuple[str, ...], words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in label) for word in words)
