"""The canonical document of a month that leaves the office: what its workbook and booklet carry.

``SubmissionDocument.data`` is plain JSON data with this shape (``layout`` numbers where the workbook
puts what is compared on reading)::

    {
     "kmmp": 1, "kind": "submission", "layout": 1,
     "submission": {"id": "<uuid>", "family": "KMMP_MFR", "period": "202611"},
     "families": [{"family": …, "title": {"en":…, "sw":…}, "versions": ["1.0.0"], "derived": false}],
     "office":   {"id": "<uuid>", "name": …, "partner": …, "practice": false},
     "language": "en",
     "made_at":  "2026-12-05T11:31:00Z",
     "due":      "2026-12-05T20:59:59Z",
     "prepared_by": {"id": "<uuid>", "name": …, "role": "manager", "fingerprint": "7F3A 91C2 …"},
     "returns":  [{"facility": {"mfl":…, "name":…, "county":…, "sub_county":…, "level":…},
                   "form": {"version": "1.0.0"}, "revision": {"id": "<uuid>", "number": 1},
                   "short_code": "…", "completed_at": "…Z", "audit_head": "…",
                   "prepared_by": "name", "approved_by": "name", "days_late": 0,
                   "files": [{"kind": "xlsx", "name": …, "sha256": "…"}, {"kind": "pdf", …}],
                   "cells": […], "totals": […], "derived": […], "findings": […], "skipped": […],
                   "counts": {…}}],                 # these six (and "amends") as in the return
     "left_out": [{"mfl":…, "name":…, "state": "draft", "why": {"en":…, "sw":…}, "days_late": 3}],
     "sums":     [{"cell": "KM_C02[ANC]", "value": 214, "counted": 36, "of": 37}],
     "counts":   {"owed": 42, "included": 37, "left_out": 5, "late": 2, "figures": 8061,
                  "findings": 31},
     "audit_head": "…64 hex",                       # of the office's chain when this was made
     "short_code": "KM7Q-2R9D-VX41"
    }

``state`` of what is left out is ``not_started`` where there is no revision. Only counts are summed:
a percentage, a date or a yes is in ``returns`` and nowhere else. The bytes are as of a return.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmmp_desktop.domain.document import SHORT_CODE_ALPHABET, canonical_bytes
from kmmp_desktop.domain.form import Form

KIND = "submission"
LAYOUT = 1
RETURN_PARTS = ("cells", "totals", "derived", "findings", "skipped", "counts")
"""What a submission takes over from the signed data of a return, as it stands there."""
AMENDS = "amends"
"""Taken over too, where the return is an amendment: what it changed, before, after, and why."""


def submission_code(data: Mapping[str, Any]) -> str:
    """Twelve letters over everything but themselves: ``KM7Q-2R9D-VX41``."""
    rest = {name: value for name, value in data.items() if name != "short_code"}
    digest = hashlib.sha256(canonical_bytes(rest)).digest()
    letters = (
        base64.b32encode(digest)[:12]
        .decode()
        .translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SHORT_CODE_ALPHABET))
    )
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def same_content(one: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    """Whether two submissions hold the same revisions and leave the same out for the same reason.

    Who signed and when may differ, and so may how late what is missing has become since.
    """
    return one is not None and one.get("kind") == KIND and _content(one) == _content(other)


def _content(data: Mapping[str, Any]) -> object:
    return (
        data["submission"]["family"],
        data["submission"]["period"],
        data["office"]["id"],
        [(r["revision"]["id"], r["short_code"], [f["sha256"] for f in r["files"]]) for r in data["returns"]],
        [(item["mfl"], item["state"], item["why"]) for item in data["left_out"]],
    )


@dataclass(frozen=True, slots=True)
class SubmissionDocument:
    """A month ready to be set as workbook and booklet."""

    data: Mapping[str, Any]
    forms: Mapping[str, Form]
    """By version: the form of the submission; derived ones by ``FAMILY version``."""

    def form_of(self, entry: Mapping[str, Any]) -> Form:
        """The form of one of ``data["returns"]``."""
        return self.forms[entry["form"]["version"]]

    def derived_form(self, block: Mapping[str, Any]) -> Form:
        return self.forms[f"{block['family']} {block['version']}"]

    @property
    def language(self) -> str:
        return str(self.data["language"])

    @property
    def canonical(self) -> bytes:
        return canonical_bytes(self.data)

    @property
    def name(self) -> str:
        return submission_name(self.data)


def submission_name(data: Mapping[str, Any]) -> str:
    """File name without suffix: ``submission_202611_KMMP_MFR``."""
    which = data["submission"]
    return f"submission_{which['period']}_{which['family']}"
