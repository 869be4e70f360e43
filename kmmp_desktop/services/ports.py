"""What the services need from the outside, as Protocols; storage, security and exports fit them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self
from uuid import UUID

from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.identity import Identity
from kmmp_desktop.domain.office import Facility, Office, Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import CellChange, ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.domain.verdict import FileCheck
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.services.amendment_ports import AmendmentRepository
from kmmp_desktop.services.exchange_ports import (
    ConsolidationRepository,
    LetterRepository,
    OutsidePerson,
    ReceivedRepository,
    SubmissionFile,
    TrustRepository,
)
from kmmp_desktop.services.finding_ports import FindingRepository
from kmmp_desktop.services.keying_ports import KeyingRepository
from kmmp_desktop.services.together_ports import TogetherRepository

if TYPE_CHECKING:
    from kmmp_desktop.services.audit_ports import AuditLine, AuditWanted, Spot
    from kmmp_desktop.services.overlays import OverlayRepository

Progress = Callable[[int, int], None]
"""Called with (done, total). May raise to stop the work."""


class Clock(Protocol):
    """Where time comes from, so that tests and the demo can set it."""

    def now(self) -> datetime:
        """The present moment in UTC, with zone, whole seconds or finer."""
        ...


class FormCatalogue(Protocol):
    """The forms of this office: shipped ones and those dropped into its forms folder."""

    @property
    def problems(self) -> tuple[DefinitionError, ...]:
        """One error for each file that could not be used and was left out."""

    def families(self) -> tuple[str, ...]:
        """Families in the order of display."""

    def newest(self, family: str) -> Form:
        """The newest version; raises NotFoundError with a guess for an unknown family."""
        ...

    def for_period(self, family: str, period: Period) -> Form:
        """The version in force in ``period``; raises NotFoundError."""

    def reload(self) -> None:
        """Read the form files again."""

    def version(self, family: str, version: str, period: Period | None = None) -> Form:
        """One version by its number, with the standards of ``period`` (None: as its file says).

        Whoever opens a revision passes its month. Raises NotFoundError.
        """
        ...


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """What is kept of a person's secrets; nothing here opens without the passphrase."""

    person: UUID
    password_hash: str
    """Argon2id, PHC string."""
    private_key: bytes | None
    """Envelope: scrypt (n=2^17, r=8, p=1) + AES-256-GCM around PKCS#8."""
    recovery_key: bytes | None = None
    """The same key in an envelope that the code on the recovery sheet opens."""
    keyring: str = ""
    """Entry of the computer's keyring without which ``private_key`` does not open; empty: none."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A written reason. ``subject`` is a check code (``W302``) or a cell (``KM_C15``)."""

    subject: str
    text: str
    by: str
    """Name of the person."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    key: CellKey
    text: str
    by: str
    at: datetime
    thread: UUID | None = None
    number: int = 0
    """Grows with every comment of the office; 0 while it is not stored."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What people say to one another at one cell. A ``question`` waits for an answer until it is resolved."""

    id: UUID
    key: CellKey
    question: bool
    comments: tuple[Comment, ...]
    """Oldest first, never empty."""
    resolved_at: datetime | None = None
    resolved_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether somebody still has to answer."""
        return self.question and self.resolved_at is None


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A sum as the paper states it. ``place``: full code of a row, or ``section:C`` for all its counts."""

    place: str
    number: float
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where a person stopped: cell and what was half typed in it (``None``: nothing)."""

    revision: UUID
    key: CellKey
    draft: str | None


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The kept bytes of a completed revision. ``kind`` is ``xlsx`` or ``pdf``."""

    revision: UUID
    kind: str
    name: str
    content: bytes
    approved: bool


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of a hash chain."""

    chain: str
    """``office`` or a revision's UUID."""
    number: int
    at: datetime
    by: UUID | None
    action: str
    body: Mapping[str, Any]
    previous: str
    digest: str


class FacilityRepository(Protocol):
    def get(self, mfl: str) -> Facility | None: ...
    def all(self) -> tuple[Facility, ...]:
        """Every active facility by name, with services and forms."""
        ...

    def put_many(self, facilities: Iterable[Facility]) -> None:
        """Insert or replace by MFL code, with services and forms."""
        ...

    def count(self) -> int: ...


