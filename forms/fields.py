"""Reading the keys of one mapping: types, choices, texts; what is wrong goes to the problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from forms.marked import Listing, Mapping, Node, Scalar
from forms.problems import FIRST_PLACE, Place, Problems, did_you_mean
from kmmp_desktop.domain.period import Period
from kmmp_desktop.text import Text

E = TypeVar("E", bound=StrEnum)

CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_READ_OTHERWISE = re.compile(
    r"(?i:y|yes|n|no|true|false|on|off|null|~)"
    r"|[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o?[0-7]+|[0-9]+(:[0-9]+)+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]\s*[0-9].*)?|[-+]?\.(inf|nan)")
"""What an ordinary YAML reader takes for a boolean, number or date unless it is quoted."""


class Fields:
    """The mapping of one thing (a form, an element, a check…).

    Each method takes one key and returns its value, or a harmless stand-in after a problem.
    """

    def __init__(self, node: Node | None, what: str, known: tuple[str, ...], problems: Problems,
                 place: Place = FIRST_PLACE) -> None:
        self.problems = problems
        self.what = what
        self.place = node.place if node else place
        self._is_there = isinstance(node, Mapping)
        """Where the whole is missing or no mapping, its keys are not missed one by one."""
        self._items: dict[str, Node] = {}
        self._keys: dict[str, Place] = {}
        if isinstance(node, Mapping):
            self._items, self._keys = node.items, node.keys
            for key, where in node.keys.items():
                if key not in known:
                    guess = "" if problems.full else did_you_mean(key, known)
                    problems.add(where, f"{what}: there is no key {key!r} here.{guess}")
        elif node is not None:
            problems.add(node.place, f"{what}: keys with values are needed here, such as {known[0]}: …")

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def where(self, key: str) -> Place:
        """Where the value of a key stands, or where it would."""
        node = self._items.get(key)
        return node.place if node else self.place

    def add(self, key: str, text: str) -> None:
        self.problems.add(self.where(key), f"{self.what}, {key}: {text}")

    def node(self, key: str, *, required: bool = False) -> Node | None:
        node = self._items.get(key)
        if node is None and required and self._is_there:
            self.problems.add(self.place, f"{self.what}: {key} is missing.")
        return node

    def scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        node = self.node(key, required=required)
        if node is None or isinstance(node, Scalar):
            if isinstance(node, Scalar) and not node.text and node.plain:
                self.add(key, "nothing stands here.")
                return None
            return node
        self.add(key, "one value is needed here, not a list or a mapping.")
        return None

    def string(self, key: str, *, required: bool = False, default: str = "", number_too: bool = False,
               most: int = 0) -> str:
        """A text; a plain word that other readers take for yes, no or a number must be quoted."""
        scalar = self.scalar(key, required=required)
        if scalar is None:
            return default
        if (scalar.plain and _READ_OTHERWISE.fullmatch(scalar.text)
                and not (number_too and _NUMBER.fullmatch(scalar.text))):
            self.add(key, f'{scalar.text} is not read as text everywhere. Put it in quotes: "{scalar.text}"')
        if most and len(scalar.text) > most:
            self.add(key, f"{scalar.text!r} has {len(scalar.text)} characters; at most {most} fit.")
        return scalar.text

    def code(self, key: str = "code") -> str:
        """A code: letters, digits and ``_``; required. Empty after a problem."""
        text = self.string(key, required=True)
        if text and not CODE.fullmatch(text):
            self.add(key, f"{text!r} is no code. Use letters, digits and _, at most 40.")
            return ""
        return text

    def number(self, key: str, *, required: bool = False) -> float | None:
        scalar = self.scalar(key, required=required)
        if scalar is None:
            return None
        if not scalar.plain or not _NUMBER.fullmatch(scalar.text):
            self.add(key, f"{scalar.text!r} is not a number. Write it without quotes, such as 12 or 0.95.")
            return None
        return float(scalar.text) if "." in scalar.text else int(scalar.text)

    def whole(self, key: str, least: int, most: int, default: int) -> int:
        number = self.number(key)
        if number is None:
            return default
        if number != int(number) or not least <= number <= most:
            self.add(key, f"{number:g} is not a whole number from {least} to {most}.")
            return default
        return int(number)

    def boolean(self, key: str, default: bool) -> bool:
        scalar = self.scalar(key)
        if scalar is None:
            return default
        if not scalar.plain or scalar.text not in ("true", "false"):
            self.add(key, f"{scalar.text!r} is neither true nor false.")
            return default
        return scalar.text == "true"

    def choice(self, key: str, kind: type[E], default: E, *, required: bool = True) -> E:
        text = self.string(key, required=required)
        known = tuple(member.value for member in kind)
        if not text:
            return default
        if text not in known:
            self.add(key, f"{text!r} is unknown.{did_you_mean(text, known)}")
            return default
        return kind(text)

    def text(self, key: str, *, required: bool = False, most: int = 0) -> Text:
        """A label in English and Swahili; English is always needed where there is a label."""
        node = self.node(key, required=required)
        if node is None:
            return Text("")
        if not isinstance(node, Mapping):
            self.add(key, "write it in its languages: {en: …, sw: …}.")
            return Text("")
        fields = Fields(node, f"{self.what}, {key}", ("en", "sw"), self.problems)
        return Text(fields.string("en", required=True, most=most), fields.string("sw", most=most))

    def period(self, key: str, *, required: bool = False) -> Period | None:
        text = self.string(key, required=required, number_too=True)
        if not text:
            return None
        try:
            return Period.parse(text)
        except ValueError:
            self.add(key, f"{text!r} is not a month written as YYYYMM, such as \"202601\".")
            return None

    def strings(self, key: str, *, required: bool = False) -> tuple[tuple[str, Place], ...]:
        """A list of texts (or one text), each with its place."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        items = node.items if isinstance(node, Listing) else (node,)
        found = []
        for item in items:
            if isinstance(item, Scalar) and item.text:
                found.append((item.text, item.place))
            else:
                self.problems.add(item.place, f"{self.what}, {key}: a list of words is needed here.")
        return tuple(found)

    def listed(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """The items of a list."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, Listing):
            self.add(key, "a list is needed here: lines that start with a dash.")
            return ()
        return node.items

    def named(self, key: str) -> Iterator[tuple[str, Node]]:
        """The pairs of a mapping whose keys are codes of the author's choice."""
        node = self.node(key)
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.add(key, "names with values are needed here.")
            return
        for name, value in node.items.items():
            if CODE.fullmatch(name):
                yield name, value
            else:
                self.problems.add(node.keys[name], f"{name!r} is no code. Use letters, digits and _.")
