"""YAML as nodes that know their line and column, read without trusting the file.

The stream of events is read, not PyYAML's own nodes: aliases and tags are refused where they stand
(no alias bomb), nesting is bounded, and a plain ``no`` stays the text that was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from forms.problems import Place, Problems

MAX_BYTES = 2_000_000
MAX_NESTING = 20

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or text as written. ``plain``: without quotes, so other readers may see a number."""

    text: str
    place: Place
    plain: bool
    one_line: bool
    """Whether character n of the text stands n columns after its start."""


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order of the file; of a key that stands twice the first."""

    items: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node: TypeAlias = Scalar | Listing | Mapping


def read_marked(content: bytes, problems: Problems) -> Node | None:
    """Read one YAML document; ``None`` after a problem that makes the rest unreadable."""
    if len(content) > MAX_BYTES:
        problems.add(Place(1, 1), f"The file is longer than {MAX_BYTES:,} bytes, the most a form has.")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(Place(line, 1), "The file is not written in UTF-8. Save it as UTF-8.")
        return None
    try:
        return _Composer(problems).compose(text)
    except yaml.YAMLError as error:
        problems.add(_place_of(error), _said(error))
    except _StopError:
        pass
    return None


class _StopError(Exception):
    """The problem is on record and reading on makes no sense."""


class _Composer:
    """Builds nodes from events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._stack: list[_Open] = []
        self._whole: Node | None = None

    def compose(self, text: str) -> Node | None:
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            match event:
                case yaml.ScalarEvent():  # by far the most
                    self._check(event)
                    self._place(_scalar(event))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._check(event)
                    self._open(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._place(self._stack.pop().close())
                case yaml.AliasEvent():
                    self._stop(event, f"*{event.anchor}: aliases are not read. Write it out.")
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._stop(event, "A second document starts here (---). A file holds one form.")
        if self._whole is None:
            self._problems.add(Place(1, 1), "The file is empty.")
        return self._whole

    def _check(self, event: Any) -> None:
        if event.anchor:
            self._stop(event, f"&{event.anchor}: anchors are not read. Write it out.")
        if event.tag and event.tag != "!":
            self._stop(event, f"The tag {event.tag} is not read. Leave it out.")

    def _open(self, event: Any) -> None:
        if len(self._stack) >= MAX_NESTING:
            self._stop(event, f"The file nests more than {MAX_NESTING} levels deep.")
        self._stack.append(_Open(_place(event), isinstance(event, yaml.MappingStartEvent), {}, {}, []))

    def _place(self, node: Node) -> None:
        if not self._stack:
            self._whole = node
        else:
            self._stack[-1].take(node, self._problems)

    def _stop(self, event: Any, text: str) -> None:
        self._problems.add(_place(event), text)
        raise _StopError


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    place: Place
    is_mapping: bool
    items: dict[str, Node]
    keys: dict[str, Place]
    listed: list[Node]
    key: Node | None = None

    def take(self, node: Node, problems: Problems) -> None:
        if not self.is_mapping:
            self.listed.append(node)
        elif self.key is None:
            self.key = node
        else:
            self._pair(self.key, node, problems)
            self.key = None

    def _pair(self, key: Node, value: Node, problems: Problems) -> None:
        if not isinstance(key, Scalar):
            problems.add(key.place, "A key must be a word.")
        elif key.text in self.items:
            problems.add(key.place, f"{key.text}: stands twice; first in line {self.keys[key.text].line}.")
        else:
            self.items[key.text] = value
            self.keys[key.text] = key.place

    def close(self) -> Node:
        if self.is_mapping:
            return Mapping(self.items, self.keys, self.place)
        return Listing(tuple(self.listed), self.place)


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: Any) -> Scalar:
    start, end = event.start_mark, event.end_mark
    plain = event.style in (None, "")
    quotes = 0 if plain else 1
    one_line = (start.line == end.line
                and end.column - start.column == len(event.value) + 2 * quotes)
    place = Place(start.line + 1, start.column + 1)
    return Scalar(event.value, place, plain, one_line)


def _place_of(error: yaml.YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _said(error: yaml.YAMLError) -> str:
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return f"This is not YAML: {what}. Look at indentation, colons and quotation marks here and above."
