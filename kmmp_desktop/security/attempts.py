"""Wrong passphrases counted, in a file beside the database: each costs more waiting than the last.

Beside and not inside, so that an old copy of the database put back does not bring the tries
back. Nobody is ever shut out for good: that would let anybody at the keyboard stop the office.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.ports import Clock

FREE = 3
"""Wrong tries without waiting: people mistype."""
LONGEST = timedelta(minutes=5)

log = logging.getLogger(__name__)


def delay(wrong: int) -> timedelta:
    """How long to wait after so many wrong tries: 2 s after the fourth, then doubled, at most 5 minutes."""
    if wrong <= FREE:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(wrong - FREE, 16)), LONGEST)


class Attempts:
    """The counters of one office. ``account`` is a name for the account that says nothing of it."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def admit(self, account: str) -> None:
        """Raise RefusedError, with the seconds left, while the account has to wait."""
        wrong, left = self.standing(account)
        if left > timedelta(0):
            raise RefusedError(
                "The passphrase was wrong {count} times in a row. The next try is possible in {seconds} s.",
                hint="See whether Caps Lock is on, and which keyboard layout is chosen.",
                count=wrong,
                seconds=-(-left // timedelta(seconds=1)),
            )

    def standing(self, account: str) -> tuple[int, timedelta]:
        """Wrong tries in a row, and how long the account still has to wait (zero: not)."""
        wrong, last = self._read().get(account, (0, 0.0))
        waiting, now = delay(wrong), self._clock.now()
        # a clock that was set back must not make the wait longer than it is
        left = min(waiting, datetime.fromtimestamp(last, now.tzinfo) + waiting - now)
        return wrong, max(left, timedelta(0))

    def note_wrong(self, account: str) -> None:
        counts = self._read()
        counts[account] = (counts.get(account, (0, 0.0))[0] + 1, self._clock.now().timestamp())
        self._write(counts)

    def note_right(self, account: str) -> None:
        counts = self._read()
        if counts.pop(account, None) is not None:
            self._write(counts)

    def _read(self) -> dict[str, tuple[int, float]]:
        try:
            stored = json.loads(self._file.read_text("utf-8"))
            return {str(account): (int(wrong), float(last)) for account, (wrong, last) in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            log.warning("%s cannot be read; counting starts anew", self._file.name)
            return {}

    def _write(self, counts: dict[str, tuple[int, float]]) -> None:
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            with part.open("w", encoding="utf-8") as written:
                json.dump(counts, written)
                written.flush()
                os.fsync(written.fileno())
            part.replace(self._file)
        except OSError:
            # a full disk must not keep people with the right passphrase out
            log.warning("%s cannot be written", self._file.name)
