"""How the cells of a workbook look: black on white and greys, readable after one photocopy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

FONT = "Calibri"
GRID = "FF9AA0A8"
INK = "FF1A1E22"
MUTED = "FF545B64"
BAND = "FFF0F1F3"
HEADER = "FFE9EBEE"
HATCH = "FFB9BEC5"

DATE_FORMAT = "DD/MM/YYYY"
DECIMAL_FORMAT = "0.0#"
NUMBER_FORMATS = frozenset({"General", DATE_FORMAT, DECIMAL_FORMAT})
"""Every format we use: another one could show a figure that is not there."""

SIDES = ("left", "right", "top", "bottom")
ALL = "lrtb"

UNSTYLED = "data"
"""For the many cells of the data sheet: the workbook's own font and nothing else."""

QUOTED = "'"
"""After the name of a style: the cell keeps a text that begins like a formula, even when somebody
goes into it and presses Enter."""

STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "programme": {"size": 10, "color": MUTED, "vertical": "bottom"},
    "title": {"size": 16, "bold": True, "bottom_line": True},
    "title_right": {"size": 8, "color": MUTED, "align": "right", "bottom_line": True},
    "notice": {"size": 8, "color": MUTED, "align": "right", "vertical": "bottom"},
    "heading": {"size": 11, "bold": True, "vertical": "bottom"},
    "heading_note": {"size": 8, "color": MUTED, "align": "right", "vertical": "bottom"},
    "note": {"size": 8, "color": MUTED, "wrap": True, "vertical": "top"},
    "caption_first": {"indent": 1, "size": 8, "color": MUTED, "lines": "lt", "strong": True},
    "caption_middle": {"size": 8, "color": MUTED, "lines": "t", "strong": True},
    "caption_last": {"size": 8, "color": MUTED, "lines": "rt", "strong": True},
    "fact_first": {
        "indent": 1,
        "size": 10,
        "bold": True,
        "lines": "lb",
        "strong": True,
        "shrink": True,
        "align": "left",
    },
    "fact_middle": {"lines": "b", "strong": True},
    "fact_last": {"lines": "rb", "strong": True},
    "pen_first": {
        "indent": 1,
        "size": 8,
        "color": MUTED,
        "lines": "lb",
        "strong": True,
        "vertical": "bottom",
    },
    "code": {
        "indent": 1,
        "size": 11,
        "bold": True,
        "lines": "lb",
        "strong": True,
        "align": "left",
        "font": "Courier New",
    },
    "row": {"size": 8, "color": MUTED, "lines": ALL, "align": "center"},
    "label": {"lines": ALL, "wrap": True, "indent": 1},
    "label_bold": {"lines": ALL, "wrap": True, "indent": 1, "bold": True, "size": 10},
    "label_open": {"lines": "ltb", "indent": 1},
    "label_rest": {"lines": "tb"},
    "band": {"indent": 1, "size": 8, "color": MUTED, "lines": ALL, "fill": BAND},
    "band_category": {"indent": 1, "size": 8, "color": MUTED, "lines": ALL, "fill": BAND, "align": "right"},
    "band_wrap": {"indent": 1, "size": 8, "color": MUTED, "lines": ALL, "fill": BAND, "wrap": True},
    "band_category_wrap": {
        "indent": 1,
        "size": 8,
        "color": MUTED,
        "lines": ALL,
        "fill": BAND,
        "align": "right",
        "wrap": True,
    },
    "hatch": {"lines": ALL, "hatch": True},
    "figure": {"indent": 1, "size": 10, "lines": ALL, "align": "right"},
    "figure_total": {"indent": 1, "size": 10, "bold": True, "lines": ALL, "align": "right", "fill": BAND},
    "decimal": {"indent": 1, "size": 10, "lines": ALL, "align": "right", "decimal": True},
    "decimal_total": {
        "indent": 1,
        "size": 10,
        "bold": True,
        "lines": ALL,
        "align": "right",
        "fill": BAND,
        "decimal": True,
    },
    "missing": {"indent": 1, "size": 10, "italic": True, "lines": ALL, "align": "right"},
    "missing_total": {"indent": 1, "size": 10, "italic": True, "lines": ALL, "align": "right", "fill": BAND},
    "date": {"indent": 1, "size": 10, "lines": ALL, "align": "right", "date": True},
    "text_first": {"indent": 1, "lines": "ltb", "wrap": True, "vertical": "top"},
    "text_missing": {"indent": 1, "italic": True, "lines": "ltb", "vertical": "top"},
    "text_rest": {"lines": "tb"},
    "text_last": {"size": 8, "lines": "rtb", "align": "center"},
    "remark": {"size": 8, "lines": ALL, "align": "center"},
    "header": {"indent": 1, "bold": True, "lines": ALL, "fill": HEADER, "wrap": True},
    "wrapped": {"indent": 1, "lines": ALL, "wrap": True, "vertical": "top"},
    "wrapped_bold": {"indent": 1, "bold": True, "lines": ALL, "wrap": True, "vertical": "top"},
    "wrapped_italic": {"indent": 1, "italic": True, "lines": ALL, "wrap": True, "vertical": "top"},
    "data_cut": {"size": 11, "align": "fill"},
    "data_left": {"size": 11, "align": "left"},
    "data_note": {"size": 11, "indent": 1},
    "data_date": {"size": 11, "align": "left", "date": True},
    "mono": {"size": 8, "wrap": True, "font": "Courier New", "vertical": "top", "color": MUTED},
}


