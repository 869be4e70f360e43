"""The catalogue as rows of a table: group, statement, value, badge, source, month, uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter

from kmmp_desktop.domain.form import Form, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.tiers import Tiers, is_table, read_tiers
from kmmp_desktop.services.standard_uses import Use
from kmmp_desktop.services.standard_values import table_messages
from kmmp_desktop.services.standards import Listed
from ui.faces.face import Column, Face, Row
from ui.faces.face_delegate import PAD, FaceDelegate
from ui.faces.face_model import FaceModel
from ui.widgets.badge import BADGES, badge_size, paint_badge
from ui.wording import Say, number, short_month

ALL = "all"
_STATUS = {status.value: status for status in Status}
_BADGE = "badge:"
"""Before a status, in place of an icon's name: the whole face is a badge."""


def columns(say: Say, *, wide: bool) -> tuple[Column, ...]:
    """Where there is little room, in force and used by go."""
    four = (
        Column(say("Standard"), 30, 20),
        Column(say("Value"), 6, 7),
        Column(say("Status"), 0, 6),
        Column(say("Source"), 26, 14),
    )
    return (*four, Column(say("In force"), 8, 8), Column(say("Used by"), 10, 8)) if wide else four


class StandardModel(FaceModel):
    """A face model whose number of columns follows the room."""

    def change_columns(self, wanted: Sequence[Column]) -> None:
        if len(wanted) == len(self._columns):
            self.show_columns(wanted)
            return
        self.beginResetModel()
        self._columns, self._rows = tuple(wanted), ()
        self.endResetModel()


class BadgeDelegate(FaceDelegate):
    """Paints the faces whose icon names a status as badges."""

    def _paint_words(self, painter: QPainter, rect: QRect, face: Face, ground: str) -> None:
        if not face.icon.startswith(_BADGE):
            super()._paint_words(painter, rect, face, ground)
            return
        left, middle = rect.left() + self.look.px(PAD), rect.center().y() + 0.5
        paint_badge(painter, left, middle, self.look, _status(face), face.text)

    def _measure(self, face: Face, width: int) -> int:
        if face.icon.startswith(_BADGE):
            return self._badge(face).height() + 2 * self.look.px(6)
        return super()._measure(face, width)

    def _measure_width(self, face: Face) -> int:
        if face.icon.startswith(_BADGE):
            return self._badge(face).width() + 2 * self.look.px(PAD)
        return super()._measure_width(face)

    def _badge(self, face: Face) -> QSize:
        return badge_size(self.look, _status(face), face.text)


def _status(face: Face) -> Status:
    return _STATUS[face.icon.removeprefix(_BADGE)]


def counts(listed: Sequence[Listed]) -> Mapping[str, int]:
    found = {ALL: len(listed)}
    for each in listed:
        found[each.standard.status.value] = found.get(each.standard.status.value, 0) + 1
    return found


def shown(listed: Sequence[Listed], status: str, search: str, say: Say) -> tuple[Listed, ...]:
    """Those of a status in whose words, source or checks every word of the search stands."""
    words = search.casefold().split()

    def fits(each: Listed) -> bool:
        if status not in (ALL, each.standard.status.value):
            return False
        codes = (*(c.code for c in each.use.checks), *(i.code for i in each.use.indicators))
        text = " ".join(
            (
                say(each.standard.statement),
                each.standard.id,
                each.source,
                each.standard.where,
                value_words(each, say),
                *codes,
            )
        ).casefold()
        return all(word in text for word in words)

    return tuple(each for each in listed if fits(each))


def standard_rows(listed: Sequence[Listed], form: Form, say: Say, *, wide: bool) -> tuple[Row, ...]:
    rows: list[Row] = []
    group = None
    for each in listed:
        name = group_name(each, say)
        if name != group:
            group = name
            rows.append(Row(f"group {len(rows)}", (Face(name, bold=True),), group=True))
        rows.append(_row(each, form, say, wide=wide))
    return tuple(rows)


def group_name(each: Listed, say: Say) -> str:
    if each.standard.status is Status.ARITHMETIC:
        return say("Arithmetic and definitions")
    return say(each.group) if each.group else say("Used by no check")


def _row(each: Listed, form: Form, say: Say, *, wide: bool) -> Row:
    standard = each.standard
    word = say(BADGES[standard.status][0])
    source = source_line(each, say)
    faces = (
        Face(say(standard.statement), sub=coming_words(each, say)),
        Face(value_words(each, say), bold=True),
        Face(word, icon=_BADGE + standard.status.value, spoken=word),
        Face(source, ink="text" if each.source or standard.where else "muted", small=True),
    )
    if not wide:
        return Row(standard.id, faces)
    since = say("since {month}", month=month_words(each.since or form.valid_from, say))
    return Row(
        standard.id,
        (*faces, Face(since, small=True), Face(use_words(each.use, say), ink="muted", small=True)),
    )


def month_words(period: Period, say: Say) -> str:
    """``Nov 2026``."""
    return f"{short_month(say, period)} {period.year}"


def value_words(each: Listed, say: Say) -> str:
    """``75 clients``; a table tier by tier."""
    if each.tiers:
        return table_words(each.tiers, say)
    return with_unit(each.standard.value, say(each.standard.unit))


def table_words(tiers: Tiers, say: Say) -> str:
    """``0 to 30: 1; from 31: 2 and 1 more per 75``."""
    return "; ".join(map(say, table_messages(tiers)))


def with_unit(value: str, unit: str) -> str:
    """``75 clients``; the value alone where there is no unit."""
    return f"{value} {unit}".strip()


def coming_words(each: Listed, say: Say) -> str:
    """``From Jan 2027: 80 clients``; empty where no change is on its way."""
    if each.coming is None or each.coming.body is None:
        return ""
    body = each.coming.body
    value = with_unit(str(body["value"]), say(str(body["unit"])))
    if each.tiers and is_table(value):
        value = table_words(read_tiers(value), say)
    return say(
        "From {month}: {value}, {status}",
        month=month_words(each.coming.start, say),
        value=value,
        status=say(BADGES[_STATUS[str(body["status"])]][0]),
    )


def source_line(each: Listed, say: Say) -> str:
    """What is known of its origin; of one that is not verified never as if it were its source."""
    standard = each.standard
    if standard.status is Status.NOT_VERIFIED and not each.by:
        return standard.where or say("none given")
    return each.source or standard.where or say("none given")


def use_words(use: Use, say: Say) -> str:
    """``2 checks, 1 target``."""
    parts = []
    if use.checks:
        count = len(use.checks)
        parts.append(say("1 check") if count == 1 else say("{count} checks", count=number(count)))
    if use.indicators:
        count = len(use.indicators)
        parts.append(say("1 target") if count == 1 else say("{count} targets", count=number(count)))
    return ", ".join(parts) or say("nothing")


def plain_title(title: str) -> str:
    """A check's title without the figures of a return."""
    return re.sub(r"\{\w+\}", "…", re.sub(r"\s*\(\{\w+\}\)", "", title))
