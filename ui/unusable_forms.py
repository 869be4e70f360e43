"""Says at the start which form files cannot be used."""

from __future__ import annotations

import logging
from pathlib import Path

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
