"""The document properties of a workbook: title, who prepared it, when.

Office never signs them, so they are a function of the signed data and are compared on checking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from exports.signatures.ooxml_structure import DECLARATION
from exports.workbook_model import to_cell_text
from kmmp_desktop.domain.submission import KIND as SUBMISSION
from kmmp_desktop.domain.submission import submission_name

_CORE = (
    "<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>{creator}</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>KMMP Desktop</Application></Properties>"
)


def core_properties(data: Mapping[str, Any]) -> bytes:
    """Title (the file name), creator (who prepared it), both dates = when it was completed or made."""
    if data["kind"] == SUBMISSION:
        title, at = submission_name(data), data["made_at"]
    else:
        key, revision = data["return"], data["revision"]
        title = f"{key['facility']}_{key['period']}_{key['family']}_r{revision['number']}"
        at = data["completed_at"]
    words = {"title": title, "creator": str(data["prepared_by"]["name"]), "at": str(at)}
    return DECLARATION + _CORE.format(**{k: escape(to_cell_text(v)) for k, v in words.items()}).encode()


def app_properties() -> bytes:
    return DECLARATION + _APP.encode()
