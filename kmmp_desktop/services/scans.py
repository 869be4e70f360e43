"""The scan or photo of the paper beside the form: kept in this office, never exported."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import FileRefusedError, KmmpError, LockedError, NotFoundError, StorageError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.open_return import LOCKED
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.plain_file import refuse_no_file
from kmmp_desktop.services.ports import (
    Clock,
    PageRenderer,
    Pages,
    Picture,
    Scan,
    ScanStore,
    UnitOfWork,
    Work,
)

_LOG = logging.getLogger(__name__)

MOST_BYTES = 25 * 1024 * 1024
"""Programme setting: a page at 600 dpi in colour is well below."""
MOST_PAGES = 20
"""Programme setting: of one revision. The longest return has nine pages."""
_SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif"}

Anchors = Mapping[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A scan that lies beside the form; ``trouble`` where it cannot be shown, ``sizes`` of its pages."""

    scan: Scan
    sizes: tuple[tuple[int, int], ...] = ()
    trouble: KmmpError | None = None


class ScanService:
    """Adds, shows and removes scans. Every method may be called off the GUI thread."""

    def __init__(self, work: Work, clock: Clock, store: ScanStore, renderer: PageRenderer) -> None:
        self._work = work
        self._clock = clock
        self._store = store
        self._renderer = renderer

    def of(self, key: ReturnKey) -> tuple[Scan, ...]:
        """Scans of every revision of a return, oldest first: the paper is the same for all of them."""
        with self._work() as work:
            return tuple(
                scan for revision in work.returns.revisions(key) for scan in work.scans.of(revision.id)
            )

    def lay(self, key: ReturnKey) -> tuple[Laid, ...]:
        """Read every scan of a return once, and say of each whether it can be shown."""
        return tuple(self._lay(scan) for scan in self.of(key))

    def _lay(self, scan: Scan) -> Laid:
        try:
            return Laid(scan, self._renderer.look(self._content(scan), scan.name).sizes)
        except KmmpError as error:
            return Laid(scan, trouble=error)

    def check(self, path: Path) -> None:
        """Read a file as ``add`` will, and keep nothing; raises FileRefusedError."""
        self._look(path)

    def _look(self, path: Path) -> tuple[bytes, str, Pages]:
        content = _read(path)
        name = path.name.encode("utf-8", "replace").decode()[:200]
        return content, name, self._renderer.look(content, name)

    def add(self, revision: UUID, path: Path, by: Person) -> Scan:
        """Copy a file beside the form of a draft: on disk, and in the audit chain, when this returns.

        Raises:
            FileRefusedError: too big, too many pages, of another kind, damaged, or not readable.
            LockedError: the revision takes no change.
            StorageError: disk full, read-only; nothing was kept.
        """
        permit(by, Action.SCAN)
        content, name, pages = self._look(path)
        digest = hashlib.sha256(content).digest()
        with self._work() as work:
            self._room(work.scans.of(revision), digest, len(pages.sizes), name)
            known = work.scans.files()
        self._store.sweep(known)
        file = self._store.put(content, _SUFFIXES[pages.media])
        scan = Scan(
            revision, 0, name, file, pages.media, len(content), len(pages.sizes), digest, {}, by.id,
            self._clock.now(),
        )  # fmt: skip
        with self._work() as work:
            try:
                scan = self._write(work, scan, by)
            except BaseException:
                with suppress(KmmpError):
                    self._store.drop(file)
                raise
            # Not dropped from here on: a server that is gone may have taken the row, and a file that
            # nobody names is swept after a day.
            work.commit()
        return scan

    def _room(self, present: tuple[Scan, ...], digest: bytes, pages: int, name: str) -> None:
        if any(scan.digest == digest for scan in present):
            raise FileRefusedError('"{name}" lies beside this return already.', name=name)
        total = sum(scan.pages for scan in present) + pages
        if total > MOST_PAGES:
            raise FileRefusedError(
                '"{name}" would make {count} pages beside this return; {most} is the most.',
                name=name,
                count=total,
                most=MOST_PAGES,
                hint="Add only the pages of this return.",
            )

    def _write(self, work: UnitOfWork, scan: Scan, by: Person) -> Scan:
        permit(by, Action.SCAN, work)
        stored = work.returns.revision(scan.revision)
        if stored is None:
            raise NotFoundError("This return is not in the office any more.")
        if why := LOCKED.get(stored.state):
            raise LockedError(why)
        present = work.scans.of(scan.revision)
        scan = replace(scan, number=max((s.number for s in present), default=0) + 1)
        work.scans.add(scan)
        body = {"number": scan.number, "digest": scan.digest.hex(), "pages": scan.pages}
        work.audit.append(str(scan.revision), scan.at, scan.by, "paper added", body)
        return scan

    def draw(self, scan: Scan, page: int, width: int) -> Picture:
        """Draw a page of a scan; raises KmmpError where the file is missing, changed or damaged."""
        return self._renderer.draw(self._content(scan), page, width)

    def _content(self, scan: Scan) -> bytes:
        content = self._store.get(scan.file)
        if hashlib.sha256(content).digest() != scan.digest:
            raise FileRefusedError(
                'The picture "{name}" is not the one that was added: its file was changed since.',
                name=scan.name,
                hint="Take it off and add it again from the paper.",
            )
        return content

    def anchor(self, scan: Scan, anchors: Anchors, by: Person) -> Scan:
        """Keep where sections begin on the scan. Changes no figure, so a locked return allows it."""
        with self._work() as work:
            permit(by, Action.SCAN, work)
            work.scans.put_anchors(scan.revision, scan.number, anchors)
            work.commit()
        return replace(scan, anchors=dict(anchors))

    def remove(self, scan: Scan, by: Person) -> None:
        """Take a scan off a draft: first the row, then the file, which is deleted.

        Raises:
            LockedError: the revision it belongs to takes no change.
        """
        with self._work() as work:
            permit(by, Action.SCAN, work)
            stored = work.returns.revision(scan.revision)
            if stored is not None and (why := LOCKED.get(stored.state)):
                raise LockedError(why)
            work.scans.drop(scan.revision, scan.number)
            body = {"number": scan.number, "digest": scan.digest.hex()}
            work.audit.append(str(scan.revision), self._clock.now(), by.id, "paper removed", body)
            work.commit()
        try:
            self._store.drop(scan.file)
        except StorageError as error:
            _LOG.warning("the file of a removed scan could not be deleted", exc_info=True)
            raise StorageError(
                "The picture was taken off, but its file {file} could not be deleted.",
                file=scan.file,
                hint="Close programs that show it. It is deleted with the next picture that is added.",
            ) from error


def _read(path: Path) -> bytes:
    try:
        refuse_no_file(path)
        size = path.stat().st_size
        if size <= MOST_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise FileRefusedError(
            '"{name}" cannot be read: {reason}.', name=path.name, reason=reason_of(error)
        ) from error
    raise FileRefusedError(
        '"{name}" has {size} MB; the most is {most} MB.',
        name=path.name,
        size=-(-size // 1024**2),
        most=MOST_BYTES // 1024**2,
        hint="Scan in grey at 200 dpi, or send the photo in a smaller size.",
    )
