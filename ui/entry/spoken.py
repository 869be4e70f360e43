"""What a screen reader says of a cell: the figure first, its states after it."""

from __future__ import annotations

from collections.abc import Sequence

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.faces import Face, Marks, Say
from ui.entry.wording import category_name, place_name


def state_sentences(
    opened: OpenReturn, key: CellKey, face: Face, marks: Marks, why_invalid: Message | None, say: Say
) -> tuple[str, ...]:
    """The states of a cell in words, worst first."""
    found = faces.state_words(face, opened.value(key), marks.at(key), why_invalid, marks.explained)
    words = [say(word) for word in found]
    if faces.is_total(key) or opened.form.elements[key.element].is_calculated:
        total = opened.total(key.element)
        if total.counted < total.of:
            words.append(say("sum of {counted} of {of}", counted=total.counted, of=total.of))
    return tuple(words)


def place_sentence(opened: OpenReturn, key: CellKey, face: Face, states: Sequence[str], say: Say) -> str:
    """``Row 14, Active HIV-positive clients…, 0-6 months, 63, error: caseload does not balance``."""
    element = opened.form.elements[key.element]
    where = (place_name(element, say), say(element.label), category_name(element, key, say))
    return ", ".join(part for part in (*where, face.text or say("blank"), *states) if part)
