"""Entry workbooks: given to facilities without the program, and taken in again when they are back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import Origin
from kmmp_desktop.errors import FileRefusedError, KmmpError, LockedError, NotFoundError, StorageError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.entry_book_files import EntryBook, EntryBookMaker
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.open_return import OpenReturn, Saved
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, Work
from kmmp_desktop.services.practice_files import is_practice, refuse_practice
from kmmp_desktop.services.proposals import Offered, Proposal, Proposed, propose
from kmmp_desktop.text import ENGLISH, Message

MOST_FILES = 2_000
"""In one folder: more facilities than any office has."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a month's writing made. ``left_out``: MFL code and why there is no file for it."""

    files: tuple[Path, ...]
    left_out: tuple[tuple[str, Message], ...]


@dataclass(frozen=True, slots=True)
class BookOutcome:
    """What became of one file, or would become of it: ``refused`` whole, or ``proposal`` cell by cell."""

    path: Path
    book: EntryBook | None = None
    proposal: Proposal | None = None
    refused: Message | None = None

    @property
    def accepted(self) -> tuple[Proposed, ...]:
        return self.proposal.changes if self.proposal else ()

    @property
    def rejected(self) -> tuple[Proposed, ...]:
        return self.proposal.rejected if self.proposal else ()

    @property
    def already_the_same(self) -> bool:
        """Whether the return holds everything that the file brings, so that nothing is left to do."""
        return self.proposal is not None and not self.accepted and not self.rejected


