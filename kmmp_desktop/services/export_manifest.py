"""The list of files that ends a submission: what is there, what is not, and who signed for the month."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.office import Office
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.month_submission import SignedSubmission
from kmmp_desktop.services.pack_files import stamp
from kmmp_desktop.services.practice_files import said_by

WITHOUT = "The returns alone: no manager's key was at hand to sign for the whole month."


def manifest(
    plan: ExportPlan,
    office: Office | None,
    at: datetime,
    files: Sequence[tuple[str, str]],
    place: Path,
    submission: SignedSubmission | None,
) -> bytes:
    """``files``: name and SHA-256 of each, which lie in ``place`` now. Signed by nobody; receivers
    verify the files, and the signed submission names what is missing."""
    content: dict[str, Any] = {
        "kmmp": 1,
        "kind": "manifest",
        "family": plan.family,
        "period": str(plan.period),
        "office": {"id": str(office.id), "name": office.name} if office else None,
        "written_at": stamp(at),
        "files": [
            {"name": name, "sha256": digest, "bytes": (place / name).stat().st_size} for name, digest in files
        ],
        "submission": (
            {"files": [file.name for file in submission.files], "signed_by": submission.signed_by}
            if submission
            else None
        ),
        "left_out": [
            {
                "mfl": item.facility.mfl,
                "name": item.facility.name,
                "why": str(item.why),
                "days_late": item.days_late,
            }
            for item in plan.left_out
        ],
        "late": [
            {"mfl": item.facility.mfl, "name": item.facility.name, "days_late": item.days_late}
            for item in plan.included
            if item.days_late
        ],
    }
    content |= said_by(office)
    if submission is None:
        content["note"] = WITHOUT
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True).encode("utf-8")
