"""The canonical document of a completed revision: what is signed, printed and attached.

``ReturnDocument.data`` is plain JSON data with this shape (``kmmp`` is the format version)::

    {
     "kmmp": 1,
     "kind": "return",
     "return":   {"family": "KMMP_MFR", "facility": "99104", "period": "202611"},
     "revision": {"id": "<uuid>", "number": 1},
     "form":     {"family": …, "version": "1.0.0", "digest": "<sha256 hex>", "title": {"en":…, "sw":…}},
     "office":   {"id": "<uuid>", "name": …, "partner": …, "practice": false},
     "facility": {"mfl":…, "name":…, "county":…, "sub_county":…, "level":…, "services": […]},
     "language": "en",
     "completed_at": "2026-12-03T08:34:00Z",
     "prepared_by": {"id": "<uuid>", "name": …, "role": "clerk", "fingerprint": "7F3A 91C2 …"},
     "approver":    null,                      # approval is a signature, never data
     "cells": [                                # every cell of the form, paper order, once
        {"cell": "KM_C02[ANC]", "kind": "number", "value": 14},
        {"cell": "KM_A09", "kind": "yes_no", "value": true},
        {"cell": "KM_P06", "kind": "date", "value": "2026-12-01"},
        {"cell": "KM_C15", "kind": "missing", "value": "NR", "reason": "…"},
        {"cell": "KM_K01", "kind": "missing", "value": "NA", "derived": true},   # not offered here
        {"cell": "KM_C16", "kind": "blank", "value": null},
        …, origin is given where it is "bulk_zero": {"origin": "bulk_zero"}],
     "totals": [{"cell": "KM_C02[*]", "value": 18, "of": 2, "counted": 2}],      # and calculated elements
     "derived": [{"family": "KMMP_HF", "version":…, "cells": [ …as above… ]}],   # five-item form
     "findings": [{"check": "W302", "severity": "warning", "title": {"en":…,"sw":…}, "at": "KM_A01",
                   "cells": […], "left": {"text":…, "value":…}, "operator": "<=", "right": {…},
                   "difference": 13, "standard": "STD_…", "reason": "…",
                   "reason_by": "name", "reason_at": "…Z"}],
     "skipped":  [{"check": "R201", "severity": "error", "cells": […], "reason": "…"}],
     "checks":   {"made": 120, "of": 122},
     "counts":   {"figures": 218, "missing": 1, "blank": 1, "cells": 220},
     "inputs":   [{"period": "202610", "revision": "<uuid>", "number": 1, "state": "submitted",
                   "short_code": "…", "cells": {"KM_C14[ANC]": {"kind": "number", "value": 50}}}],
     "between":  [{"family": "MOH731_S2_2023", "title": {"en":…, "sw":…}, "period": "202611",
                   "form_version":…, "revision": "<uuid>", "number": 1, "state": "draft",
                   "short_code": "…", "rules": "<sha256 hex>",
                   "cells": {…as of inputs…}}],    # other forms of the month; only where there are any
     "amends":   {"revision": "<uuid>", "number": 1, "short_code": "…", "why": "…",   # from revision 2 on
                  "changes": [{"cell": "KM_C14[ANC]", "before": {"kind": "number", "value": 63},
                               "after": null, "reason": "…", "by": "name"}]},         # null: blank
     "conversation": [{"id": "<uuid>", "cell": "KM_C14[ANC]", "question": true,   # where another office asked
                       "said": [{"by": {"id":…, "name":…, "role":…, "office":…}, "at": "…Z", "text": "…"}],
                       "resolved_at": "…Z", "resolved_by": {…}}],
     "standards": [{"id":…, "statement": {"en":…,"sw":…}, "value":…, "unit":…, "status": "sourced",
                    "source": "…title…", "where": …}],         # those that findings rest on
     "audit_head": "4c1e88d0a37b…64 hex",      # as of the clerk's signature
     "short_code": "KM7Q-2R9D-VX41"
    }

The bytes are JSON with sorted keys, no spaces, UTF-8, NFC text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.returns import Revision

SHORT_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U to misread on paper."""


def canonical_bytes(data: Mapping[str, Any]) -> bytes:
    """The one byte form of the data; equal data give equal bytes."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return unicodedata.normalize("NFC", text).encode("utf-8")


def short_code(data: Mapping[str, Any]) -> str:
    """Twelve letters over the figures (`cells`, `return`, `revision`): ``KM7Q-2R9D-VX41``.

    60 bits of SHA-256: enough to notice another figure on paper; the signature proves.
    """
    part = {name: data[name] for name in ("return", "revision", "cells")}
    digest = hashlib.sha256(canonical_bytes(part)).digest()
    letters = (
        base64.b32encode(digest)[:12]
        .decode()
        .translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SHORT_CODE_ALPHABET))
    )
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def speaks_of(data: Mapping[str, Any] | None, revision: Revision) -> bool:
    """Whether verified data are those of this revision, and not of another return that was signed too."""
    key = revision.key
    return (
        data is not None
        and data["return"] == {"family": key.family, "facility": key.facility, "period": str(key.period)}
        and data["revision"] == {"id": str(revision.id), "number": revision.number}
        and data["short_code"] == revision.short_code
    )


@dataclass(frozen=True, slots=True)
class ReturnDocument:
    """A completed revision ready to be set as workbook and PDF."""

    data: Mapping[str, Any]
    form: Form
    derived_forms: tuple[Form, ...] = ()
    """The forms of ``data["derived"]``, in the same order."""

    @property
    def language(self) -> str:
        return str(self.data["language"])

    @property
    def canonical(self) -> bytes:
        return canonical_bytes(self.data)

    @property
    def name(self) -> str:
        """File name without suffix: ``99104_202611_KMMP_MFR_r1``."""
        key, revision = self.data["return"], self.data["revision"]
        return f"{key['facility']}_{key['period']}_{key['family']}_r{revision['number']}"
