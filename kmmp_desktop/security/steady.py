"""The office's people and trust file as they stood at the first question: for a few files in a row."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import nullcontext
from typing import Any, cast

from kmmp_desktop.services.ports import UnitOfWork, Work


def steady(work: Work, within: UnitOfWork | None = None) -> Work:
    """A ``Work`` that reads each thing once: in ``within``, else in a transaction that ends at once.

    A hundred files are signed by two people: who they are need not be asked two hundred times. Only for
    reading, and only for as long as a change of the office may stay unseen: nothing expires here.
    """
    known: dict[Hashable, Any] = {}
    asked = work if within is None else cast(Work, lambda: nullcontext(within))
    remembered = cast(UnitOfWork, _Remembered(asked, known))
    return cast(Work, lambda: nullcontext(remembered))


class _Remembered:
    """Looks like a ``UnitOfWork``; ``people.holder(der)`` is asked of a real one where it never was."""

    def __init__(self, work: Work, known: dict[Hashable, Any]) -> None:
        self._work, self._known = work, known

    def __getattr__(self, repository: str) -> _Repository:
        return _Repository(self._work, self._known, repository)


class _Repository:
    def __init__(self, work: Work, known: dict[Hashable, Any], name: str) -> None:
        self._work, self._known, self._name = work, known, name

    def __getattr__(self, question: str) -> Any:
        def ask(*about: Hashable) -> Any:
            key = (self._name, question, *about)
            if key not in self._known:
                with self._work() as work:
                    self._known[key] = getattr(getattr(work, self._name), question)(*about)
            return self._known[key]

        return ask