class EntryBookService:
    """Writes and reads entry workbooks; figures only change through ``apply`` or an open return."""

    def __init__(
        self, work: Work, clock: Clock, forms: FormCatalogue, entry: EntryService, maker: EntryBookMaker
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._entry = entry
        self._maker = maker

    # -- giving out ------------------------------------------------------------------------

    def write(self, opened: OpenReturn, path: Path, language: str = ENGLISH) -> Path:
        """Write the workbook of a return, with what is in it so far, whole or not at all.

        Raises:
            LockedError: the return takes no figure now.
            StorageError: it could not be written.
        """
        permit(opened.person, Action.BOOKS_OUT)
        self._maker.save(path, self._build(opened, self._partner(), language))
        return path

    def file_name(self, key: ReturnKey) -> str:
        """``99104_202611_KMMP_MFR_entry.xlsx``."""
        return f"{key.facility}_{key.period}_{key.family}_entry{self._maker.suffix}"

    def write_month(
        self,
        family: str,
        period: Period,
        facilities: Sequence[str],
        folder: Path,
        report: Progress,
        *,
        person: Person,
        language: str = ENGLISH,
    ) -> Written:
        """Write one workbook for each facility (all that owe the form where none is named) into ``folder``.

        ``report`` may raise to stop: every file that is there by then is whole. A facility whose return
        takes no figure is left out by name. Raises StorageError for a folder that cannot be written to.
        """
        permit(person, Action.BOOKS_OUT)
        wanted = list(facilities) or self._owing(family, period)
        partner = self._partner()
        files: list[Path] = []
        left_out: list[tuple[str, Message]] = []
        for done, mfl in enumerate(wanted):
            report(done, len(wanted))
            try:
                opened = self._entry.open(family, mfl, period, person)
                path = folder / self.file_name(opened.key)
                self._maker.save(path, self._build(opened, partner, language))
                files.append(path)
            except (LockedError, NotFoundError) as error:
                left_out.append((mfl, error.message))
        report(len(wanted), len(wanted))
        return Written(tuple(files), tuple(left_out))

    def _owing(self, family: str, period: Period) -> list[str]:
        with self._work() as work:
            return [f.mfl for f in work.facilities.all() if f.owes(family, period)]

    def _partner(self) -> str:
        with self._work() as work:
            office = work.people.office()
            return office.partner if office else ""

    def _build(self, opened: OpenReturn, partner: str, language: str) -> bytes:
        if opened.locked_why is not None:
            raise LockedError(opened.locked_why)
        return self._maker.build(opened, partner, self._clock.now(), language)

    # -- taking in -------------------------------------------------------------------------

    def read(self, path: Path) -> EntryBook:
        """Read a workbook; nothing in it is trusted.

        Raises FileRefusedError with what is wrong with it; one of practice is wrong in a real office.
        """
        book = self._maker.read(path, self._forms)
        refuse_practice(book.file, book.practice, is_practice(self._work))
        return book

    def check(self, book: EntryBook, opened: OpenReturn) -> None:
        """Refuse a workbook that was made for another return than the one that is open, or another form.

        Raises:
            FileRefusedError: wrong facility, month, form or form version; both are named.
            LockedError: the return takes no figure now.
        """
        key = opened.key
        if book.mfl != key.facility:
            raise FileRefusedError(
                '"{file}" is for {theirs} (MFL {their_mfl}), not for {ours} (MFL {our_mfl}).',
                file=book.file,
                theirs=book.facility,
                their_mfl=book.mfl,
                ours=opened.facility.name,
                our_mfl=key.facility,
                hint="Open the return of that facility, then bring the file in there.",
            )
        if book.period != key.period:
            raise FileRefusedError(
                '"{file}" is for the month {theirs}, not for {ours}.',
                file=book.file,
                theirs=month_year(book.period),
                ours=month_year(key.period),
                hint="Open the return of that month, then bring the file in there.",
            )
        if book.family != key.family:
            raise FileRefusedError(
                '"{file}" is for the form {theirs}, not for {ours}.',
                file=book.file,
                theirs=book.family,
                ours=key.family,
                hint="Open that form, then bring the file in there.",
            )
        if (book.form_version, book.form_digest) != (opened.form.version, opened.form.file_digest):
            raise FileRefusedError(
                '"{file}" was made for version {theirs} of the form; this return has version {ours}.',
                file=book.file,
                theirs=book.form_version,
                ours=opened.form.version,
                hint="Make a new entry workbook for the facility, and type the figures of this one into it.",
            )
        if opened.locked_why is not None:
            raise LockedError(opened.locked_why)

    def import_folder(self, folder: Path, person: Person, report: Progress) -> tuple[BookOutcome, ...]:
        """Judge every workbook of a folder (or one file); nothing is written. ``report`` may raise to stop.

        Two files for one return are both refused by name, so that the order of a folder decides nothing.
        Raises FileRefusedError where there is no workbook at all or the folder cannot be read.
        """
        paths = self._workbooks(folder)
        outcomes: list[BookOutcome] = []
        for done, path in enumerate(paths):
            report(done, len(paths))
            outcomes.append(self._judge(path, person))
        report(len(paths), len(paths))
        return tuple(_without_doubles(outcomes))

    def apply(self, outcome: BookOutcome, person: Person) -> Saved | None:
        """Put the accepted cells of one file into its return: all of them or none, as one audit entry.

        The entry names the file and its SHA-256. ``None`` where there is nothing to change. The return is
        opened anew, so that a file that no longer fits is refused.

        Raises:
            FileRefusedError, LockedError, NotFoundError, StorageError: nothing was written.
        """
        permit(person, Action.BOOKS_IN)
        book, proposal = outcome.book, outcome.proposal
        if outcome.refused is not None:
            raise FileRefusedError(outcome.refused)
        if book is None or proposal is None or not proposal.edits():
            return None
        opened = self._entry.open(book.family, book.mfl, book.period, person)
        self.check(book, opened)
        return opened.set_many(proposal.edits(), Origin.IMPORTED, source_of(book))

    def _judge(self, path: Path, person: Person) -> BookOutcome:
        try:
            book = self.read(path)
        except StorageError:
            raise
        except KmmpError as error:
            return BookOutcome(path, refused=_whole(error))
        try:
            opened = self._entry.open(book.family, book.mfl, book.period, person)
            self.check(book, opened)
        except StorageError:
            raise
        except KmmpError as error:
            return BookOutcome(path, book, refused=_whole(error))
        proposal = propose(opened, book.offered)

        def judge_again(one: Offered) -> Proposed:
            # opened anew when a text is put right: 300 open returns would not fit in memory
            again = self._entry.open(book.family, book.mfl, book.period, person)
            return propose(again, ()).judge(one)

        return BookOutcome(path, book, replace(proposal, judge=judge_again))

    def _workbooks(self, folder: Path) -> list[Path]:
        try:
            if not folder.is_dir():
                return [folder]
            found = sorted(
                path
                for path in folder.iterdir()
                if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods")
                and not path.name.startswith(("~$", "."))
            )
        except OSError as error:
            raise FileRefusedError(
                'The folder "{name}" cannot be read: {reason}.',
                name=folder.name,
                reason=reason_of(error),
                hint="Look whether it is still there.",
            ) from error
        if not found or len(found) > MOST_FILES:
            raise FileRefusedError(
                'There are {count} workbooks in the folder "{name}"; there should be 1 to {most}.',
                count=len(found),
                name=folder.name,
                most=MOST_FILES,
                hint="Choose the folder with the workbooks that came back.",
            )
        return found


def source_of(book: EntryBook) -> Mapping[str, object]:
    """What an audit entry says of the file that figures came from."""
    return {"file": book.file, "sha256": book.digest}


def _whole(error: KmmpError) -> Message:
    """The sentence of an error with what to do."""
    if not error.hint:
        return error.message
    return Message("{what} {then}", {"what": error.message, "then": error.hint})


def _without_doubles(outcomes: Sequence[BookOutcome]) -> list[BookOutcome]:
    """Files for the same return, among those that could be taken, are refused together."""
    same: dict[tuple[str, str, Period], list[BookOutcome]] = {}
    for one in outcomes:
        if one.book is not None and one.refused is None:
            same.setdefault((one.book.family, one.book.mfl, one.book.period), []).append(one)
    refused: dict[Path, Message] = {}
    for group in same.values():
        for n, one in enumerate(group):
            others = [other for other in group if other is not one]
            alike = next(
                (o for o in group[:n] if o.book and one.book and o.book.digest == one.book.digest), None
            )
            if alike is not None:
                refused[one.path] = Message('It is the same file as "{other}".', {"other": alike.path.name})
            elif any(o.book and one.book and o.book.digest != one.book.digest for o in others):
                refused[one.path] = Message(
                    'There are other figures for the same return in "{other}".'
                    " Leave one of the two in the folder.",
                    {"other": others[0].path.name},
                )
    return [
        replace(one, proposal=None, refused=refused[one.path]) if one.path in refused else one
        for one in outcomes
    ]