class PeopleRepository(Protocol):
    def office(self) -> Office | None: ...
    def set_office(self, office: Office) -> None: ...
    def get(self, person: UUID) -> Person | None: ...
    def by_username(self, username: str) -> Person | None: ...
    def all(self) -> tuple[Person, ...]: ...
    def put(self, person: Person) -> None:
        """Insert or replace; a certificate that is new is remembered beside the earlier ones."""
        ...

    def certificates(self, person: UUID) -> tuple[bytes, ...]:
        """Every certificate the person ever had here, oldest first (DER)."""
        ...

    def holder(self, certificate: bytes) -> Person | None:
        """Whose certificate this is or was."""
        ...

    def outside(self, person: UUID) -> OutsidePerson | None: ...
    def put_outside(self, person: OutsidePerson) -> None: ...
    def account(self, person: UUID) -> StoredAccount | None: ...
    def put_account(self, account: StoredAccount) -> None: ...


@dataclass(frozen=True, slots=True)
class MonthValues:
    """The figures of one earlier month of the same form and facility (latest revision)."""

    period: Period
    revision: UUID
    number: int
    state: State
    values: Mapping[CellKey, CellValue]
    short_code: str = ""


class ReturnRepository(Protocol):
    """Returns, revisions and cells. Cells are written with Core, one row each; no row = blank."""

    def revisions(self, key: ReturnKey) -> tuple[Revision, ...]:
        """All revisions of a return, oldest first."""
        ...

    def latest(self, key: ReturnKey) -> Revision | None: ...
    def revision(self, revision: UUID) -> Revision | None: ...
    def add_revision(self, revision: Revision) -> None:
        """Insert; creates the return row where it is the first. One revision number per return."""
        ...

    def save_revision(self, revision: Revision) -> None:
        """Replace everything but the cells."""
        ...

    def cells(self, revision: UUID, keying: int = 1) -> dict[CellKey, CellValue]: ...
    def put_cells(
        self,
        revision: UUID,
        cells: Mapping[CellKey, CellValue | None],
        by: UUID,
        at: datetime,
        keying: int = 1,
    ) -> None:
        """Upsert; ``None`` deletes the row."""
        ...

    def earlier(self, key: ReturnKey, months: int) -> tuple[MonthValues, ...]:
        """The latest revisions of up to ``months`` months before ``key.period``, newest first."""
        ...

    def in_month(self, family: str, period: Period, states: Sequence[State] = ()) -> tuple[Revision, ...]:
        """Latest revision of every return of a form in a month (of all states where none given)."""
        ...

    def in_state(self, family: str, state: State) -> tuple[Revision, ...]:
        """Latest revisions of a form that stand in ``state``, of any month, oldest month first."""
        ...

    def between(self, family: str, start: Period, end: Period) -> tuple[Revision, ...]:
        """Latest revision of every return of a form from ``start`` to ``end`` inclusive."""
        ...

    def reasons(self, revision: UUID) -> dict[str, Reason]: ...
    def put_reason(self, revision: UUID, subject: str, text: str, by: UUID, at: datetime) -> None:
        """Empty text takes the reason away."""
        ...

    def comments(self, revision: UUID) -> tuple[Comment, ...]: ...
    def threads(self, revision: UUID) -> tuple[Thread, ...]: ...
    def add_comment(
        self,
        revision: UUID,
        key: CellKey,
        text: str,
        by: UUID,
        at: datetime,
        thread: UUID | None = None,
        question: bool = False,
        *,
        reviewing: bool = False,
    ) -> Comment:
        """Into ``thread``, or into a new one (of a question, if it is one) with that id where it is given.

        ``reviewing``: also at a cell of a ready revision, whose figures are signed and stay.
        """
        ...

    def drop_comment(self, revision: UUID, comment: int, *, reviewing: bool = False) -> None:
        """Take a comment back (undo); a thread without comments is no thread any more."""
        ...

    def resolve(self, revision: UUID, thread: UUID, by: UUID | None, at: datetime | None) -> None:
        """Answered; with ``at`` None: open again. Also on a locked revision: no figure changes."""
        ...

    def control_totals(self, revision: UUID) -> dict[str, ControlTotal]: ...
    def put_control_total(
        self, revision: UUID, place: str, number: float | None, by: UUID, at: datetime
    ) -> None:
        """``None`` takes it away."""
        ...

    def changes(self, revision: UUID, key: CellKey) -> tuple[CellChange, ...]:
        """The story of one cell, oldest first, from the audit chain."""
        ...

    def last_changed(self, revision: UUID) -> dict[CellKey, tuple[str, datetime]]:
        """Who last wrote each stored cell, and when."""
        ...

    def position(self, person: UUID) -> Position | None:
        """Where this person last stood, of any return."""
        ...

    def position_in(self, person: UUID, revision: UUID) -> Position | None: ...
    def put_position(self, person: UUID, position: Position) -> None: ...
    def clear_position(self, person: UUID) -> None: ...


