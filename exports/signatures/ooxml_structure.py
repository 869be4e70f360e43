"""The parts of our workbooks and the parts that only describe other parts.

Content types and relationships are a function of how many sheets and signatures there are, so they
are written here and, on checking, compared byte for byte instead of being interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from types import MappingProxyType
from xml.sax.saxutils import escape

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELS = "_rels/.rels"
WORKBOOK = "xl/workbook.xml"
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
THEME = "xl/theme/theme1.xml"
CORE = "docProps/core.xml"
APP = "docProps/app.xml"
ORIGIN = "_xmlsignatures/origin.sigs"
ORIGIN_RELS = "_xmlsignatures/_rels/origin.sigs.rels"

MAX_SHEETS = 20
MAX_SIGNATURES = 2
"""Clerk and manager."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SIGNATURE = "application/vnd.openxmlformats-package.digital-signature-"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE_DOCUMENT = "rId1"
"""The one relationship of the package that is signed; Office leaves the properties out."""

_TYPES = {
    WORKBOOK: _SHEET + "sheet.main+xml",
    STYLES: _SHEET + "styles+xml",
    THEME: "application/vnd.openxmlformats-officedocument.theme+xml",
    CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    APP: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_SHEET_NAME = re.compile(r"xl/worksheets/sheet([1-9][0-9]?)\.xml")
_SIGNATURE_NAME = re.compile(r"_xmlsignatures/sig([1-9])\.xml")

Relationship = tuple[str, str, str]
"""Id, target, type."""


def sheet_part(number: int) -> str:
    """The part of the ``number``-th sheet, from 1."""
    return f"xl/worksheets/sheet{number}.xml"


def signature_part(number: int) -> str:
    return f"_xmlsignatures/sig{number}.xml"


@lru_cache(64)
def part_names(sheets: int, signatures: int) -> tuple[str, ...]:
    """Every part of a workbook with that many sheets and signatures, in the order of the file."""
    signed = (ORIGIN, ORIGIN_RELS, *(signature_part(n + 1) for n in range(signatures))) if signatures else ()
    return (
        CONTENT_TYPES,
        ROOT_RELS,
        WORKBOOK,
        WORKBOOK_RELS,
        *(sheet_part(n + 1) for n in range(sheets)),
        STYLES,
        THEME,
        CORE,
        APP,
        *signed,
    )


def count_parts(names: Collection[str]) -> tuple[int, int]:
    """How many sheets and signatures the names speak of."""
    return (
        sum(bool(_SHEET_NAME.fullmatch(n)) for n in names),
        sum(bool(_SIGNATURE_NAME.fullmatch(n)) for n in names),
    )


@lru_cache(MAX_SHEETS)
def signed_parts(sheets: int) -> tuple[str, ...]:
    """The parts a signature covers, in the order of its manifest: all that Office signs."""
    return (ROOT_RELS, WORKBOOK_RELS, STYLES, THEME, WORKBOOK, *(sheet_part(n + 1) for n in range(sheets)))


def content_type(part: str) -> str:
    """The content type of a part, as the manifest names it."""
    if part.endswith(".rels"):
        return RELS_TYPE
    return _TYPES.get(part) or _SHEET + "worksheet+xml"


def content_types(sheets: int, signatures: int) -> bytes:
    """The part ``[Content_Types].xml``."""
    defaults = f'<Default Extension="rels" ContentType="{RELS_TYPE}"/>'
    defaults += '<Default Extension="xml" ContentType="application/xml"/>'
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{content_type(part)}"/>'
        for part in part_names(sheets, 0)[2:]
        if not part.endswith(".rels")
    )
    if signatures:
        defaults += f'<Default Extension="sigs" ContentType="{_SIGNATURE}origin"/>'
        overrides += "".join(
            f'<Override PartName="/{signature_part(n + 1)}" ContentType="{_SIGNATURE}xmlsignature+xml"/>'
            for n in range(signatures)
        )
    text = f'<Types xmlns="{_PACKAGE}content-types">{defaults}{overrides}</Types>'
    return DECLARATION + text.encode()


def root_relationships(signatures: int) -> tuple[Relationship, ...]:
    found = (
        (OFFICE_DOCUMENT, WORKBOOK, _OFFICE + "officeDocument"),
        ("rId2", CORE, _PACKAGE + "relationships/metadata/core-properties"),
        ("rId3", APP, _OFFICE + "extended-properties"),
    )
    origin = ("rId4", ORIGIN, _PACKAGE + "relationships/digital-signature/origin")
    return (*found, origin) if signatures else found


def workbook_relationships(sheets: int) -> tuple[Relationship, ...]:
    return (
        *((f"rId{n + 1}", f"worksheets/sheet{n + 1}.xml", _OFFICE + "worksheet") for n in range(sheets)),
        (f"rId{sheets + 1}", "styles.xml", _OFFICE + "styles"),
        (f"rId{sheets + 2}", "theme/theme1.xml", _OFFICE + "theme"),
    )


def origin_relationships(signatures: int) -> tuple[Relationship, ...]:
    return tuple(
        (f"rId{n + 1}", f"sig{n + 1}.xml", _PACKAGE + "relationships/digital-signature/signature")
        for n in range(signatures)
    )


def transformed(relationships: Iterable[Relationship]) -> bytes:
    """The relationships as the OPC relationship transform and C14N leave them: what is hashed."""
    rows = "".join(
        f'<Relationship Id="{id}" Target="{escape(target)}" TargetMode="Internal" Type="{type}">'
        "</Relationship>"
        for id, target, type in sorted(relationships)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{rows}</Relationships>'.encode()


@lru_cache(1)
def signed_root() -> bytes:
    """What a signature covers of the relationships of the package."""
    return transformed(root_relationships(0)[:1])


@lru_cache(MAX_SHEETS)
def signed_workbook(sheets: int) -> bytes:
    """What a signature covers of the relationships of the workbook."""
    return transformed(workbook_relationships(sheets))


@lru_cache(64)
def structure(sheets: int, signatures: int) -> MappingProxyType[str, bytes]:
    """Every part that is fixed by the number of sheets and signatures."""
    found = {
        CONTENT_TYPES: content_types(sheets, signatures),
        ROOT_RELS: DECLARATION + transformed(root_relationships(signatures)),
        WORKBOOK_RELS: DECLARATION + transformed(workbook_relationships(sheets)),
    }
    if signatures:
        found |= {ORIGIN: b"", ORIGIN_RELS: DECLARATION + transformed(origin_relationships(signatures))}
    return MappingProxyType(found)
