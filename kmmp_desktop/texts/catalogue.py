"""One gettext catalogue per language, for screen, commands, workbook and PDF alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib.resources import files

import polib

from kmmp_desktop.counted import ones_of, with_one
from kmmp_desktop.text import ENGLISH, SWAHILI, Message, Text, fill
from kmmp_desktop.texts import counted_sw

LANGUAGES = {"en": "English", "sw": "Kiswahili"}
_SINGULAR: Mapping[str, Callable[[str, Collection[str]], str]] = {SWAHILI: counted_sw.with_one}
"""How a language makes the singular of a plural sentence; of English it is ``kmmp_desktop.counted``."""


class Catalogue:
    """Says messages in one language at a time; English is the source and always complete.

    The ``.po`` file is read as it is, so that a fresh clone needs no compile step.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        self._loaded: dict[str, dict[str, str]] = {ENGLISH: {}}
        self._listeners: list[Callable[[], None]] = []
        self.language = ENGLISH
        self.use(language)

    def use(self, language: str) -> None:
        """Switch the language and tell whoever shows text; raises KeyError for an unknown one."""
        if language not in LANGUAGES:
            raise KeyError(language)
        if language not in self._loaded:
            self._loaded[language] = _read(language)
        changed = language != self.language
        self.language = language
        if changed:
            for listener in tuple(self._listeners):
                listener()

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def say(self, message: str | Message | Text, **params: object) -> str:
        """Say a message in the present language, its parameters put in."""
        return self.say_in(self.language, message, **params)

    def say_in(self, language: str, message: str | Message | Text, **params: object) -> str:
        """Say it in ``language`` whatever the present one is (a return has its own)."""
        if isinstance(message, Text):
            return message.say(language)
        if language not in self._loaded:
            self._loaded[language] = _read(language)
        template = message.template if isinstance(message, Message) else message
        if isinstance(message, Message):
            params = {**message.params, **params}
        said = {
            name: self.say_in(language, value) if isinstance(value, Message) else value
            for name, value in params.items()
        }
        return fill(self._found(language, template, said), said, language)

    def _found(self, language: str, template: str, said: Mapping[str, object]) -> str:
        loaded, ones = self._loaded[language], ones_of(said)
        one = with_one(template, ones) if ones else template
        if one == template or one in loaded:
            return loaded.get(one) or one
        plural = loaded.get(template)
        return one if plural is None else _SINGULAR[language](plural, ones)


def _read(language: str) -> dict[str, str]:
    text = files("kmmp_desktop.texts").joinpath(f"{language}.po").read_text(encoding="utf-8")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(text) if entry.msgstr and not entry.obsolete}