class FileRepository(Protocol):
    def get(self, revision: UUID, kind: str) -> SignedFile | None: ...
    def put(self, file: SignedFile) -> None: ...
    def sizes(self, revision: UUID) -> dict[str, int]:
        """Bytes of each kept file by kind, without reading them."""
        ...

    def discard(self, revision: UUID) -> None: ...


@dataclass(frozen=True, slots=True)
class Submission:
    """Signed files that left the office together."""

    id: UUID
    family: str
    period: Period
    folder: str
    at: datetime
    by: UUID | None
    revisions: tuple[UUID, ...]


class SubmissionRepository(Protocol):
    def add(self, submission: Submission) -> None: ...
    def of_month(self, family: str, period: Period) -> tuple[Submission, ...]: ...
    def put_file(self, file: SubmissionFile) -> None: ...
    def files(self, submission: UUID) -> tuple[SubmissionFile, ...]:
        """By kind; empty where nobody signed for the whole month."""
        ...


class AuditRepository(Protocol):
    """Append-only, hash-chained. ``digest = SHA-256(previous + canonical JSON of the entry)``."""

    def append(
        self, chain: str, at: datetime, by: UUID | None, action: str, body: Mapping[str, Any]
    ) -> AuditEntry: ...
    def hold(self, chain: str) -> None:
        """Wait until nobody else writes this chain; what is read from now on still holds at the commit."""

    def head(self, chain: str) -> str:
        """Digest of the newest entry (64 hex); 64 zeros for an empty chain."""

    def entries(self, chain: str) -> tuple[AuditEntry, ...]: ...
    def authors(self, chain: str, actions: Collection[str]) -> frozenset[UUID]: ...
    def chains(self) -> tuple[str, ...]:
        """Names of every chain: ``office`` first, then revisions."""

    def unheard_of(self) -> tuple[str, ...]:
        """Chains that ought to be there and are not: of revisions that were completed, sent or taken in."""
        ...

    def holders(self, head: str) -> tuple[AuditEntry, ...]:
        """Entries whose digest begins with ``head`` (4 to 64 hexadecimal digits), of every chain."""
        ...

    def first_broken(self, chain: str) -> AuditEntry | None:
        """The first entry whose digest or link does not hold, or ``None``."""
        ...

    def page(
        self, wanted: AuditWanted, limit: int, spot: Spot | None = None, *, newer: bool = False
    ) -> tuple[AuditLine, ...]:
        """Of all chains, by time; see ``audit_ports.AuditPages``."""
        ...

    def counts(self, wanted: AuditWanted) -> dict[str, int]: ...


class SettingRepository(Protocol):
    """Small facts of the office and of a person's screen, as JSON text by name."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture or PDF of the paper form; the file itself lies in the home's ``scans`` folder."""

    revision: UUID
    number: int
    """Counts within the revision, in the order they are laid beside the form."""
    name: str
    """What the file was called when it was chosen."""
    file: str
    """Its name in the ``scans`` folder: says nothing of anybody."""
    media: str
    """``application/pdf``, ``image/png``, ``image/jpeg`` or ``image/tiff``."""
    size: int
    pages: int
    digest: bytes
    """SHA-256 of the file."""
    anchors: Mapping[str, tuple[int, float]]
    """Section code -> page of this file from 0, height on it from 0 (top) to 1."""
    by: UUID
    at: datetime


class ScanRepository(Protocol):
    def of(self, revision: UUID) -> tuple[Scan, ...]: ...
    def add(self, scan: Scan) -> None: ...
    def put_anchors(
        self, revision: UUID, number: int, anchors: Mapping[str, tuple[int, float]]
    ) -> None: ...
    def drop(self, revision: UUID, number: int) -> None: ...
    def files(self) -> frozenset[str]:
        """The file names of every scan of the office."""
        ...


class ScanStore(Protocol):
    """The folder the pictures lie in. Raises StorageError: full, read-only, gone."""

    def put(self, content: bytes, suffix: str) -> str:
        """Keep a new file, whole or not at all; return the name it was given."""
        ...

    def get(self, file: str) -> bytes:
        """Raises NotFoundError where it is not there any more."""
        ...

    def drop(self, file: str) -> None: ...
    def sweep(self, keep: frozenset[str]) -> None:
        """Delete what no row names and what has lain there for a day."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """What kind of file it is, and width and height of each page as it is to be seen."""

    media: str
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: rows of blue, green, red and one byte of nothing, without padding."""

    width: int
    height: int
    pixels: bytes


