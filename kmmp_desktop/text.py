"""Words in more than one language, and messages that are translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kmmp_desktop.counted import for_one

ENGLISH = "en"
SWAHILI = "sw"


@dataclass(frozen=True, slots=True)
class Text:
    """A label in English and, where the form has one, in Swahili."""

    en: str
    sw: str = ""

    def say(self, language: str) -> str:
        """Return the text in ``language``, in English where there is no translation."""
        return self.sw if language == SWAHILI and self.sw else self.en

    def __bool__(self) -> bool:
        return bool(self.en)


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence of the catalogue with ``{named}`` parameters.

    The core hands messages out; screen, command and paper translate them with
    ``kmmp_desktop.texts.catalogue.Catalogue.say``. A parameter may itself be a ``Text`` or a
    ``Message``: it is then said in the same language. A number that is one makes a plural a
    singular (``kmmp_desktop.counted``).
    """

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, message: str | Message, params: Mapping[str, object]) -> Message:
        if isinstance(message, Message):
            return cls(message.template, {**message.params, **params}) if params else message
        return cls(message, dict(params))

    def __str__(self) -> str:
        return fill(for_one(self.template, self.params), self.params, ENGLISH)

    def __bool__(self) -> bool:
        return bool(self.template)


def fill(template: str, params: Mapping[str, object], language: str) -> str:
    """Put ``params`` into ``template``; texts among them are said in ``language``."""
    if not params:
        return template
    said = {name: value.say(language) if isinstance(value, Text) else value for name, value in params.items()}
    return template.format_map(said)
