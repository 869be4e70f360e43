"""Reading an entry workbook back: strict, by name, and never trusting what a program computed."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path

from exports.entry_book_cells import notes_on, offered_cells, stray_texts
from exports.entry_book_identity import PROPERTY, SHEET, Identity, IdentityError, property_text, read_identity
from exports.entry_book_package import Package
from exports.entry_book_shape import MAKE_NEW, check_columns, check_rows
from exports.tables import check_container, file_content
from exports.workbook_read import ContentError
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import FileRefusedError, NotFoundError
from kmmp_desktop.services.entry_book_files import EntryBook
from kmmp_desktop.services.ports import FormCatalogue

MOST_FILE = 10_000_000
MOST_UNPACKED = 60_000_000
"""Bytes: a workbook of ours has 80,000 and unpacks to 1.5 million."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What zipfile and numbers raise on a package that is not whole."""
_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEEN = 60
_SEND_AGAIN = "Ask the facility to send it again."
_SAVE_AS = "Open it in Excel, save it as Excel Workbook (.xlsx), and choose that file."


def read_entry_book(path: Path, forms: FormCatalogue) -> EntryBook:
    """Fits ``EntryBookMaker.read``; what is refused and why is told there."""
    content = _content(path)
    name = path.name
    try:
        package = Package(content)
        identity = _identity(name, package)
        form = _form(name, identity, forms)
        if identity.sheet not in package.sheets:
            raise FileRefusedError(
                'The sheet "{sheet}" of "{name}" is missing.',
                sheet=identity.sheet,
                name=name,
                hint=_SEND_AGAIN,
            )
        cells = package.cells(identity.sheet)
        check_columns(name, cells, identity)
        check_rows(name, cells, identity, form)
        keys = _keys(name, identity, form)
        offered = (*offered_cells(cells, keys, form, package.days_shift), *stray_texts(cells, keys, identity))
        notes = tuple(notes_on(cells, keys, identity))
    except ContentError as error:
        raise FileRefusedError(
            '"{name}" cannot be read as an entry workbook. {why}',
            name=name,
            why=error.message,
            hint=_SEND_AGAIN,
        ) from error
    except _DAMAGE as error:
        raise _damaged(name) from error
    return EntryBook(
        name,
        hashlib.sha256(content).hexdigest(),
        form.family,
        identity.mfl,
        identity.facility,
        identity.month,
        form.version,
        form.file_digest,
        identity.revision,
        offered,
        notes,
        bool(identity.practice),
    )


def _content(path: Path) -> bytes:
    name = path.name
    content = file_content(path, MOST_FILE, "Look whether this is the right file.")
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise FileRefusedError(
                '"{name}" is locked with a password.',
                name=name,
                hint="Open it in Excel, take the password off (File, Info) and save it.",
            )
        raise FileRefusedError('"{name}" is a workbook of an old kind (.xls).', name=name, hint=_SAVE_AS)
    if not content.startswith(b"PK"):
        raise FileRefusedError('"{name}" is not an Excel workbook (.xlsx).', name=name, hint=_SAVE_AS)
    check_container(name, content, MOST_UNPACKED)
    return content


def _damaged(name: str) -> FileRefusedError:
    return FileRefusedError('"{name}" is damaged, or only a part of it arrived.', name=name, hint=_SEND_AGAIN)


def _identity(name: str, package: Package) -> Identity:
    said = package.property(PROPERTY)
    if SHEET not in package.sheets:
        if said is not None:
            raise FileRefusedError(
                '"{name}" was an entry workbook, but its hidden sheet was taken out.',
                name=name,
                hint=MAKE_NEW,
            )
        raise FileRefusedError(
            '"{name}" is not an entry workbook of this program.',
            name=name,
            hint="Choose a workbook that this program made for a facility.",
        )
    cells = package.cells(SHEET)
    texts: list[str] = []
    while (cell := cells.get(f"A{len(texts) + 1}")) is not None:
        texts.append(cell.text)
    try:
        identity = read_identity(texts)
    except IdentityError as error:
        if str(error) == "mark":
            raise FileRefusedError(
                '"{name}" is not an entry workbook of this program.',
                name=name,
                hint="Choose a workbook that this program made for a facility.",
            ) from error
        if str(error) == "layout":
            raise FileRefusedError(
                '"{name}" was made by a newer version of this program.',
                name=name,
                hint="Bring this program up to date, then choose the file again.",
            ) from error
        raise FileRefusedError(
            '"{name}" no longer says for which return it was made: its hidden sheet was changed.',
            name=name,
            hint=MAKE_NEW,
        ) from error
    if said is not None and said != property_text(identity):
        raise FileRefusedError(
            '"{name}" says two things about the return it was made for: {one}, and {other}.',
            name=name,
            one=property_text(identity),
            other=said[:_SEEN],
            hint=MAKE_NEW,
        )
    return identity


def _form(name: str, identity: Identity, forms: FormCatalogue) -> Form:
    try:
        form = forms.version(identity.family, identity.version, identity.month)
    except NotFoundError as error:
        try:
            ours = forms.for_period(identity.family, identity.month).version
        except NotFoundError:
            raise FileRefusedError(
                '"{name}" was made for the form {family}, which this office does not have.',
                name=name,
                family=identity.family[:_SEEN],
                hint="Look whether this is the right file.",
            ) from error
        raise FileRefusedError(
            '"{name}" was made for version {theirs} of the form; this office has version {ours}.',
            name=name,
            theirs=identity.version[:_SEEN],
            ours=ours,
            hint=MAKE_NEW,
        ) from error
    if form.file_digest != identity.digest:
        raise FileRefusedError(
            '"{name}" was made for another version {version} of the form ({theirs})'
            " than this office has ({ours}).",
            name=name,
            version=form.version,
            theirs=identity.digest[:8],
            ours=form.file_digest[:8],
            hint=MAKE_NEW,
        )
    return form


def _keys(name: str, identity: Identity, form: Form) -> dict[str, CellKey]:
    """The cell map, in paper order; it must name every entry cell of the form once, on its own row."""
    by_reference = {str(key): key for key in form.entry_cells}
    order = {str(key): n for n, key in enumerate(form.entry_cells)}
    named = set(identity.cells.values())
    if named != set(by_reference) or len(identity.cells) != len(named):
        raise FileRefusedError(
            '"{name}" no longer says for which return it was made: its hidden sheet was changed.',
            name=name,
            hint=MAKE_NEW,
        )
    return {
        address: by_reference[reference]
        for address, reference in sorted(identity.cells.items(), key=lambda item: order[item[1]])
    }
