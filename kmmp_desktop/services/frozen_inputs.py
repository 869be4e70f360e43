"""The figures of other months that checks of a return rest on, as they stand at completion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.expressions import Call, parse
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.references import cells_of, months_of, walk
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import MonthValues


def frozen_inputs(form: Form, earlier: Mapping[int, MonthValues]) -> list[dict[str, Any]]:
    """What ``inputs`` of the canonical document holds: per month its revision and the cells used.

    ``earlier`` is months back -> values. A later correction of those months can then never
    make the signed findings look wrong.
    """
    needed = _cells_by_month(form)
    inputs = []
    for back, month in sorted(earlier.items()):
        used = {
            str(key): encode_cell(month.values[key]) for key in needed.get(back, ()) if key in month.values
        }
        if back in needed:
            inputs.append(
                {
                    "period": str(month.period),
                    "revision": str(month.revision),
                    "number": month.number,
                    "state": month.state.value,
                    "short_code": month.short_code,
                    "cells": used,
                }
            )
    return inputs


def _cells_by_month(form: Form) -> dict[int, dict[CellKey, None]]:
    """Months back -> the cells of that month which some check looks at (in order, each once)."""
    needed: dict[int, dict[CellKey, None]] = {}
    for check in form.checks:
        for text in filter(None, (check.expression, check.when)):
            for part in walk(parse(text)):
                if isinstance(part, Call):
                    for back in _own_months(part):
                        cells = part.arguments[0] if part.arguments else None
                        needed.setdefault(back, {}).update(
                            dict.fromkeys(cells_of(cells, form)) if cells is not None else {}
                        )
    return needed


def _own_months(call: Call) -> frozenset[int]:
    """The months the call itself looks at: its arguments hold no month function."""
    return months_of(call) if not any(months_of(a) for a in call.arguments) else frozenset()
