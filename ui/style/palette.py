"""Turns a look into Qt's palette and the small style sheet of plain controls."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.style.look import SMALL, SMALLEST, Look


def apply(app: QApplication, look: Look) -> None:
    """Dress the whole application: Fusion, palette, font, style sheet."""
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(look.font())
    app.setPalette(palette(look))
    app.setStyleSheet(style_sheet(look))


def palette(look: Look) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, look.window),
        (role.Base, look.surface),
        (role.AlternateBase, look.alt),
        (role.Button, look.surface),
        (role.Text, look.text),
        (role.WindowText, look.text),
        (role.ButtonText, look.text),
        (role.PlaceholderText, look.muted),
        (role.Highlight, look.accent),
        (role.HighlightedText, look.on_accent),
        (role.Accent, look.accent),
        (role.Link, look.accent),
        (role.LinkVisited, look.accent),
        (role.Light, look.surface),
        (role.Midlight, look.header),
        (role.Mid, look.grid),
        (role.Dark, look.edge),
        (role.Shadow, look.edge),
        (role.ToolTipBase, look.surface),
        (role.ToolTipText, look.text),
        (role.BrightText, look.err),
    ):
        made.setColor(where, colour)
    for where in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, look.disabled)
    made.setColor(QPalette.ColorGroup.Disabled, role.Base, look.window)
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, look.grid)
    return made


def style_sheet(look: Look) -> str:
    """Edges of buttons and fields, flat bars. Cells never come from here: delegates paint them."""
    px = look.px
    c = {
        name: look.colour(name).name()
        for name in (
            "window",
            "titlebar",
            "surface",
            "header",
            "alt",
            "grid",
            "edge",
            "text",
            "muted",
            "disabled",
            "accent",
            "on_accent",
            "accent_soft",
        )
    }
    inner = max(look.metrics().height() + px(2), px(24))
    small = max(look.metrics(SMALL).height() + px(2), px(20))
    small_pt, smallest_pt = SMALL * look.scale, SMALLEST * look.scale
    return f"""
QPushButton {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]};
  border-radius: {px(3)}px; padding: 0 {px(11)}px; min-height: {inner}px; outline: 0; }}
QPushButton:hover {{ background: {c["alt"]}; }}
QPushButton:pressed {{ background: {c["header"]}; }}
QPushButton:checked {{ background: {c["accent_soft"]}; border-color: {c["accent"]}; }}
QPushButton:disabled {{ background: {c["window"]}; color: {c["disabled"]}; border-color: {c["grid"]}; }}
QPushButton[kind="primary"] {{ background: {c["accent"]}; border-color: {c["accent"]};
  color: {c["on_accent"]}; font-weight: 600; }}
QPushButton[kind="primary"]:disabled {{ background: {c["window"]}; color: {c["disabled"]};
  border-color: {c["grid"]}; }}
QPushButton[kind="flat"] {{ border-color: transparent; background: transparent; padding: 0 {px(7)}px; }}
QPushButton[kind="flat"]:hover {{ border-color: {c["grid"]}; }}
QPushButton[kind="flat"]:checked {{ background: {c["accent_soft"]}; border-color: {c["accent"]}; }}
QPushButton[small="true"] {{ min-height: {small}px; padding: 0 {px(8)}px; font-size: {small_pt}pt; }}
QLineEdit, QPlainTextEdit, QTextEdit, QDateEdit {{ background: {c["surface"]}; color: {c["text"]};
  border: 1px solid {c["edge"]}; border-radius: {px(3)}px; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {c["muted"]}; }}
QLineEdit, QDateEdit {{ padding: 0 {px(7)}px; min-height: {inner}px; }}
QLineEdit:disabled, QLineEdit[readOnly="true"],
  QPlainTextEdit[readOnly="true"] {{ background: {c["window"]}; border-color: {c["grid"]}; }}
QLineEdit[cell="true"] {{ border: 0; border-radius: 0; padding: 0; min-height: 0; }}
QHeaderView {{ background: {c["header"]}; border: 0; }}
QHeaderView::section {{ background: {c["header"]}; color: {c["text"]}; border: 0;
  border-right: 1px solid {c["grid"]}; border-bottom: 1px solid {c["edge"]}; padding: 0 {px(6)}px;
  font-size: {small_pt}pt; font-weight: 600; }}
QTableView QTableCornerButton::section {{ background: {c['header']}; border: 0; }}
QHeaderView::section:vertical {{ font-weight: 400; border-bottom: 1px solid {c['grid']}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; image: none; }}
QMenuBar {{ background: {c["titlebar"]}; color: {c["text"]}; border: 0; }}
QMenuBar::item {{ background: transparent; padding: {px(4)}px {px(9)}px; }}
QMenuBar::item:selected {{ background: {c["accent_soft"]}; }}
QStatusBar {{ background: {c["titlebar"]}; color: {c["muted"]}; border-top: 1px solid {c["grid"]}; }}
QStatusBar::item {{ border: 0; }}
QToolTip {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]};
  padding: {px(3)}px; }}
QSplitter::handle {{ background: {c["grid"]}; }}
QSplitter::handle:hover {{ background: {c["accent"]}; }}
QScrollBar {{ background: {c["window"]}; border: 0; }}
QScrollBar:vertical {{ width: {px(14)}px; border-left: 1px solid {c["grid"]}; }}
QScrollBar:horizontal {{ height: {px(14)}px; border-top: 1px solid {c["grid"]}; }}
QScrollBar::handle {{ background: {c["edge"]}; border-radius: {px(3)}px; }}
QScrollBar::handle:vertical {{ margin: {px(3)}px; min-height: {px(28)}px; }}
QScrollBar::handle:horizontal {{ margin: {px(3)}px; min-width: {px(28)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c["header"]}; border: 1px solid {c["grid"]}; border-radius: {px(3)}px;
  text-align: center; font-size: {smallest_pt}pt; min-height: {px(14)}px; }}
QProgressBar::chunk {{ background: {c["accent"]}; border-radius: {px(2)}px; }}
QTableView, QListView, QTreeView {{ background: {c["surface"]}; border: 0; outline: 0;
  gridline-color: {c["grid"]}; selection-background-color: {c["accent_soft"]};
  selection-color: {c["text"]}; }}
"""
