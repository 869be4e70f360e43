"""Sends the clerk's acts to the office's server, in their order: each is on this computer's disk before.

One thread sends. Whoever wrote waits a moment for the answer, so that a figure is on the server when the
screen says "saved"; where the server takes longer or cannot be reached, the act stays in the journal and
is sent as soon as it can be, by this run of the program or the next. An act is never sent twice: the log
of the return knows its id.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError, RefusedError, StorageError
from kmmp_desktop.services.beginning import Beginning, begun_or_new
from kmmp_desktop.services.journal_ports import Journal
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Work
from kmmp_desktop.services.writing_cells import CellAct, Done, write_cells
from kmmp_desktop.services.writing_words import WordsAct, write_words

_LOG = logging.getLogger(__name__)

PATIENCE_S = 0.4
"""How long a key waits for the server. Then the window goes on, and the thread goes on sending."""
RETRY_S = 2.0
NOT_TAKEN = "not_taken"
"""Action of an audit entry: figures that came too late to be written, since the return was locked."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An act with everything that is needed to do it later, without its writer."""

    act: CellAct | WordsAct
    beginning: Beginning
    revision: UUID | None
    by: UUID
    name: str
    at: datetime


@dataclass(slots=True)
class _Job:
    letter: Letter
    number: int
    again: bool
    outcome: Done | KmmpError | None = None
    late: bool = False
    """Nobody waits for it any more: its outcome is collected."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the connection stands: cells that wait on this computer, and why they do."""

    cells: int
    trouble: StorageError | None
    words: int = 0
    """Reasons, totals, comments and answers that wait too."""


