"""The files of the list as they stand beside one another. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from kmmp_desktop.services.letters import RECEIPT
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import ReceivedFile, Step, Why, ready, to_acknowledge

_SIGNERS = (Why.UNKNOWN_KEY, Why.LIST_TOO_OLD)
ANSWER = (Step.REFUSE, Step.SEND_BACK, Step.HOLD)


def asks_for_its_office(file: ReceivedFile) -> bool:
    """A receipt on hold: accepting its office may be what it waits for; the service knows."""
    return file.is_letter and file.kind == RECEIPT and file.step is Step.HOLD


class Inbox:
    """Files by path in the order in which they came."""

    def __init__(self) -> None:
        self._alone: dict[Path, ReceivedFile] = {}
        self._shown: dict[Path, ReceivedFile] | None = None

    def __len__(self) -> int:
        return len(self._alone)

    def __contains__(self, path: object) -> bool:
        return path in self._alone

    @property
    def files(self) -> tuple[ReceivedFile, ...]:
        return tuple(self._weighed().values())

    @property
    def alone(self) -> tuple[ReceivedFile, ...]:
        """As each was judged by itself, for being judged again."""
        return tuple(self._alone.values())

    @property
    def ready(self) -> tuple[ReceivedFile, ...]:
        return ready(self.files)

    @property
    def offering(self) -> tuple[ReceivedFile, ...]:
        """Files that wait for a facility."""
        return tuple(file for file in self.files if file.judged.offered is not None)

    @property
    def asking(self) -> bool:
        """Whether a receipt waits for somebody to say that returns are sent to its office."""
        return any(asks_for_its_office(file) for file in self.files)

    @property
    def to_acknowledge(self) -> tuple[UUID, ...]:
        """Revisions of the list that are in the office, for receipts."""
        return to_acknowledge(self.files)

    def to_read_again(self, trusted_by: str) -> tuple[Path, ...]:
        """Files whose signers were not known, or were judged by another trust file than ``trusted_by``."""
        return tuple(
            file.path
            for file in self._alone.values()
            if file.step is not Step.TAKEN
            and (file.judged.why in _SIGNERS or (file.packed and file.trusted_by != trusted_by))
        )

    def count(self, *steps: Step) -> int:
        return sum(1 for file in self.files if file.step in steps)

    def get(self, key: object) -> ReceivedFile | None:
        """The file of a line (its path as text)."""
        return self._weighed().get(Path(str(key))) if key is not None else None

    def put(self, files: Iterable[ReceivedFile]) -> None:
        for file in files:
            self._alone[file.path] = file
        self._shown = None

    def remove(self, path: Path) -> None:
        self._alone.pop(path, None)
        self._shown = None

    def clear(self) -> None:
        self._alone.clear()
        self._shown = None

    def _weighed(self) -> dict[Path, ReceivedFile]:
        if self._shown is None:
            self._shown = {file.path: file for file in beside(self._alone.values())}
        return self._shown