def style_arrays(
    workbook: Workbook, styles: Mapping[str, Mapping[str, Any]] = STYLES
) -> Callable[[str], Any]:
    """Return a look-up from style name to openpyxl's style array, each made once per workbook.

    Assigning fonts and borders cell by cell costs more than all the rest of writing.
    """
    from openpyxl.cell.cell import Cell  # late: openpyxl takes 130 ms to import
    from openpyxl.worksheet.worksheet import Worksheet

    sheet = workbook.worksheets[0]
    assert isinstance(sheet, Worksheet)
    made: dict[str, Any] = {UNSTYLED: None}

    def array(name: str) -> Any:
        if name not in made:
            cell = Cell(sheet, row=1, column=1)
            plain = name.removesuffix(QUOTED)
            if plain != UNSTYLED:
                _apply(cell, styles[plain])
            if name != plain:
                cell.quotePrefix = True
            made[name] = cell._style  # type: ignore[attr-defined]  # noqa: SLF001  openpyxl's documented way to share a style
        return made[name]

    return array


def style_numbers(
    workbook: Workbook, styles: Mapping[str, Mapping[str, Any]] = STYLES
) -> Callable[[str], int]:
    """Return a look-up from style name to the number that cells of ``workbook`` name it by."""
    array = style_arrays(workbook, styles)
    known: dict[str, int] = {UNSTYLED: 0}

    def number(name: str) -> int:
        found = known.get(name)
        if found is None:
            # openpyxl writes the list of styles from the workbook's own list
            found = known[name] = int(workbook._cell_styles.add(array(name)))  # type: ignore[attr-defined]  # noqa: SLF001
        return found

    return number


def _apply(cell: Any, style: Mapping[str, Any]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    cell.font = Font(
        name=style.get("font", FONT),
        size=style.get("size", 9),
        bold=style.get("bold", False),
        italic=style.get("italic", False),
        color=style.get("color", INK),
    )
    side = Side(style="thin", color=INK if style.get("strong") else GRID)
    lines = style.get("lines", "")
    sides: dict[str, Any] = {name: side for name in SIDES if name[0] in lines}
    if style.get("bottom_line"):
        sides["bottom"] = Side(style="medium", color=INK)
    if sides:
        cell.border = Border(**sides)
    if style.get("hatch"):
        cell.fill = PatternFill("lightUp", fgColor=HATCH, bgColor="FFFFFFFF")
    elif "fill" in style:
        cell.fill = PatternFill("solid", fgColor=style["fill"])
    indent = style.get("indent", 0)
    cell.alignment = Alignment(
        horizontal=style.get("align", "left" if indent else None),
        indent=indent,
        vertical=style.get("vertical", "center"),
        wrap_text=style.get("wrap"),
        shrink_to_fit=style.get("shrink"),
    )
    if style.get("decimal"):
        cell.number_format = DECIMAL_FORMAT
    elif style.get("date"):
        cell.number_format = DATE_FORMAT
    elif style.get("as_text"):
        cell.number_format = "@"
    if style.get("open"):
        cell.protection = Protection(locked=False)
    if style.get("quoted"):
        cell.quotePrefix = True
