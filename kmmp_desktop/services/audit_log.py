"""The whole log as people look at it: a page, its counts, and files of what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.audit_facts import Known
from kmmp_desktop.services.audit_ports import (
    AuditFiles,
    AuditKind,
    AuditLine,
    AuditWanted,
    PrintedLine,
    PrintedLog,
    Spot,
)
from kmmp_desktop.services.audit_words import Told, all_words, kind_of, tell
from kmmp_desktop.services.cell_story import CellStory
from kmmp_desktop.services.month_words import day_of, month_year
from kmmp_desktop.services.permits import may, permit
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, Work
from kmmp_desktop.text import Message, Text

PAGE = 200
"""Entries that a screen lists at a time."""
_READ = 2_000
"""Entries that a file is given at a time."""
OFFICE = "office"
MOST = {".csv": 5_000_000, ".xlsx": 1_000_000, ".pdf": 20_000}
"""Entries that one file of a kind holds: a sheet ends at 1,048,576 rows, and nobody turns 1,000 pages."""

KIND_WORDS: Mapping[AuditKind, Message] = {
    AuditKind.FIGURES: Message("Figures"),
    AuditKind.WORDS: Message("Words"),
    AuditKind.STEPS: Message("Steps"),
    AuditKind.RULES: Message("Standards and checks"),
    AuditKind.PEOPLE: Message("People and keys"),
    AuditKind.OFFICE: Message("Office"),
}
SOMEBODY = Message("somebody else")
"""Instead of a name that this person is not shown."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class AuditCounts:
    """How much of the log is as it is wanted."""

    total: int
    kinds: Mapping[AuditKind, int]
    """Whatever kind is wanted."""


