"""Why the computer refused a file, in the program's own words instead of the system's English ones."""

from __future__ import annotations

import errno

from kmmp_desktop.text import Message

_REASONS = {  # by name: not every system has every number
    "ENOENT": Message("it is not there"),
    "ENOTDIR": Message("a folder on the way to it is a file"),
    "EISDIR": Message("it is a folder"),
    "EACCES": Message("this computer does not allow it"),
    "EPERM": Message("this computer does not allow it"),
    "EROFS": Message("the disk is write-protected"),
    "ENOSPC": Message("the disk is full"),
    "EDQUOT": Message("the disk is full"),
    "EFBIG": Message("it is too large for this disk"),
    "EEXIST": Message("something of that name is there already"),
    "ENAMETOOLONG": Message("its name is too long"),
    "EINVAL": Message("its name cannot be used on this disk"),
    "EIO": Message("the disk did not answer; a stick may have been taken out"),
    "ENODEV": Message("the disk is not there any more"),
    "ENXIO": Message("the disk is not there any more"),
    "EBUSY": Message("another program is using it"),
    "ETXTBSY": Message("another program is using it"),
    "ENOTEMPTY": Message("the folder is not empty"),
    "EXDEV": Message("it lies on another disk"),
    "EMFILE": Message("too many files are open"),
    "ENFILE": Message("too many files are open"),
    "ELOOP": Message("a link leads back to itself"),
    "ETIMEDOUT": Message("the other computer does not answer"),
    "ECONNREFUSED": Message("the other computer does not answer"),
    "EHOSTUNREACH": Message("the other computer does not answer"),
    "ENETUNREACH": Message("there is no network"),
}
_FOREIGN_LOCKS = (32, 33)
"""Windows: sharing violation and lock violation; their errno says "not allowed"."""


def reason_of(error: OSError) -> Message | str:
    """For ``{why}`` in a sentence: lower case, no full stop. Unknown numbers keep the system's words."""
    if getattr(error, "winerror", None) in _FOREIGN_LOCKS:
        return _REASONS["EBUSY"]
    name = errno.errorcode.get(error.errno or 0, "").removeprefix("WSA")
    known = _REASONS.get(name)
    return known or error.strerror or str(error) or type(error).__name__
