"""Words of the rule editor that more than one of its parts says."""

from __future__ import annotations

from kmmp_desktop.domain.form import Form, MissingRule, Severity
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.text import Message
from ui.wording import Say

SEVERITIES = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
SEVERITY_ICONS = {
    Severity.ERROR: ("error", "err"),
    Severity.WARNING: ("warning", "warn"),
    Severity.NOTE: ("info", "muted"),
}
MISSING_RULES = {
    MissingRule.SKIP_IF_ANY: "skip if one is missing",
    MissingRule.SKIP_IF_ALL: "skip if all are missing",
    MissingRule.NEVER_SKIP: "count missing as 0",
}
_IN_SENTENCES = ("wanted", "worth")
"""Parameters of the faults of expressions that are words of the catalogue themselves."""


def fault_words(error: KmmpError, say: Say, position: int | None = None) -> str:
    """The sentences of a fault, with the place where it stands (characters from 1)."""
    said = say(_worded(error.message))
    hint = say(_worded(error.hint)) if error.hint else ""
    if position is not None and "{at}" not in error.message.template:
        said = say("Character {at}: {error}", at=position + 1, error=said)
    return f"{said} {hint}".rstrip()


def cell_words(key: CellKey, form: Form, say: Say) -> str:
    """``C02[ANC] New clients, ANC``: code and label of a cell."""
    element = form.elements.get(key.element)
    if element is None:
        return key.element
    label, code = say(element.label), element.code
    if key.category and key.category != TOTAL and element.category_set is not None:
        code = f"{code}[{key.category}]"
        for category in element.category_set.categories:
            if category.code == key.category:
                label = f"{label}, {say(category.label)}"
    return f"{code} {label}"


def _worded(message: Message) -> Message:
    params = {
        name: Message(value) if name in _IN_SENTENCES and isinstance(value, str) else value
        for name, value in message.params.items()
    }
    return Message(message.template, params)
