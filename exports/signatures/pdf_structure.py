"""Whether a PDF is built as ours are, and the figures that are attached to it.

Everything that ``exports.page_file`` and the signatures do not write is refused: scripts, actions,
other attachments, other annotations, compressed objects, encryption, more revisions than signatures.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

# imported late by exports.pdf: pyHanko takes half a second
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader

from exports.page_signing import FIELDS
from kmmp_desktop.domain.document import canonical_bytes, short_code
from kmmp_desktop.domain.submission import KIND as SUBMISSION
from kmmp_desktop.domain.submission import submission_code, submission_name
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.text import Message

MOST_BYTES = 28 * 1024 * 1024
"""A return of 50 pages with two signatures stays below 1 MB, the booklet of 300 facilities below 10."""
MOST_DECODED = 16 * 1024 * 1024
MOST_OBJECTS = 5000
MOST_OBJECTS_OF_MONTH = 40_000
"""The booklet of 300 facilities has 1,500 pages of two or three objects."""
MOST_REVISIONS = 1 + len(FIELDS)

_NAMES = """
    AF AFRelationship AP AcroForm Annots Ascent Author BBox BaseFont BaseVersion ByteRange CA
    CapHeight CheckSum Contents Count CreationDate Creator Desc Descent Dest DisplayDocTitle DocMDP
    EF ESIC EmbeddedFiles ExtGState ExtensionLevel Extensions F FT Fields Filter First FirstChar
    Flags Font FontBBox FontDescriptor FontFile2 FontName FormType ItalicAngle Keywords Kids Lang
    Last LastChar Length Length1 M Matrix MediaBox MissingWidth ModDate N Name Names Next Outlines P
    PageMode Pages Params Parent Perms Prev ProcSet Producer Rect Reference Resources Rotate
    SigFlags Size StemV SubFilter Subject Subtype T Title ToUnicode TransformMethod TransformParams
    Trapped Type UF V ViewerPreferences Widths XObject ca
