"""Files of one list beside one another: copies, the two files of a revision, revisions of one return."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from kmmp_desktop.services.receiving_data import arrived, unpacked
from kmmp_desktop.services.receiving_place import amendment, conflict, difference, older
from kmmp_desktop.services.receiving_rows import Judged, ReceivedFile, Step, Why
from kmmp_desktop.text import Message


def beside(files: Iterable[ReceivedFile]) -> tuple[ReceivedFile, ...]:
    """The files as each stands beside the others, in the same order.

    Each file was judged alone. Nothing here is remembered: a file that leaves the list frees the others.
    """
    listed = tuple(files)
    changed: dict[Path, ReceivedFile] = {}
    seen: dict[bytes, ReceivedFile] = {}
    groups: dict[object, list[ReceivedFile]] = {}
    for file in listed:
        if not file.can_be_taken:
            continue
        first = seen.setdefault(file.digest, file)
        if first is not file:
            changed[file.path] = _copy(file, first)
        elif file.key is not None:
            groups.setdefault(file.key, []).append(file)
    for group in groups.values():
        if len(group) > 1:
            changed.update(_group(group))
    return tuple(changed.get(file.path, file) for file in listed)


def _group(group: Sequence[ReceivedFile]) -> dict[Path, ReceivedFile]:
    """Files of one return."""
    found: dict[Path, ReceivedFile] = {}
    for number in {file.number for file in group}:
        of_number = [file for file in group if file.number == number]
        if len({file.revision for file in of_number}) > 1:
            found.update({f.path: replace(f, judged=conflict(number), differing=None) for f in of_number})
    left = [file for file in group if file.path not in found]
    if not left:
        return found
    newest = max(file.number for file in left)
    for file in left:
        if file.number < newest and file.step is Step.TAKE and file.judged.why is not Why.OTHER_KIND:
            found[file.path] = replace(file, judged=older(newest), differing=None)
    found.update(_replacing([f for f in left if f.number == newest], left))
    for number in {file.number for file in left}:
        found.update(_pairs([found.get(f.path, f) for f in left if f.number == number]))
    return found


def _replacing(newest: Sequence[ReceivedFile], left: Sequence[ReceivedFile]) -> dict[Path, ReceivedFile]:
    """The newest revision replaces the one before it in the list, where that is newer than what is here."""
    lower = [f for f in left if f.number < newest[0].number and f.step is Step.TAKE]
    if not lower or newest[0].judged.why is Why.OTHER_KIND:
        return {}
    before = max(lower, key=lambda f: f.number)
    data = arrived(unpacked(newest[0].packed))
    differing = difference(arrived(unpacked(before.packed)).cells, data.cells)
    judged = amendment(before.number, differing, data.why)
    return {f.path: replace(f, judged=judged, differing=differing) for f in newest}


def _pairs(files: Sequence[ReceivedFile]) -> dict[Path, ReceivedFile]:
    """Workbook and PDF of one revision go in together; a second file of one kind says nothing new."""
    found: dict[Path, ReceivedFile] = {}
    first = {file.kind: file for file in reversed(files)}
    for file in files:
        if file is not first[file.kind]:
            found[file.path] = _copy(file, first[file.kind])
        elif file.kind == "pdf" and "xlsx" in first and file.judged.why is not Why.OTHER_KIND:
            text = Message("With {file}: same figures.", {"file": first["xlsx"].path.name})
            found[file.path] = replace(file, judged=replace(file.judged, text=text))
    return found


def _copy(file: ReceivedFile, first: ReceivedFile) -> ReceivedFile:
    text = Message("The same as {file}. Nothing to do.", {"file": first.path.name})
    return replace(file, judged=Judged(Step.HERE, Why.COPY, text, Message("Nothing to do.")), differing=None)
