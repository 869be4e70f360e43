"""What people say to one another at the cells of a return: comments, and questions that wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.draft import Draft, storable
from kmmp_desktop.services.ports import Comment, Thread, UnitOfWork
from kmmp_desktop.services.writing_words import Words, WordsAct


class Conversation:
    """The threads of one revision, in memory as they lie on disk.

    Words stand at a cell, not at a total. They are taken back one at a time (undo); a question
    waits until somebody says that it is answered, which is possible in a locked return too, since
    no signed figure and no word changes.
    """

    def __init__(self, draft: Draft, threads: Iterable[Thread]) -> None:
        self._draft = draft
        self._waiting = 0
        self._numbers: dict[int, Comment] = {}
        """Of comments that waited on this computer: what they became."""
        self._show(threads)

    def _show(self, threads: Iterable[Thread]) -> None:
        self.threads = tuple(threads)
        self.commented = frozenset(t.key for t in self.threads)
        self.waiting = frozenset(t.key for t in self.threads if t.waits)
        self._at: dict[CellKey, tuple[Thread, ...]] = {}
        for thread in self.threads:
            self._at[thread.key] = (*self._at.get(thread.key, ()), thread)

    def at(self, key: CellKey) -> tuple[Thread, ...]:
        """The threads of a cell, oldest first."""
        return self._at.get(key, ())

    def find(self, thread: UUID) -> Thread:
        """Raises NotFoundError where it has been taken back."""
        for known in self.threads:
            if known.id == thread:
                return known
        raise NotFoundError("These words are no longer at the cell.", hint="Open the return again.")

    def read_again(self) -> bool:
        """Read what others wrote meanwhile; whether there was anything."""
        revision = self._draft.revision
        if revision is None:
            return False
        before = self.threads
        with self._draft.reading() as work:
            read = {thread.id: thread for thread in work.returns.threads(revision.id)}
        for thread in before:  # and what is still on its way stays at its end
            waiting = tuple(comment for comment in thread.comments if comment.number < 0)
            if waiting:
                into = read.get(thread.id, replace(thread, comments=()))
                read[thread.id] = replace(into, comments=(*into.comments, *waiting))
        self._show(read.values())
        return self.threads != before

    def add(self, key: CellKey, text: str, thread: UUID | None, question: bool) -> Comment:
        """Say something at a cell: into a thread, or as a new one.

        Raises:
            NotFoundError: the place is no cell, or the thread is gone.
            RefusedError: there are no words, or some that no file can carry.
            LockedError, StorageError: as for every act.
        """
        element = self._draft.form.elements.get(key.element)
        if element is None or key not in element.cells:
            raise NotFoundError("A comment stands at a cell, not at a total.")
        if thread is not None and self.find(thread).key != key:
            raise NotFoundError("These words are no longer at the cell.", hint="Open the return again.")
        said = storable(text)
        if not said:
            raise RefusedError("There are no words to keep yet.")

        place = thread or uuid4()
        act = WordsAct(
            Words.COMMENT, str(key), said, thread=place, begins=thread is None, question=question
        )
        done, at = self._draft.say(act)
        added = done.said if done is not None else None
        if added is None:  # on this computer: it gets its number when it arrives
            self._waiting -= 1
            added = Comment(key, said, self._draft.person.name, at, place, self._waiting)
        new = Thread(place, key, question, ())
        known = {t.id: t for t in self.threads}
        into = known.get(place, new)
        known[into.id] = replace(into, comments=(*into.comments, added))
        self._show(known.values())
        return added

    def arrived(self, said: Comment) -> None:
        """A comment that waited on this computer is in the office's database now."""
        for thread in self.threads:
            for place, waiting in enumerate(thread.comments):
                if waiting.number < 0 and (waiting.thread, waiting.text) == (said.thread, said.text):
                    self._numbers[waiting.number] = said
                    comments = (*thread.comments[:place], said, *thread.comments[place + 1 :])
                    self._show([replace(t, comments=comments) if t is thread else t for t in self.threads])
                    return

    def drop(self, comment: Comment) -> None:
        """Take words back; raises like ``add``. A thread without words is none.

        RefusedError also for what still waits on this computer: it is taken back when it has arrived.
        """
        comment = self._numbers.get(comment.number, comment)
        if comment.number < 0:
            raise RefusedError(
                "These words are still on their way to the office's database; take them back after that."
            )

        def act(work: UnitOfWork, revision: Revision, at: datetime) -> None:
            work.returns.drop_comment(revision.id, comment.number)
            body = {
                "subject": str(comment.key),
                "text": comment.text,
                "thread": str(comment.thread),
                "taken_back": True,
            }
            self._record(work, revision, at, "comment", body)

        self._draft.transact(act, action=Action.COMMENT)
        left = (
            replace(t, comments=tuple(c for c in t.comments if c.number != comment.number))
            for t in self.threads
        )
        self._show([t for t in left if t.comments])

    def resolve(self, thread: UUID, done: bool) -> None:
        """Say that a question is answered, or open it again; raises NotFoundError, StorageError."""
        known = self.find(thread)

        act = WordsAct(Words.RESOLVE, str(known.key), thread=thread, done=done)
        _, at = self._draft.say(act, locked_too=True)
        when = at if done else None
        by = self._draft.person.name if done else ""
        self._show(
            [replace(t, resolved_at=when, resolved_by=by) if t.id == thread else t for t in self.threads]
        )

    def _record(
        self, work: UnitOfWork, revision: Revision, at: datetime, action: str, body: dict[str, object]
    ) -> None:
        work.audit.append(str(revision.id), at, self._draft.person.id, action, body)
