"""What this computer remembers of its backups: one small file in the home, beside the database.

Not in the database: when that is damaged or put back, it still has to be known where the last good
backup lies. It holds no figures, names of people or keys.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kmmp_desktop.services.backup_ports import Backup, Plan

NOTES = "backup.json"


class BackupNotes:
    """Read each time: another program may have written. A file that cannot be read counts as empty."""

    def __init__(self, home: Path) -> None:
        self._file = home / NOTES

    def plan(self) -> Plan:
        try:
            return Plan(**self._read()["plan"])
        except (KeyError, TypeError, ValueError):
            return Plan()

    def put_plan(self, plan: Plan) -> None:
        kept = {name: getattr(plan, name) for name in Plan.__slots__}
        self._write({**self._read(), "plan": kept})

    def last(self) -> Backup | None:
        """The last one that was opened again and counted."""
        try:
            data = self._read()["last"]
            made_at = datetime.fromisoformat(data["made_at"])
            return Backup(
                Path(data["path"]), made_at, int(data["size"]), int(data["returns"]), str(data["digest"])
            )
        except (KeyError, TypeError, ValueError):
            return None

    def trouble(self) -> Mapping[str, Any] | None:
        found = self._read().get("trouble")
        return found if isinstance(found, dict) and isinstance(found.get("message"), str) else None

    def put_made(self, made: Backup) -> None:
        """A good backup; the trouble of before is over."""
        last = {
            "path": str(made.path),
            "made_at": made.made_at.isoformat(),
            "size": made.size,
            "returns": made.returns,
            "digest": made.digest,
        }
        kept = {name: value for name, value in self._read().items() if name != "trouble"}
        self._write({**kept, "last": last})

    def put_trouble(self, message: str, hint: str, params: Mapping[str, object], at: datetime) -> None:
        said = {
            "message": message,
            "hint": hint,
            "params": {name: str(value) for name, value in params.items()},
            "at": at.isoformat(),
        }
        self._write({**self._read(), "trouble": said})

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, data: Mapping[str, Any]) -> None:
        part = self._file.with_name(f".{NOTES}.{os.getpid()}.part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(data, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._file)
