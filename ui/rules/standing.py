"""How things stand with a check in the editor, in one sentence, and what can be done about it."""

from __future__ import annotations

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.permits import may
from kmmp_desktop.text import Message
from ui.page import Desk
from ui.rules.drafts import Drafts
from ui.rules.publish_foot import Standing
from ui.wording import month_year


def why_read_only(desk: Desk, period: Period) -> Message | None:
    """Why this person cannot change the checks of this month; None where they can."""
    if not may(desk.person, Action.CHECKS):
        return Message(
            "Read only: checks are changed by a programme officer or an administrator. You work as {role}.",
            {"role": Message(desk.person.role.value)},
        )
    if period < desk.services.rehearsal.this_month():
        return Message(
            "Read only: {month} is over and keeps the checks of its time. Choose a later month.",
            {"month": month_year(desk.say, period)},
        )
    return None


def subtitle_of(desk: Desk, form: Form | None, period: Period) -> str:
    """How many checks there are, of which form and month; empty where there is no form."""
    if form is None:
        return ""
    return desk.say(
        "{count} checks of {form}, as they are in {month}",
        count=len(form.checks),
        form=form.short,
        month=month_year(desk.say, period),
    )


def standing_of(desk: Desk, drafts: Drafts, period: Period, *, running: bool) -> Standing:
    """What the foot says and lets do."""
    say, month = desk.say, month_year(desk.say, period)
    draft = drafts.draft()
    if draft is None:
        return Standing("info", "muted", say("No check is chosen."))
    why = why_read_only(desk, period)
    faults = drafts.faults()
    if why is not None:
        return Standing("lock", "muted", say(why), may_try=not faults and not running)
    changed, new = drafts.is_changed, draft.is_new
    words = say("Retire from {month}" if drafts.retiring else "Publish from {month}", month=month)
    base = {
        "may_write": True,
        "may_try": not faults and not running,
        "may_retire": not new and not changed and not running,
        "may_drop": changed or drafts.retiring,
    }
    if running:
        return Standing("info", "muted", say("Running on past months…"), **base, publish_words=words)
    if faults:
        told = say(
            "It cannot be tried or published yet: {count} to correct. F4 goes there.", count=len(faults)
        )
        return Standing("error", "err", told, **base, publish_words=words)
    if not changed and not drafts.retiring:
        told = say("As published. Type to change it: nothing counts before it is published.")
        return Standing("info", "muted", told, **base, publish_words=words)
    if not drafts.is_tried:
        told = say("Try it on past months before it is published: F9.")
        return Standing("info", "muted", told, **base, publish_words=words)
    told = say(
        "It would be made no more from {month} on. Write the reason."
        if drafts.retiring
        else "Tried. It would hold from {month} on; earlier months keep theirs. Write the reason.",
        month=month,
    )
    return Standing("passed", "ok", told, **base, may_publish=True, publish_words=words)
