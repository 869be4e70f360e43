"""What a screen reader says of a cell: the figure first, its states after it."""

from __future__ import annotations

from collections.abc import Sequence

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.faces import Face, Marks, Say, Shape
from ui.entry.wording import category_name, place_name


def state_sentences(
    opened: OpenReturn, key: CellKey, face: Face, marks: Marks, why_invalid: Message | None, say: Say
) -> tuple[str, ...]:
    """The states of a cell in words, worst first."""
    if face.shape is Shape.HATCH:
        why = opened.why_not_offered(key)
        return (say("not asked here"), *([say(why)] if why else []))
    found = faces.state_words(face, opened.value(key), marks.at(key), why_invalid, marks.explained)
    words = [say(word) for word in found]
    words += [say("{name} is here", name=here.name) for here in opened.others if here.key == key]
    if key in opened.keyed_apart:
        words.append(say("second keying differs"))
    if face.changed:
        words.append(_was(opened, key, say))
    if face.off_paper:
        paper = faces.figure(opened.control_totals[key.element].number)
        words.append(say("the paper says {number}", number=paper))
    if faces.is_total(key) or opened.form.elements[key.element].is_calculated:
        total = opened.total(key.element)
        if total.counted < total.of:
            words.append(say("sum of {counted} of {of}", counted=total.counted, of=total.of))
    return tuple(words)


def _was(opened: OpenReturn, key: CellKey, say: Say) -> str:
    """What stood there when the return was signed last."""
    then = opened.signed_before.get(key) if opened.signed_before is not None else None
    was = faces.shown(then, say) or say("blank")
    return say("was {value} in revision {number}", value=was, number=opened.number - 1)


def place_sentence(opened: OpenReturn, key: CellKey, face: Face, states: Sequence[str], say: Say) -> str:
    """``Row 14, Active HIV-positive clients…, 0-6 months, 63, error: caseload does not balance``."""
    element = opened.form.elements[key.element]
    where = (place_name(element, say), say(element.label), category_name(element, key, say))
    shown = face.text or ("" if face.shape is Shape.HATCH else say("blank"))
    return ", ".join(part for part in (*where, shown, *states) if part)
