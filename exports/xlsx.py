"""The return as a signed workbook: build, sign, and our own strict verification."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from exports.page_words import SayIn, Words, say_english
from exports.practice_mark import instead_of
from exports.signatures import ooxml_structure as structure
from exports.signatures.opc import PackageError, read_package
from exports.workbook_model import Sheet
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.verdict import Answer, FileCheck
from kmmp_desktop.services.ports import Signer
from kmmp_desktop.text import Message

_log = logging.getLogger(__name__)
_NO_SIGNATURE = Message("There is no signature in this file.")
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


class WorkbookMaker:
    """Fits ``services.ports.DocumentMaker`` for ``xlsx``."""

    kind = "xlsx"

    def __init__(self, say: SayIn = say_english) -> None:
        """``say`` says fixed words in a given language: ``Catalogue.say_in``."""
        self._say = say

    def build(self, document: ReturnDocument, signers: Sequence[str] = ("clerk", "manager")) -> bytes:
        """Build the unsigned workbook. ``signers`` has no meaning here: signatures need no room made.

        Raises KeyError where the data names a cell that the form does not have.
        """
        from exports.workbook_write import write_workbook  # late: openpyxl takes 130 ms to import

        # the data as everybody reads it back: normalised text, plain JSON types
        data = json.loads(document.canonical)
        words = Words(document.language, self._say)
        return write_workbook(_sheets(document, data, words), data, _footer(words, data))

    def sign(self, content: bytes, signer: Signer, role: str, at: datetime) -> bytes:
        """Add the signature of the clerk, or after it the manager's, over the same bytes."""
        from exports.signatures.ooxml_sign import sign_workbook  # late: cryptography

        return sign_workbook(content, signer, role, at)

    def check(self, content: bytes) -> FileCheck:
        """Verify structure, signatures and visible figures; any exception is a NO."""
        try:
            return _check(content)
        except MemoryError:  # not the file's answer but the machine's; whoever set the limit hears of it
            raise
        except Exception:  # noqa: BLE001
            # whatever a crafted file manages to raise, the answer is no
            _log.exception("workbook could not be checked")
            return _refused(
                Message("The file cannot be read as a return; it is damaged or was not made by this program.")
            )


def _sheets(document: ReturnDocument, data: Mapping[str, Any], words: Words) -> list[Sheet]:
    from exports.workbook_data import SHEET_NAMES, data_sheet, signed_sheet
    from exports.workbook_figures import ReturnFigures
    from exports.workbook_remarks import remarks_sheet, standards_sheet
    from exports.workbook_return import ReturnSheet

    names = {key: text.say(words.language) for key, text in SHEET_NAMES.items()}
    figures = ReturnFigures(words, data["cells"], data["totals"], data["findings"])
    main = ReturnSheet(names["return"], words, document.form, data, figures)
    sheets, places = [main.build()], [main.places]
    taken = {name.lower() for name in names.values()}
    for form, derived in zip(document.derived_forms, data["derived"], strict=True):
        name = _sheet_name(words.pick(form.short), taken)
        sheet = ReturnSheet(
            name, words, form, data, ReturnFigures(words, derived["cells"], derived.get("totals", ()))
        )
        sheets.append(sheet.build(is_derived_from=words.pick(document.form.title)))
        places.append(sheet.places)
    forms = (document.form, *document.derived_forms)
    return [
        *sheets,
        remarks_sheet(names["remarks"], words, document.form, data, figures),
        standards_sheet(names["standards"], words, data),
        data_sheet(names["data"], words, forms, data, tuple(places)),
        signed_sheet(names["signed"], document.canonical),
    ]


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that spreadsheets take: 31 characters, some forbidden, each once."""
    base = _FORBIDDEN_IN_NAMES.sub(" ", wanted).strip()[:28] or "Form"
    name, number = base, 2
    while name.lower() in taken:
        name, number = f"{base} {number}", number + 1
    taken.add(name.lower())
    return name


def _footer(words: Words, data: Mapping[str, Any]) -> tuple[str, str, str]:
    facility = data["facility"]
    head = str(data["audit_head"])[:12].upper()
    left = (
        words("{name}, MFL {mfl}", name=facility["name"], mfl=facility["mfl"])
        + " · "
        + words(
            "{month}, revision {number}",
            month=words.month(data["return"]["period"]),
            number=data["revision"]["number"],
        )
    )
    left = instead_of(left, facility["mfl"], data, words)
    middle = words("Audit log head {head}", head=" ".join(head[i : i + 4] for i in range(0, 12, 4)))
    # an ampersand starts a code in footers
    plain = [text.replace("&", "&&") for text in (left, middle)]
    return plain[0], plain[1], words("Page {page} of {pages}", page="&P", pages="&N")


def _check(content: bytes) -> FileCheck:
    from exports.signatures.ooxml_check import check_signatures, check_structure  # late: cryptography
    from exports.signatures.ooxml_template import ROLES as OF_RETURN
    from exports.submission_check import is_submission, read_submission
    from exports.submission_xlsx import ROLES as OF_SUBMISSION
    from exports.workbook_compare import read_data
    from exports.workbook_read import ContentError

    try:
        parts = read_package(content)
        sheets, signatures = check_structure(parts)
    except PackageError as error:
        return _unsigned() if _is_unsigned(content) else _refused(error.message)
    if not signatures:
        return _unsigned()
    of_month = is_submission(parts)
    roles = OF_SUBMISSION if of_month else OF_RETURN
    report = check_signatures(parts, sheets, signatures, lambda part: _changed(parts, part), roles)
    if report.problems:
        return FileCheck("xlsx", report.signatures, Answer.NO, report.problems, None)
    try:
        data = read_submission(parts) if of_month else read_data(parts)
    except ContentError as error:
        return FileCheck("xlsx", report.signatures, Answer.NO, (error.message,), None)
    return FileCheck("xlsx", report.signatures, Answer.YES, (), data)


def _changed(parts: Mapping[str, bytes], part: str) -> Message:
    """Say which sheet was changed, by the name people see on it."""
    from exports.workbook_read import ContentError, sheet_names

    names: tuple[str, ...] = ()
    try:
        names = sheet_names(parts)
    except (ContentError, ValueError):
        _log.info("the list of sheets is damaged too")
    for number, name in enumerate(names, 1):
        if part == structure.sheet_part(number):
            return Message('Changed after signing: sheet "{sheet}" is not what was signed.', {"sheet": name})
    return Message('Changed after signing: the part "{part}" is not what was signed.', {"part": part})


def _refused(problem: Message) -> FileCheck:
    return FileCheck("xlsx", (), Answer.NO, (problem,), None)


def _unsigned() -> FileCheck:
    return FileCheck("xlsx", (), Answer.CANNOT_SAY, (_NO_SIGNATURE,), None)


def _is_unsigned(content: bytes) -> bool:
    """Whether this is a whole workbook of any program that never had, or has lost, its signatures.

    Saving in Excel or LibreOffice drops them; that is no forgery and is said as what it is.
    """
    if b"_xmlsignatures" in content.lower():
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return structure.WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
