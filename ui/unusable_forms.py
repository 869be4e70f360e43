"""Says at the start what somebody would look for in vain: forms, figures that waited, a recovery sheet."""

from __future__ import annotations

import logging
from pathlib import Path

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.permits import may
from ui.main_window import MainWindow

_LOG = logging.getLogger(__name__)


def tell_at_start(window: MainWindow) -> None:
    """Everything at once: one notice would take the place of the one before."""
    said = [*_unusable_forms(window), *_unread_journals(window), *_no_sheet(window)]
    if said:
        window.notice.say(" ".join(said), "error")


def _unusable_forms(window: MainWindow) -> list[str]:
    """A form file with faults is left out; without a word somebody would look for it in vain."""
    unusable = window.desk.services.forms.problems
    say = window.desk.say
    for error in unusable:
        _LOG.warning("form file left out: %s", error)
    return [
        say(
            "The form file {file} cannot be used and is left out. Faults: {count}. The first: {first}",
            file=Path(error.file).name,
            count=len(error.problems),
            first=error.problems[0],
        )
        for error in unusable[:3]
    ]


def _unread_journals(window: MainWindow) -> list[str]:
    """Figures of a program that was killed, which this one cannot send."""
    delivery = window.desk.services.entry.delivery
    unread = delivery.unread if delivery is not None else ()
    if not unread:
        return []
    return [
        window.desk.say(
            "What was typed on this computer before and waits in {file} cannot be read here: it is of "
            "another office, or damaged. The file is kept. Look through the returns that were typed here "
            "last.",
            file=", ".join(f"{path.parent.name}/{path.name}" for path in unread[:3]),
        )
    ]


def _no_sheet(window: MainWindow) -> list[str]:
    """The key of the office was changed, and the sheet before it opens nothing any more."""
    services, say = window.desk.services, window.desk.say
    key, person = services.protection, window.desk.person
    if not key.is_protected or key.has_recovery or not may(person, Action.PROTECT):
        return []
    return [say("There is no recovery sheet of the office. Make one under Tools, Protection of the office.")]