class Delivery:
    """The post of one run of the program. ``send`` and ``collect`` are for the thread of the window."""

    def __init__(self, work: Work, journal: Journal, *, patience_s: float = PATIENCE_S) -> None:
        self._work, self._journal, self.patience = work, journal, patience_s
        self._jobs: deque[_Job] = deque()
        self._late: deque[_Job] = deque()
        self._extras: dict[str, Callable[[], object]] = {}
        self._lock = threading.Condition()
        self._trouble: StorageError | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None

    # -- for those who write ---------------------------------------------------------------

    def send(self, letter: Letter) -> Done | None:
        """Keep an act on this computer's disk and send it; ``None``: it waits here to be sent.

        Raises:
            StorageError: this computer's disk did not take it. It is nowhere.
            RefusedError, LockedError: the office's database refuses it. It is nowhere.
        """
        number = self._journal.append(letter)
        with self._lock:
            job = _Job(letter, number, again=False)
            hurried = bool(self._jobs) or self._trouble is not None
            self._jobs.append(job)
            self._start()
            self._lock.notify_all()
            if not hurried:
                self._lock.wait_for(lambda: job.outcome is not None, self.patience)
            if job.outcome is None:
                job.late = True
                return None
        if isinstance(job.outcome, KmmpError):
            raise job.outcome
        return job.outcome

    def take_up(self, letters: tuple[tuple[int, Letter], ...]) -> None:
        """Send what an earlier run left behind, before anything else; it may have been sent already."""
        with self._lock:
            found = [_Job(letter, number, again=True, late=True) for number, letter in letters]
            self._jobs.extendleft(reversed(found))
            if found:
                self._start()
                self._lock.notify_all()

    def later(self, name: str, do: Callable[[], object]) -> None:
        """Do something of no great weight once nothing waits; of several with one name, the last.

        What cannot be done is left undone.
        """
        with self._lock:
            self._extras[name] = do
            self._start()
            self._lock.notify_all()

    @property
    def unread(self) -> tuple[Path, ...]:
        """Journals of earlier runs that hold something that cannot be read here."""
        return self._journal.unread

    def waiting(self, key: ReturnKey) -> frozenset[CellKey]:
        """Cells of a return whose figures are not on the server yet."""
        with self._lock:
            own = [job.letter for job in self._jobs if job.letter.beginning.key == key]
        return frozenset(change.key for letter in own for change in letter.act.changes)

    def words_waiting(self, key: ReturnKey) -> tuple[WordsAct, ...]:
        """Words of a return that are not on the server yet, in their order."""
        with self._lock:
            own = [job.letter.act for job in self._jobs if job.letter.beginning.key == key]
        return tuple(act for act in own if isinstance(act, WordsAct))

    def standing(self) -> Standing:
        """How many cells and words wait, of every return, and what keeps them here."""
        with self._lock:
            cells = {
                (job.letter.beginning.key, change.key)
                for job in self._jobs
                for change in job.letter.act.changes
            }
            words = sum(isinstance(job.letter.act, WordsAct) for job in self._jobs)
            return Standing(len(cells), self._trouble, words)

    def collect(self, key: ReturnKey) -> tuple[Done | KmmpError, ...]:
        """What came of acts of a return for which nobody waited; each is told once."""
        with self._lock:
            mine = [job for job in self._late if job.letter.beginning.key == key]
            for job in mine:
                self._late.remove(job)
        return tuple(job.outcome for job in mine if job.outcome is not None)

    def flush(self, within_s: float) -> bool:
        """Wait until everything is on the server; False where that takes longer."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._jobs, within_s)

    def try_now(self) -> None:
        """Do not wait for the next try."""
        with self._lock:
            self._lock.notify_all()

    def stop(self, within_s: float = 3.0) -> None:
        """End; what could not be sent lies in the journal for the next run."""
        if self._thread is not None:
            if self._trouble is None:
                self.flush(within_s)
            with self._lock:
                self._stopping = True
                self._lock.notify_all()
            self._thread.join(within_s)
        self._journal.close()

    # -- the thread that sends -------------------------------------------------------------

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._stopping or self._jobs or self._extras)
                if self._stopping:
                    return
                job = self._jobs[0] if self._jobs else None
                extra = None
                if job is None:
                    extra = self._extras.pop(next(iter(self._extras)))
            if job is not None:
                self._send(job)
            elif extra is not None:
                _do(extra)

    def _send(self, job: _Job) -> None:
        outcome: Done | KmmpError
        try:
            outcome = self._deliver(job)
        except StorageError as error:
            self._wait(job, error)
            return
        except KmmpError as error:
            outcome = error
        except Exception:  # noqa: BLE001
            # A fault of the program: the act stays where it is, on disk, and is said to wait.
            _LOG.exception("an act could not be sent")
            self._wait(job, StorageError("The office's database did not take a change. See the log file."))
            return
        with self._lock:
            late = job.late
            if not late:  # answered before the disk notes it: who waits must not give up in between
                self._over(job, outcome)
        if late and isinstance(outcome, KmmpError) and not self._note_not_taken(job, outcome):
            return
        self._journal.done(job.number)
        if late:
            with self._lock:
                self._over(job, outcome)

    def _over(self, job: _Job, outcome: Done | KmmpError) -> None:
        self._trouble = None
        self._jobs.popleft()
        job.outcome = outcome
        if job.late:
            self._late.append(job)
        self._lock.notify_all()

    def _wait(self, job: _Job, error: StorageError) -> None:
        """Try the same act again in a moment: the ones after it keep their place behind it."""
        job.again = True
        with self._lock:
            self._trouble = error
            self._extras.clear()
            self._lock.notify_all()
            self._lock.wait(RETRY_S)

    def _deliver(self, job: _Job) -> Done:
        letter = job.letter
        with self._work() as work:
            by = work.people.get(letter.by)
            # What was typed before an account was closed, or got another role, is delivered however late.
            closed = by is not None and by.disabled_at is not None and letter.at > by.disabled_at
            if by is not None and (closed or (by.enabled and not job.again)):
                permit(by, letter.act.action if isinstance(letter.act, WordsAct) else Action.ENTER)
            revision = work.returns.revision(letter.revision) if letter.revision else None
            if revision is None:
                revision = begun_or_new(work, letter.beginning, letter.by, letter.at)
            writer, act = _Writer(letter.by, letter.name), letter.act
            if isinstance(act, WordsAct):
                done = write_words(work, revision, act, writer, letter.at, again=job.again)
            else:
                done = write_cells(work, revision, act, writer, letter.at, again=job.again)
            work.commit()
        return done

    def _note_not_taken(self, job: _Job, why: KmmpError) -> bool:
        """Figures that were acknowledged and cannot be written are kept in the log of their return."""
        letter = job.letter
        body: dict[str, object] = {
            "cells": [{"cell": str(c.key), "value": encode_cell(c.value)} for c in letter.act.changes],
            "act": str(letter.act.id),
            "why": why.message.template,
        }
        if isinstance(letter.act, WordsAct):
            body["words"] = letter.act.body
        try:
            with self._work() as work:
                found = work.returns.latest(letter.beginning.key)
                if found is not None and not work.together.has_act(found.id, letter.act.id or UUID(int=0)):
                    work.audit.append(str(found.id), letter.at, letter.by, NOT_TAKEN, body)
                    work.commit()
        except StorageError as error:
            self._wait(job, error)
            return False
        return True


@dataclass(frozen=True, slots=True)
class _Writer:
    id: UUID
    name: str


def _do(extra: Callable[[], object]) -> None:
    try:
        extra()
    except (StorageError, RefusedError):
        _LOG.info("something of no weight was not written", exc_info=True)
    except Exception:  # noqa: BLE001  # the thread has figures to send
        _LOG.exception("something of no weight failed")
