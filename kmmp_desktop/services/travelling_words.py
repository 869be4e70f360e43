"""What was said at cells on its way between offices: in letters, and in the document of the next revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.services.amendment_ports import Said, Speaker, SpokenThread, thread_in
from kmmp_desktop.services.exchange_ports import OutsidePerson
from kmmp_desktop.services.letter_contents import LONGEST, thread_data, threads_of
from kmmp_desktop.services.ports import UnitOfWork

CONVERSATION = "conversation"
"""Where the document of a revision has them; absent where no other office asked anything."""


def conversation(work: UnitOfWork, revision: Revision) -> list[dict[str, Any]]:
    """The threads in which another office speaks, with the answers. What people of this office say
    among themselves stays here."""
    own = work.people.office()
    threads = [t for t in work.amendments.threads(revision.id) if any(said.by.office for said in t.said)]
    return [thread_data(with_office(thread, own.name if own else "")) for thread in threads]


def with_office(thread: SpokenThread, own: str) -> SpokenThread:
    """The thread with this office's name beside its people, as others want to read it."""

    def named(speaker: Speaker) -> Speaker:
        return speaker if speaker.office else replace(speaker, office=own)

    by = thread.resolved_by
    return replace(
        thread,
        said=tuple(replace(said, by=named(said.by)) for said in thread.said),
        resolved_by=named(by) if by else None,
    )


def conversation_of(data: Mapping[str, Any]) -> tuple[SpokenThread, ...]:
    """The conversation of a verified document; none where there is none.

    Raises ValueError, KeyError or TypeError where it is not what ``conversation`` writes.
    """
    threads = threads_of(data.get(CONVERSATION, []))
    cells = {row["cell"] for row in data["cells"]} if threads else set()
    if any(str(thread.key) not in cells for thread in threads):
        raise ValueError("a thread stands at no cell of the document")
    return threads


@dataclass(frozen=True, slots=True)
class Source:
    """The office that a file is of, as its signer is known here."""

    id: UUID
    name: str
    """As certificate or card calls it: what its people are shown under."""
    called: str
    """As the file calls it."""

    def says(self, office: str) -> bool:
        """Whether a speaker of the file claims to be of this very office."""
        return _plain(office) in (_plain(self.name), _plain(self.called))


def put_words(work: UnitOfWork, revision: Revision, threads: Iterable[SpokenThread], source: Source) -> int:
    """Keep threads of another office at the cells of a revision, and who speaks in them; does not commit.

    An office answers for the words of its own people. Words that claim to be of a person of this office
    are kept only where that person said them here; those of a third office stand as quoted by the
    ``source``: nobody there has signed them.
    """
    ours = _said_here(work, revision)
    kept = []
    for thread in threads:
        said = tuple(s for s in (_attributed(work, one, source, ours) for one in thread.said) if s)
        if said:
            told = replace(thread, id=thread_in(revision.id, thread.id), said=said)
            kept.append(_resolved(work, told, source))
    speakers: dict[UUID, Speaker] = {}
    for thread in kept:
        speakers.update({said.by.id: said.by for said in thread.said})
        if thread.resolved_by is not None:
            speakers.setdefault(thread.resolved_by.id, thread.resolved_by)
    for speaker in speakers.values():
        # The first name that came is kept: a later file cannot rename whoever spoke before.
        if not _is_ours(work, speaker.id) and work.people.outside(speaker.id) is None:
            work.people.put_outside(OutsidePerson(speaker.id, speaker.name, speaker.role, speaker.office))
    return work.amendments.put_threads(revision.id, kept)


def new_words(work: UnitOfWork, revision: Revision, threads: Sequence[SpokenThread], source: Source) -> bool:
    """Whether ``put_words`` would bring anything that is not there."""
    here = {
        (thread.id, *_mark(said)) for thread in work.amendments.threads(revision.id) for said in thread.said
    }
    brought = (
        (thread_in(revision.id, thread.id), told)
        for thread in threads
        for said in thread.said
        if not _is_ours(work, said.by.id) and (told := _attributed(work, said, source, set())) is not None
    )
    return any((thread, *_mark(told)) not in here for thread, told in brought)


def _attributed(work: UnitOfWork, said: Said, source: Source, ours: set[tuple[object, ...]]) -> Said | None:
    """The words under whoever answers for them; None: nobody does."""
    if _is_ours(work, said.by.id):
        return said if _mark(said) in ours else None
    if not _is_elsewhere(work, said.by):
        return None  # without another office's name they would show as words of this one
    if source.says(said.by.office) and _may_be_of(work, said.by.id, source):
        return replace(said, by=replace(said.by, office=source.name))
    text = f"“{said.text}” ({said.by.name}, {said.by.office})"
    return replace(said, by=_quoting(source), text=text[:LONGEST])


def _may_be_of(work: UnitOfWork, person: UUID, source: Source) -> bool:
    """Whether nobody of another office is known here by this id."""
    pinned, outside = work.people.get(person), work.people.outside(person)
    return (pinned is None or pinned.office == source.id) and (
        outside is None or source.says(outside.office_name)
    )


def _quoting(source: Source) -> Speaker:
    """Whoever quotes others: the office as a whole."""
    return Speaker(uuid5(source.id, "quoting"), source.name, "", source.name)


def _resolved(work: UnitOfWork, thread: SpokenThread, source: Source) -> SpokenThread:
    """That a question is answered, a file cannot say for people of this office, nor for a third one."""
    by = thread.resolved_by
    if by is None:
        return thread
    if _is_ours(work, by.id) or not _is_elsewhere(work, by):
        return replace(thread, resolved_at=None, resolved_by=None)
    own = source.says(by.office) and _may_be_of(work, by.id, source)
    return replace(thread, resolved_by=replace(by, office=source.name) if own else _quoting(source))


def _is_elsewhere(work: UnitOfWork, speaker: Speaker) -> bool:
    """Whether somebody names another office: without one, words would show as those of this office."""
    own, named = work.people.office(), _plain(speaker.office)
    return bool(named) and (own is None or named != _plain(own.name))


def _plain(office: str) -> str:
    return " ".join(office.split()).casefold()


def _is_ours(work: UnitOfWork, person: UUID) -> bool:
    """Whether somebody is of this office; people of others may be in its roster, but have no account."""
    return work.people.account(person) is not None


def _said_here(work: UnitOfWork, revision: Revision) -> set[tuple[object, ...]]:
    return {
        _mark(said)
        for one in work.returns.revisions(revision.key)
        for thread in work.amendments.threads(one.id)
        for said in thread.said
    }


def _mark(said: Said) -> tuple[object, ...]:
    return said.by.id, said.at.replace(microsecond=0), said.text
