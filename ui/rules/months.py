"""A list of months to choose one from, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker

from kmmp_desktop.domain.period import Period
from ui.widgets.fields import ComboBox
from ui.wording import Say, month_year


def fill_months(box: ComboBox, say: Say, newest: Period, chosen: Period, back: int = 60) -> None:
    """Months from ``newest`` back, with ``chosen`` among them; nothing is signalled."""
    months = [newest.shift(-n) for n in range(back + 1)]
    with QSignalBlocker(box):
        box.clear()
        for period in months if chosen in months else [*months, chosen]:
            box.addItem(month_year(say, period), str(period))
        box.setCurrentIndex(box.findData(str(chosen)))
    box.updateGeometry()
