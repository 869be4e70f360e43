"""Errors the program raises on purpose.

A ``KmmpError`` is a situation the person can do something about and is shown as it is.
Any other exception is a bug, and goes to the log and the crash dialog.
"""

from __future__ import annotations

from kmmp_desktop.text import Message


class KmmpError(Exception):
    """A problem to put before a person: what happened, where, then what to do.

    ``message`` and ``hint`` are catalogue messages (English source text plus parameters), so
    that a screen in Swahili can say them in Swahili; ``str(error)`` is English.
    """

    def __init__(self, message: str | Message, *, hint: str | Message = "", **params: object) -> None:
        self.message = Message.of(message, params)
        self.hint = Message.of(hint, params)
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class DefinitionError(KmmpError):
    """A form file cannot be used. ``problems`` lists every fault found in the file."""

    def __init__(self, file: str, problems: tuple[str, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(problems))


class ExpressionError(KmmpError):
    """A check or calculation cannot be read. ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int, *, hint: str = "", **params: object) -> None:
        super().__init__(message, hint=hint, **params)
        self.position = position


class RefusedError(KmmpError):
    """A step that the rules of the workflow do not allow now; nothing was changed."""


class LockedError(RefusedError):
    """A return that is ready, approved or submitted was about to be changed."""


class PastMonthsError(RefusedError):
    """What is to be taken in changes months that are over; whoever takes it in has to want that."""


class NotFoundError(KmmpError):
    """A facility, form, return or person that this office does not have."""


class WrongPassphraseError(KmmpError):
    """The passphrase does not open this person's account or key."""


class StorageError(KmmpError):
    """The database could not be read or written: disk full, read-only, damaged, busy."""


class ServerPasswordError(StorageError):
    """The office's server wants a password, or another one."""


class DamagedError(StorageError):
    """The database is there and cannot be read: a backup can be put in its place."""


class FileRefusedError(KmmpError):
    """A file that was given to be read is not what it should be."""