"""
KEYS = frozenset(f"/{name}" for name in _NAMES.split())
"""Every key of a dictionary that our files hold."""
TRAILER = frozenset({"/ID", "/Info", "/Prev", "/Root", "/Size"})
RESOURCE = re.compile(r"/(F[0-9]{1,3}\+[0-9]{1,3}|FormXob\.hatch|Stamp|BackgroundGS)")
"""Names that fonts and drawings go by on a page or in a stamp."""
SUBTYPES = frozenset({"/Widget", "/TrueType", "/Form", "/application/json"})
FILTERS = frozenset({"/FlateDecode", "/ASCII85Decode", "/Adobe.PPKLite"})


def open_pdf(content: bytes) -> PdfFileReader:
    """Read the file strictly and with limits; raises whatever pyHanko raises."""
    limits = DecodeLimits(per_stream=StreamDecodeLimits(max_output_size=MOST_DECODED, max_ratio=200))
    return PdfFileReader(BytesIO(content), strict=True, decode_limits=limits)


def strange_parts(
    reader: PdfFileReader, signatures: int, most_objects: int = MOST_OBJECTS
) -> Iterator[Message]:
    """Say everything in the file that this program does not write."""
    revisions = reader.xrefs.total_revisions
    if revisions != 1 + signatures or revisions > MOST_REVISIONS:
        yield Message(
            "The file was written {revisions} times but carries {signatures} signatures: something was "
            "added between or after them.",
            {"revisions": revisions, "signatures": signatures},
        )
    for key in reader.trailer.flatten():
        if key not in TRAILER:
            yield Message(
                "The file holds something that does not belong in a return ({found}).", {"found": str(key)}
            )
    if reader.has_xref_stream or reader.xrefs.hybrid_xrefs_present or reader.encrypted:
        yield Message("The file is compressed or encrypted in a way that this program does not use.")
    seen = 0
    for revision in range(revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(revision):
            seen += 1
            if seen > most_objects:
                yield Message("The file holds more than {most} objects.", {"most": most_objects})
                return
            # what no later revision replaced is read once, and found again by pyHanko's comparison
            old = None if reader.xrefs.get_last_change(reference) == revision else revision
            stored = reader.get_object(reference, revision=old)  # type: ignore[no-untyped-call]
            for found in _strange_names(stored, 0):
                yield Message(
                    "The file holds something that does not belong in a return ({found}).", {"found": found}
                )
                return


def _strange_names(value: Any, depth: int) -> Iterator[str]:
    if depth > 20:
        yield "nesting"
    elif isinstance(value, generic.DictionaryObject):
        for key in value:
            inner = value.raw_get(key)
            if key not in KEYS and not RESOURCE.fullmatch(key):
                yield str(key)
            elif not _known_value(key, inner):
                yield str(inner)
            else:
                yield from _strange_names(inner, depth + 1)
    elif isinstance(value, generic.ArrayObject):
        for inner in (value.raw_get(i) for i in range(len(value))):
            yield from _strange_names(inner, depth + 1)


def _known_value(key: str, value: Any) -> bool:
    """Whether a kind of object or a filter is one that we write."""
    known = {"/Subtype": SUBTYPES, "/Filter": FILTERS}.get(key)
    values = list(value) if isinstance(value, generic.ArrayObject) else [value]
    return known is None or all(one in known for one in values)


def attached_name(reader: PdfFileReader) -> str:
    """What the attachment is called now, as a claim: nothing is verified here."""
    return str(reader.root["/Names"]["/EmbeddedFiles"]["/Names"][0])


def read_data(reader: PdfFileReader, revision: int) -> tuple[str, Mapping[str, Any]]:
    """Name and content of the attached figures as they stood in ``revision``.

    Raises FileRefusedError where there is not exactly one attachment in canonical form.
    """
    root = reader.get_historical_root(revision)
    files = root["/Names"]["/EmbeddedFiles"]["/Names"]
    related = root["/AF"]
    if (
        len(root["/Names"]) != 1
        or len(files) != 2
        or len(related) != 1
        or files.raw_get(1) != related.raw_get(0)
    ):
        raise FileRefusedError("The file must have one attachment: the figures of the return.")
    specification = files[1]
    name = str(files[0])
    if str(specification["/F"]) != name or str(specification["/UF"]) != name:
        raise FileRefusedError("The attachment goes by more than one name.")
    embedded = specification["/EF"]
    if embedded.raw_get("/F") != embedded.raw_get("/UF"):
        raise FileRefusedError("The attachment holds more than one file.")
    stream = embedded["/F"]
    if stream["/Filter"] != "/FlateDecode":
        raise FileRefusedError("The attachment is packed in a way that this program does not use.")
    return name, _parse(name, unpack(stream.encoded_data))


def unpack(packed: bytes) -> bytes:
    """Unpack the attachment; raises FileRefusedError where it is larger than any return."""
    inflate = zlib.decompressobj()
    raw = inflate.decompress(packed, MOST_DECODED)
    if not inflate.eof or inflate.unused_data.strip(b"\r\n"):
        raise FileRefusedError("The attachment is larger than the figures of any return.")
    return raw


def _parse(name: str, raw: bytes) -> Mapping[str, Any]:
    data: Any = json.loads(raw)
    codes = {"return": short_code, SUBMISSION: submission_code}
    kind = data.get("kind") if isinstance(data, dict) and data.get("kmmp") == 1 else None
    if kind not in codes:
        raise FileRefusedError("The attachment is not a return of this program, or one of a later version.")
    if canonical_bytes(data) != raw or codes[kind](data) != data["short_code"]:
        raise FileRefusedError("The attachment is not written as this program writes it.")
    expected = f"{_name_of(data)}.json"
    if name != expected:
        raise FileRefusedError(
            "The attachment is called {name}; its figures say {expected}.", name=name, expected=expected
        )
    figures: Mapping[str, Any] = data
    return figures


def _name_of(data: Mapping[str, Any]) -> str:
    if data["kind"] == SUBMISSION:
        return submission_name(data)
    key = data["return"]
    return f"{key['facility']}_{key['period']}_{key['family']}_r{data['revision']['number']}"
