"""A combo box of months, with a word for no month."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.period import Period
from ui import wording
from ui.style.look import Look
from ui.widgets.fields import ComboBox


class MonthBox(ComboBox):
    """Months from ``back`` before ``now`` to ``ahead`` after it, newest first.

    ``none`` is the word for no month (``always``, ``still``); without it a month is always chosen.
    """

    def __init__(
        self,
        look: Look,
        say: Callable[..., str],
        now: Period,
        parent: QWidget | None = None,
        *,
        none: str = "",
        back: int = 60,
        ahead: int = 12,
    ) -> None:
        super().__init__(look, parent)
        self._say = say
        if none:
            self.addItem(none, "")
        for months in range(ahead, -back - 1, -1):
            period = now.shift(months)
            self.addItem(wording.month_year(say, period), str(period))

    def retranslate(self) -> None:
        """Name the months in the present language."""
        for at in range(self.count()):
            if data := str(self.itemData(at) or ""):
                self.setItemText(at, wording.month_year(self._say, Period.parse(data)))

    def period(self) -> Period | None:
        data = str(self.currentData() or "")
        return Period.parse(data) if data else None

    def choose(self, period: Period | None) -> None:
        """Choose a month; one outside the list joins it."""
        at = self.findData(str(period) if period else "")
        if at < 0 and period is not None:
            self.addItem(wording.month_year(self._say, period), str(period))
            at = self.count() - 1
        self.setCurrentIndex(max(0, at))
