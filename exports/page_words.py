"""Words, numbers and dates of a printed return in its own language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from kmmp_desktop.counted import for_one
from kmmp_desktop.domain.period import MONTH_NAMES, Period, east_africa
from kmmp_desktop.text import ENGLISH, Message, Text, fill

THIN_SPACE = "\u2009"


class SayIn(Protocol):
    """Says a fixed English template in a language: ``Catalogue.say_in`` fits."""

    def __call__(self, language: str, message: str | Message | Text, **params: object) -> str: ...


def say_english(language: str, message: str | Message | Text, **params: object) -> str:
    """The English template with its parameters: used where no catalogue is given."""
    if isinstance(message, Text):
        return message.say(language)
    if isinstance(message, Message):
        return say_english(language, message.template, **{**message.params, **params})
    return fill(for_one(message, params), params, language)


class Words:
    """The language of one document."""

    def __init__(self, language: str, say: SayIn = say_english) -> None:
        self.language = language
        self._say = say

    def __call__(self, template: str | Message, **params: object) -> str:
        return self._say(self.language, template, **params)

    def pick(self, text: object) -> str:
        """A label of the data: ``{"en": …, "sw": …}``, a ``Text`` or a plain string."""
        if isinstance(text, Text):
            return text.say(self.language)
        if isinstance(text, Mapping):
            return str(text.get(self.language) or text.get(ENGLISH) or "")
        return "" if text is None else str(text)

    def month(self, period: str) -> str:
        """``November 2026`` for ``202611``."""
        found = Period.parse(period)
        return f"{self(MONTH_NAMES[found.month - 1])} {found.year}"

    def day(self, day: date) -> str:
        """``5 December 2026``."""
        return f"{day.day} {self(MONTH_NAMES[day.month - 1])} {day.year}"

    def moment(self, moment: datetime | str) -> str:
        """A UTC moment as people in Kenya read it: ``3 December 2026, 11:34 EAT``."""
        when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        local = east_africa(when)
        return f"{self.day(local.date())}, {local:%H:%M} EAT"

    def number(self, value: Any) -> str:
        """Thin spaces in thousands, no trailing zeros: ``12 480``, ``62.5``, ``0``; true minus."""
        text = f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        whole, point, rest = text.lstrip("-").partition(".")
        if len(whole) > 3:
            whole = f"{int(whole):,}".replace(",", THIN_SPACE)
        return ("\u2212" if text.startswith("-") and text.strip("-0.") else "") + whole + point + rest

    def value(self, entry: Mapping[str, Any] | None) -> str:
        """What the cell of a canonical document shows; empty for a blank."""
        if entry is None or entry.get("value") is None:
            return ""
        value = entry["value"]
        match entry["kind"]:
            case "number":
                return self.number(value)
            case "yes_no":
                return self("Yes") if value else self("No")
            case "date":
                return self.day(date.fromisoformat(value))
            case _:
                return str(value)

    def missing(self, code: str) -> str:
        """``not reported`` for ``NR``."""
        meanings = {"NR": self("not reported"), "NA": self("not offered here"), "UNK": self("not readable")}
        return meanings.get(code, "")
