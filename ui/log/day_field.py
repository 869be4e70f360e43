"""A field for a day, typed as in entry: 05122026, 5/12/2026, or nothing."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta

from PySide6.QtWidgets import QLineEdit, QWidget

from kmmp_desktop.domain.period import EAST_AFRICA

_DAY = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4})|(\d{2})(\d{2})(\d{4})")


class DayField(QLineEdit):
    """``moment()``: when the day begins in East Africa Time, in UTC; ``None`` where nothing is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(10)

    @property
    def is_wrong(self) -> bool:
        """Something is typed that is no day."""
        return bool(self.text().strip()) and self._day() is None

    def moment(self, *, after: bool = False) -> datetime | None:
        """The beginning of the day; ``after``: its end."""
        day = self._day()
        if day is None:
            return None
        begins = datetime(day.year, day.month, day.day, tzinfo=EAST_AFRICA)
        return (begins + timedelta(days=1 if after else 0)).astimezone(UTC)

    def _day(self) -> date | None:
        found = _DAY.fullmatch(self.text().strip())
        if found is None:
            return None
        day, month, year = (int(part) for part in found.groups() if part)
        if not MINYEAR < year < MAXYEAR:  # its beginning in UTC, or its end, has no date
            return None
        try:
            return date(year, month, day)
        except ValueError:
            return None
