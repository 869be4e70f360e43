"""The ministry's form of one demo facility, copied from its monthly return, with one woman too many."""

from __future__ import annotations

from kmmp_desktop.services.demo.flow import Figures

MINISTRY = "MOH731_S2_2023"
TWO_FORMS = "99131"
"""The facility that also owes the ministry's form, from the open month on; both are drafts."""

_COPIED = {
    "HV02_02": "B03",
    "HV02_03": "B04",
    "HV02_11": "B06",
    "HV02_12": "B07",
    "HV02_14": "B08",
    "HV02_15": "B09",
    "HV02_16": "B10",
    "HV02_19": "B13",
    "HV02_20": "B14",
}


def ministry_of(figures: Figures) -> Figures:
    """The rows of MOH 731 that section B has; row 10 counts a woman who is not in the return."""
    copied: Figures = {row: figures[code] for row, code in _COPIED.items()}
    copied.update(HV02_01=_sum(figures, "B02["), HV02_10=_sum(figures, "B05[") + 1, HV02_13=0)
    return copied


def _sum(figures: Figures, start: str) -> int:
    return sum(int(figure) for code, figure in figures.items() if code.startswith(start))