class AuditLogService:
    """Reads the log of all chains.

    Staff data is sensitive: whoever may not save the log is shown the names of others nowhere in it,
    and may not ask for what one of them did.
    """

    def __init__(
        self, work: Work, clock: Clock, forms: FormCatalogue, files: AuditFiles, say_in: Callable[..., str]
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._files = files
        self._say_in = say_in

    def page(
        self,
        wanted: AuditWanted,
        person: Person,
        spot: Spot | None = None,
        *,
        newer: bool = False,
        limit: int = PAGE,
    ) -> tuple[AuditLine, ...]:
        """Entries as wanted, newest first (``audit_ports.AuditPages``). Raises RefusedError, StorageError."""
        self._refuse_asking_of_others(wanted, person)
        with self._work() as work:
            found = work.audit.page(wanted, limit, spot, newer=newer)
        if may(person, Action.EXPORT_LOG):
            return found
        return tuple(_without_names(one, person) for one in found)

    def counts(self, wanted: AuditWanted, person: Person) -> AuditCounts:
        """How many entries there are as wanted, and of each kind. Raises RefusedError, StorageError."""
        self._refuse_asking_of_others(wanted, person)
        with self._work() as work:
            actions = work.audit.counts(wanted)
        kinds = dict.fromkeys(AuditKind, 0)
        for action, count in actions.items():
            kinds[kind_of(action)] += count
        total = sum(kinds.values()) if wanted.kind is None else kinds[wanted.kind]
        return AuditCounts(total, kinds)

    def write(
        self,
        wanted: AuditWanted,
        person: Person,
        path: Path,
        language: str,
        progress: Progress | None = None,
    ) -> int:
        """Write what is wanted as CSV, xlsx or PDF, whole or not at all; return how many entries.

        Raises:
            RefusedError: this person may not, or there are more entries than one such file holds.
            StorageError: nothing was written.
        """
        permit(person, Action.EXPORT_LOG)
        count = self.counts(wanted, person).total
        _refuse_too_many(path, count)
        printed = self._printed(Message("Audit log"), self._narrowed(wanted), person, count)
        lines = (self._line(line, language) for line in self._all(wanted, person))
        self._files.write(path, replace(printed, lines=lines), language, progress)
        return count

    def write_story(
        self, story: CellStory, person: Person, path: Path, language: str, progress: Progress | None = None
    ) -> int:
        """Write one cell's story likewise."""
        permit(person, Action.EXPORT_LOG)
        key = story.key
        about = (
            Message("{cell}: {label}", {"cell": str(story.cell), "label": self.label(story)}),
            self.place(key.facility),
            month_year(key.period),
            *(
                Message(
                    "The log of revision {revision} does not hold from entry {number} on.",
                    {"revision": revision, "number": number},
                )
                for revision, number in story.first_broken.items()
            ),
        )
        printed = self._printed(Message("Story of a cell"), about, person, len(story.lines))
        place, say = about[1], self._say_in
        lines = [
            self._printed_line(
                line.told, line.at, line.by, say(language, self._where(key, place, line.revision)),
                line.chain, line.number, line.digest, language,
            )
            for line in story.lines
        ]  # fmt: skip
        self._files.write(path, replace(printed, lines=lines), language, progress)
        return len(lines)

    def label(self, story: CellStory) -> Text | Message:
        """What the row of the cell asks; its code where the form lacks it."""
        return self._label(story.key.family, story.cell) or Message("{code}", {"code": story.cell.element})

    def place(self, mfl: str) -> Message:
        with self._work() as work:
            facility = work.facilities.get(mfl)
        return Message("{name}, MFL {mfl}", {"name": facility.name if facility else mfl, "mfl": mfl})

    def tell(self, line: AuditLine) -> Told:
        """An entry in words, with the names of whom and what it is about."""
        return tell(line.entry, Known(line.names, line.places, self.form, line.names_shown))

    def row_of(self, line: AuditLine, told: Told) -> Text | None:
        """What the row asks that an entry is about; ``None`` where it is about none."""
        cell = cell_of(told.cell) if line.key is not None else None
        return None if line.key is None or cell is None else self._label(line.key.family, cell)

    def _label(self, family: str, cell: CellKey) -> Text | None:
        """None where the form lacks the row, or is not among the forms any more."""
        try:
            element = self._forms.newest(family).elements.get(cell.element)
        except NotFoundError:
            return None
        return element.label if element is not None else None

    def where(self, line: AuditLine) -> Message:
        """Which return an entry is about, or the office."""
        key = line.key
        if key is None:
            return Message("the office")
        place = Message("{name}, MFL {mfl}", {"name": line.facility, "mfl": key.facility})
        return self._where(key, place, line.revision)

    def _where(self, key: ReturnKey, place: Message, revision: int) -> Message:
        params = {"facility": place, "form": self.form(key.family), "month": month_year(key.period)}
        return Message("{form}, {facility}, {month}, revision {number}", {**params, "number": revision})

    def form(self, family: str) -> Text:
        """What people call a form; its code where it is not among the forms any more."""
        try:
            return self._forms.newest(family).short
        except NotFoundError:
            return Text(family)

    def people(self, person: Person) -> tuple[tuple[UUID, str], ...]:
        """Whose entries this person may ask for."""
        with self._work() as work:
            known = work.people.all() if may(person, Action.EXPORT_LOG) else (person,)
        return tuple((one.id, one.name) for one in known)

    def _printed(self, title: Message, narrowed: Iterable[Message], person: Person, count: int) -> PrintedLog:
        with self._work() as work:
            office, head = work.people.office(), work.audit.head(OFFICE)
        named = office or Office(person.id, "", "")
        return PrintedLog(
            title, tuple(narrowed), named.name, head, self._clock.now(), person.name, named.is_demo, count, ()
        )

    def _all(self, wanted: AuditWanted, person: Person) -> Iterator[AuditLine]:
        """Oldest first, some at a time: a file of millions of entries is never all in memory."""
        spot: Spot | None = None
        while True:
            found = self.page(wanted, person, spot, newer=True, limit=_READ)
            yield from reversed(found)
            if len(found) < _READ:
                return
            spot = found[0].spot

    def _line(self, line: AuditLine, language: str) -> PrintedLine:
        entry = line.entry
        where = self._say_in(language, self.where(line))
        return self._printed_line(
            self.tell(line), entry.at, line.by, where, entry.chain, entry.number, entry.digest, language
        )

    def _printed_line(
        self, told: Told, at: datetime, by: str, where: str, chain: str, number: int, seal: str, language: str
    ) -> PrintedLine:
        say = self._say_in
        return PrintedLine(
            f"{east_africa(at):%Y-%m-%d %H:%M:%S}",
            by,
            where,
            say(language, KIND_WORDS[told.kind]),
            what_words(told, lambda message: say(language, message)),
            told.cell,
            told.before or "",
            told.after or "",
            all_words(told, lambda message: say(language, message)),
            chain,
            number,
            seal,
        )

    def _narrowed(self, wanted: AuditWanted) -> Iterator[Message]:
        if wanted.person is not None:
            with self._work() as work:
                known = work.people.get(wanted.person)
            yield Message("Person: {name}", {"name": known.name if known else str(wanted.person)})
        if wanted.facility:
            yield self.place(wanted.facility)
        if wanted.family:
            yield Message("Form: {form}", {"form": self.form(wanted.family)})
        if wanted.period is not None:
            yield month_year(wanted.period)
        if wanted.kind is not None:
            yield KIND_WORDS[wanted.kind]
        if wanted.start is not None:
            yield Message("From {day}", {"day": day_of(wanted.start)})
        if wanted.end is not None:
            yield Message("Before {day}", {"day": day_of(wanted.end)})
        if wanted.text:
            yield Message('With the words "{text}"', {"text": wanted.text})

    @staticmethod
    def _refuse_asking_of_others(wanted: AuditWanted, person: Person) -> None:
        if wanted.person not in (None, person.id):
            permit(person, Action.EXPORT_LOG)


def what_words(told: Told, say: Callable[[Message], str]) -> str:
    """``Figure, typed`` or ``Figure, pasted (and 11 more)``."""
    said = say(told.what)
    if told.how is not None:
        said = f"{said}, {say(told.how).lower()}"
    if told.more:
        said = f"{said} {say(Message('(and {count} more)', {'count': told.more}))}"
    return said


def cell_of(text: str) -> CellKey | None:
    """The cell that an entry names; ``None`` for a check or nothing."""
    code, bracket, rest = text.partition("[")
    if not code or (not bracket and "_" not in code):
        return None
    return CellKey(code, rest.removesuffix("]"))


def _without_names(line: AuditLine, person: Person) -> AuditLine:
    own = line.entry.by in (None, person.id)
    return replace(line, by=line.by if own else str(SOMEBODY), names={}, names_shown=False)


def _refuse_too_many(path: Path, count: int) -> None:
    suffix = path.suffix.lower()
    if suffix not in MOST:
        raise RefusedError(
            '"{name}" ends neither in .xlsx nor in .csv nor in .pdf.',
            name=path.name,
            hint="Give the file one of these endings.",
        )
    if count > MOST[suffix]:
        raise RefusedError(
            "There are {count} entries: a file of the kind {suffix} holds {most}.",
            count=count,
            suffix=suffix,
            most=MOST[suffix],
            hint="Choose a shorter time or fewer entries, or another kind of file.",
        )
