"""What was said at cells on its way between offices: in letters, and in the document of the next revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.services.amendment_ports import Said, Speaker, SpokenThread, thread_in
from kmmp_desktop.services.exchange_ports import OutsidePerson
from kmmp_desktop.services.letter_contents import thread_data, threads_of
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


def put_words(work: UnitOfWork, revision: Revision, threads: Iterable[SpokenThread]) -> int:
    """Keep threads of another office at the cells of a revision, and who speaks in them; does not commit.

    Words that claim to be of a person of this office are kept only where that person said them here.
    """
    ours = _said_here(work, revision)
    kept = []
    for thread in threads:
        said = tuple(s for s in thread.said if _may_say(work, s, ours))
        if said:
            kept.append(_resolved(work, replace(thread, id=thread_in(revision.id, thread.id), said=said)))
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


def new_words(work: UnitOfWork, revision: Revision, threads: Sequence[SpokenThread]) -> bool:
    """Whether ``put_words`` would bring anything that is not there."""
    here = {
        (thread.id, *_mark(said)) for thread in work.amendments.threads(revision.id) for said in thread.said
    }
    return any(
        (thread_in(revision.id, thread.id), *_mark(said)) not in here
        for thread in threads
        for said in thread.said
        if not _is_ours(work, said.by.id) and _is_elsewhere(work, said.by)
    )


def _may_say(work: UnitOfWork, said: Said, ours: set[tuple[object, ...]]) -> bool:
    """People of this office say in a file what they said here; everybody else is of a named other office."""
    return _mark(said) in ours if _is_ours(work, said.by.id) else _is_elsewhere(work, said.by)


def _resolved(work: UnitOfWork, thread: SpokenThread) -> SpokenThread:
    """That a question is answered, a file cannot say for people of this office."""
    by = thread.resolved_by
    if by is None or (not _is_ours(work, by.id) and _is_elsewhere(work, by)):
        return thread
    return replace(thread, resolved_at=None, resolved_by=None)


def _is_elsewhere(work: UnitOfWork, speaker: Speaker) -> bool:
    """Whether somebody names another office: without one, words would show as those of this office."""
    own = work.people.office()
    named = " ".join(speaker.office.split()).casefold()
    return bool(named) and (own is None or named != " ".join(own.name.split()).casefold())


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
