"""The lines of the completion list, out of what the service found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kmmp_desktop.domain.form import Form, Severity, Status
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.completion_items import CORRECT, FILL, NOTHING, REASON, CompletionItem
from kmmp_desktop.services.control_totals import section_of_place
from kmmp_desktop.text import Message
from ui.faces.face import Face, Row
from ui.widgets.badge import BADGES
from ui.wording import Say

ItemKey = tuple[str, str]
"""What a line is known by: group of the service, and subject."""

REASON_COLUMN = 3
WRITE_WHY = "Write why, in a sentence. English or Kiswahili."
CHOOSE_CODE = "Choose a missing code"

_GROUPS = (
    ("correct", "Must be corrected"),
    ("warning", "Needs a written reason"),
    ("changed", "Changed since it was sent"),
    ("skipped", "Checks not made"),
    ("blank", "Left blank"),
    ("missing", "Coded missing"),
    ("question", "Waits for an answer"),
    ("paper", "Differs from a total of the paper"),
    ("note", "Notes, no reason needed"),
)


def key_of(item: CompletionItem) -> ItemKey:
    return item.group, item.subject


def group_of(item: CompletionItem) -> str:
    """The group of the list an item stands in."""
    if item.group in ("error", "invalid"):
        return "correct"
    if item.group == "warning" and item.needs == NOTHING:
        return "note"
    return item.group


def in_order(items: Sequence[CompletionItem]) -> tuple[CompletionItem, ...]:
    """Items as the list shows them: by group, the service's order inside one."""
    order = [name for name, _ in _GROUPS]
    return tuple(sorted(items, key=lambda item: order.index(group_of(item))))


def list_rows(completion: Completion, form: Form, say: Say, *, locked: bool) -> tuple[Row, ...]:
    """Groups with their counts, and a line for every item; ``locked`` shows no fields."""
    return tuple(_rows(in_order(completion.items), form, say, locked))


def _rows(items: Iterable[CompletionItem], form: Form, say: Say, locked: bool) -> Iterator[Row]:
    everything = list(items)
    for name, title in _GROUPS:
        members = [item for item in everything if group_of(item) == name]
        if members:
            heading = Face(say(title), aside=_count(members, say), bold=True, small=True)
            yield Row(("group", name), (heading,), group=True)
        for item in members:
            yield Row(key_of(item), _faces(item, form, say, locked))


def _count(items: Sequence[CompletionItem], say: Say) -> str:
    missing = sum(1 for item in items if item.needs == REASON and not item.reason)
    if missing:
        return say("{count}, of which {missing} without a reason", count=len(items), missing=missing)
    return str(len(items))


def _faces(item: CompletionItem, form: Form, say: Say, locked: bool) -> tuple[Face, ...]:
    section = form.section_of[item.key.element]
    return (
        Face(icon=icon_of(item)[0], icon_ink=icon_of(item)[1], spoken=say(icon_of(item)[2])),
        Face(_name(item, form, say), f"{section.code}. {say(section.short)}"),
        Face(say(item.what), _detail(item, form, say)),
        reason_face(item, say, locked=locked),
        _status(item, say),
    )


def _name(item: CompletionItem, form: Form, say: Say) -> str:
    """The cell; of the sum of a section what it is the sum of."""
    return say(item.detail) if section_of_place(item.subject) else cell_name(form, item.key, say)


def cell_name(form: Form, key: CellKey, say: Say) -> str:
    """``C14 Active clients, 0-6 months``: code, label and category."""
    element = form.elements[key.element]
    name = f"{element.code} {say(element.short or element.label)}"
    if element.category_set is not None and key.category not in ("", TOTAL):
        [category] = [c for c in element.category_set.categories if c.code == key.category]
        name += f", {say(category.label)}"
    return name


def icon_of(item: CompletionItem) -> tuple[str, str, str]:
    """Icon, token and word of an item."""
    group = group_of(item)
    if group == "correct":
        return "error", "err", "error"
    if group in ("warning", "skipped"):
        return "warning", "warn", "warning"
    if group == "changed":
        return "info", "changed", "changed"
    if group == "question":
        return "not-verified", "warn", "question"
    if group == "missing":
        return "info", "miss", "coded missing"
    if group == "paper":
        return "info", "muted", "note"
    return "info", "muted", "note" if group == "note" else "blank"


def _detail(item: CompletionItem, form: Form, say: Say) -> str:
    detail = say(item.detail)
    if item.finding is None or item.finding.severity is Severity.ERROR:
        return detail
    form = item.form or form
    standard = form.standards[item.finding.standard]
    if standard.status is Status.ARITHMETIC:
        return detail
    word = say(BADGES[standard.status][0])
    titles = [
        form.sources[s.strip()].title for s in standard.source.split(",") if s.strip() in form.sources
    ]
    if standard.status is Status.NOT_VERIFIED:
        rests = say("Not verified, a working value.")
    else:
        rests = f"{word}: {titles[0].split(' (')[0]}." if titles else f"{word}."
    return f"{detail} {rests}".strip()


def reason_face(item: CompletionItem, say: Say, *, locked: bool) -> Face:
    """The field of a line, or the words that say why it has none."""
    if item.needs == FILL and not locked:
        return Face(say(CHOOSE_CODE), field="combo", ink="muted", spoken=say(CHOOSE_CODE))
    if item.needs == CORRECT:
        words = (
            "Correct the cell: Enter goes there."
            if item.group == "invalid"
            else "No reason possible: arithmetic has to agree."
        )
        return Face(say(words), small=True, ink="muted")
    if item.needs == REASON or item.group == "missing":
        if locked:
            return Face(item.reason, small=True)
        needed = item.needs == REASON and not item.reason
        asked = say(WRITE_WHY if item.needs == REASON else "Why there is no figure. May stay empty.")
        return Face(
            item.reason or asked,
            field="box",
            needed=needed,
            ink="text" if item.reason else "muted",
            spoken=say("Reason: {text}", text=item.reason or asked),
        )
    words = "Enter goes to the cell." if item.group in ("question", "paper") else "No reason needed."
    return Face(say(words), small=True, ink="muted")


def _status(item: CompletionItem, say: Say) -> Face:
    if item.needs in (CORRECT, FILL):
        return Face(say("open"), small=True, bold=True, ink="err_text")
    if item.needs == REASON and not item.reason:
        return Face(say("needs reason"), small=True, bold=True, ink="warn_text")
    if item.reason:
        return Face(say("explained"), small=True)
    words = {"blank": "optional", "missing": "coded", "question": "waits"}
    return Face(say(words.get(item.group, "noted")), small=True)


def heading(completion: Completion, say: Say, *, where: str, at: str) -> str:
    """The line under the title: where, which checks ran when, and what is in the return."""
    ran = (
        Message("All {of} checks ran at {time}", {"of": completion.of, "time": at})
        if completion.made == completion.of
        else Message(
            "{made} of {of} checks could be made at {time}",
            {"made": completion.made, "of": completion.of, "time": at},
        )
    )
    return say(
        "{where}. {ran}: {figures} figures, {missing} coded missing, {blank} blank",
        where=where,
        ran=ran,
        figures=completion.figures,
        missing=completion.missing,
        blank=completion.blank,
    )
