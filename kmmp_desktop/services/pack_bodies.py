"""Whether a change of a pack makes sense on a form of this office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kmmp_desktop.domain.faults import check_faults
from kmmp_desktop.domain.form import Form, Status
from kmmp_desktop.domain.tiers import tiers_of
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.overlays import Overlay, OverlayKind, check_of
from kmmp_desktop.text import Message


def why_unfit(overlay: Overlay, form: Form) -> Message | None:
    """Why the form cannot have it; None where it can.

    Raises KeyError, TypeError, ValueError, AttributeError where the body is not what its kind has.
    """
    return _JUDGES[overlay.kind](overlay.code, overlay.body, form)


def _standard(code: str, body: Any, form: Form) -> Message | None:
    if code not in form.standards:
        return Message("the form has no standard {name}.", {"name": code[:60]})
    if not (isinstance(body["value"], str) and isinstance(body["unit"], str)):
        raise ValueError(code)
    Status(body["status"])
    return None


def _setting(code: str, body: Any, form: Form) -> Message | None:
    if code not in form.settings:
        return Message("the form has no setting {name}.", {"name": code[:60]})
    if not isinstance(body["value"], float | int) or abs(body["value"]) > 1e12:
        raise ValueError(code)
    return None


def _table(code: str, body: Any, form: Form) -> Message | None:
    if code != form.tiers_standard:
        return Message("the form has no table {name}.", {"name": code[:60]})
    if body.keys() != {"tiers"}:
        raise ValueError(code)
    try:
        tiers_of(body["tiers"])
    except RefusedError as error:
        return error.message
    return None


def _check(code: str, body: Any, form: Form) -> Message | None:
    if body is None:
        return None
    for fault in check_faults(check_of(code, body), form):
        return Message("{fault}", {"fault": fault})
    return None


_JUDGES: Mapping[OverlayKind, Callable[[str, Any, Form], Message | None]] = {
    OverlayKind.STANDARD: _standard,
    OverlayKind.SETTING: _setting,
    OverlayKind.TABLE: _table,
    OverlayKind.CHECK: _check,
}
