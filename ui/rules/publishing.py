"""Publishing what is drafted: the check from a month on, or its end."""

from __future__ import annotations

from kmmp_desktop.domain.period import Period
from ui.page import Desk
from ui.rules.drafts import Drafts
from ui.wording import month_year


def publish_draft(desk: Desk, drafts: Drafts, start: Period, reason: str) -> str:
    """Publish or retire the check that is shown; returns the sentence to say, and forgets the draft.

    Raises RefusedError, NotFoundError or StorageError; then nothing has changed.
    """
    form, draft, code = drafts.form, drafts.to_try(), drafts.code()
    assert form is not None
    check = draft.check() if draft is not None else None
    desk.services.standards.change_check(form.family, check, code, start, reason, desk.person)
    drafts.drop()
    drafts.shown = code
    words = (
        "{code} is published from {month} on. Earlier months keep the check they had."
        if check is not None
        else "{code} is made no more from {month} on. Earlier months keep it."
    )
    return desk.say(words, code=code, month=month_year(desk.say, start))
