"""Says at the start what somebody would look for in vain: form files left out, a recovery sheet."""

from __future__ import annotations

import logging
from pathlib import Path

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.permits import may
from ui.main_window import MainWindow

_LOG = logging.getLogger(__name__)


def tell_unusable_forms(window: MainWindow) -> None:
    """A form file with faults is left out; without a word somebody would look for it in vain."""
    unusable = window.desk.services.forms.problems
    say = window.desk.say
    for error in unusable:
        _LOG.warning("form file left out: %s", error)
    if unusable:
        window.notice.say(
            " ".join(
                say(
                    "The form file {file} cannot be used and is left out. Faults: {count}. "
                    "The first: {first}",
                    file=Path(error.file).name,
                    count=len(error.problems),
                    first=error.problems[0],
                )
                for error in unusable[:3]
            ),
            "error",
        )


def tell_no_sheet(window: MainWindow) -> None:
    """The key of the office was changed, and the sheet before it opens nothing any more."""
    services, say = window.desk.services, window.desk.say
    key, person = services.protection, window.desk.person
    if not key.is_protected or key.has_recovery or not may(person, Action.PROTECT):
        return
    window.notice.say(
        say("There is no recovery sheet of the office. Make one under Tools, Protection of the office."),
        "error",
    )