class PageRenderer(Protocol):
    """Reads and draws scans: implemented in ``exports``. May be called from any thread."""

    def look(self, content: bytes, name: str) -> Pages:
        """Raises FileRefusedError: another kind of file, damaged, locked, too many pages or pixels."""
        ...

    def draw(self, content: bytes, page: int, width: int) -> Picture:
        """A page ``width`` pixels wide, upright. Raises FileRefusedError."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without ``commit`` undoes everything.

    Raises StorageError with a sentence of its own for: disk full, read-only, busy, damaged.
    """

    @property
    def facilities(self) -> FacilityRepository: ...
    @property
    def people(self) -> PeopleRepository: ...
    @property
    def returns(self) -> ReturnRepository: ...
    @property
    def files(self) -> FileRepository: ...
    @property
    def submissions(self) -> SubmissionRepository: ...
    @property
    def audit(self) -> AuditRepository: ...
    @property
    def keyings(self) -> KeyingRepository: ...
    @property
    def settings(self) -> SettingRepository: ...
    @property
    def finding_steps(self) -> FindingRepository: ...
    @property
    def scans(self) -> ScanRepository: ...
    @property
    def overlays(self) -> OverlayRepository: ...
    @property
    def trust(self) -> TrustRepository: ...
    @property
    def received(self) -> ReceivedRepository: ...
    @property
    def letters(self) -> LetterRepository: ...
    @property
    def consolidations(self) -> ConsolidationRepository: ...
    @property
    def amendments(self) -> AmendmentRepository: ...
    @property
    def together(self) -> TogetherRepository: ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None: ...


Work = Callable[[], UnitOfWork]
"""Makes a unit of work; services get this, never a session."""


class Signer(Protocol):
    """An unlocked signing key. Holds no passphrase; ``lock`` wipes the key."""

    person: Person
    certificate: bytes
    """DER, self-signed for now (decision 17)."""

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 over ``data``."""
        ...

    def lock(self) -> None: ...


class Accounts(Protocol):
    """Passphrases and keys: implemented by ``kmmp_desktop.security``."""

    def hash_passphrase(self, passphrase: str) -> str: ...
    def check_passphrase(self, stored_hash: str, passphrase: str) -> bool: ...
    def waiting(self, stored_hash: str) -> tuple[int, int]:
        """Wrong tries in a row, and the seconds until the next one is possible (0: now)."""
        ...

    def forgive(self, stored_hash: str, envelope: bytes | None = None) -> None:
        """The account, and its key, wait no longer."""
        ...

    def make_key(
        self, person: Person, office: Office, passphrase: str, now: datetime, wrapping: bytes | None = None
    ) -> tuple[bytes, bytes]:
        """Return (certificate DER, private key envelope)."""
        ...

    def unlock(
        self, person: Person, private_key: bytes, passphrase: str, wrapping: bytes | None = None
    ) -> Signer:
        """Raises WrongPassphraseError. ``wrapping``: the key of the computer's keyring, where needed."""
        ...


class DocumentMaker(Protocol):
    """Makes and signs one kind of file: implemented once for xlsx, once for pdf in ``exports``."""

    kind: str
    """Also the suffix, without a dot."""

    def build(self, document: ReturnDocument, signers: Sequence[str] = ("clerk", "manager")) -> bytes:
        """The unsigned file. A PDF has a prepared signature field for each of ``signers``."""
        ...

    def sign(self, content: bytes, signer: Signer, role: str, at: datetime) -> bytes:
        """Add a signature: ``clerk`` first, ``manager`` second, over the same bytes."""
        ...

    def check(self, content: bytes) -> FileCheck:
        """Verify strictly; never raises on bad input, answers NO with reasons instead."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of somebody else's file as text. Row numbers count from 1 as in the file."""

    file: str
    sheet: str
    sheets: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class TableReader(Protocol):
    """Reads a CSV or Excel list: implemented in ``exports``."""

    def read(self, path: Path, sheet: str = "") -> Table:
        """Raises FileRefusedError with what is wrong with the file."""
        ...


class TrustCheck(Protocol):
    """Whose a certificate is."""

    def known(self, certificate: bytes) -> Person | None:
        """The person of this office's roster who has or had it."""
        ...

    def steady(self, work: UnitOfWork | None = None) -> TrustCheck:
        """The same for a few files in a row: roster and trust file are read once, as they stand now.

        ``work``: the transaction to read in, such as the one that is being written.
        """
        ...

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime | None = None
    ) -> Identity:
        """By the roster, else by the programme's root.

        ``signed_at``: what the signature claims; ``seen_at``: when these bytes were first seen here (None:
        now).
        """
        ...
