"""Small signed files that travel between offices: canonical, read strictly, one shape for every kind.

The file is canonical JSON: ``{"kmmp_file": 1, "kind": …, "content": …, "certificate": …, "signature": …}``,
the last three base64. The signature covers ``content``, which is canonical JSON itself and names its kind and
its certificate again: a receipt never passes for a recall, nor under another certificate of the same key.
A file of practice says ``practice`` in what is signed, and once more outside, where people can read it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.pack_files import MOST_BYTES, digest
from kmmp_desktop.services.ports import Signer
from kmmp_desktop.services.practice_files import is_marked, refuse_practice, said_of

VERSION = 1

SUFFIXES = {
    "request": ".kmmp-request",
    "certificate": ".kmmp-certificate",
    "trust": ".kmmp-trust",
    "receipt": ".kmmp-receipt",
    "questions": ".kmmp-questions",
    "recall": ".kmmp-recall",
}
"""Suffix of each kind of file."""

_START = b'{"certificate":"'
"""Keys are sorted, so every one of these files begins like this."""

SignatureCheck = Callable[[bytes, bytes, bytes], bool]
"""(certificate DER, data, signature): whether the holder of the certificate signed just these data."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file whose signature holds. Whose certificate it is, is another question."""

    kind: str
    data: Mapping[str, Any]
    """The signed content; has ``kmmp``, ``kind`` and ``signed_with`` besides what the kind brings."""
    certificate: bytes
    """DER."""
    content: bytes
    """The whole file."""
    digest: bytes
    """SHA-256 of the whole file."""


def seal(kind: str, data: Mapping[str, Any], signer: Signer) -> bytes:
    """Return the file of ``data``, signed. Raises KeyError for a kind that is not in ``SUFFIXES``."""
    SUFFIXES[kind]
    mark = digest(signer.certificate).hex()
    inner = canonical_bytes({**data, "kmmp": VERSION, "kind": kind, "signed_with": mark})
    return _outer(kind, inner, signer.certificate, signer.sign(inner), is_marked(data))


def kind_of(content: bytes) -> str | None:
    """Which kind of file these bytes say they are; ``None`` where they are none of ours."""
    if not content.startswith(_START) or len(content) > MOST_BYTES:
        return None
    try:
        kind = json.loads(content).get("kind")
    except (ValueError, RecursionError, AttributeError):
        return None
    return kind if isinstance(kind, str) and kind in SUFFIXES else None


def open_sealed(
    name: str, content: bytes, signed: SignatureCheck, kind: str | None = None, *, practice: bool
) -> Sealed:
    """Read a file strictly. ``kind``: the only one that will do; ``practice``: files of practice do too.

    Raises:
        FileRefusedError: not ours, of another kind, of a newer program, changed after signing, or of
            practice where that does not do.
    """
    try:
        outer = json.loads(content) if len(content) <= MOST_BYTES else None
        if not isinstance(outer, dict) or outer.get("kind") not in SUFFIXES:
            raise _no_letter(name)
        if isinstance(outer["kmmp_file"], int) and outer["kmmp_file"] > VERSION:
            raise FileRefusedError(
                '"{name}" was made by a newer version of this program.',
                name=name,
                hint="Install the newer version, then read it.",
            )
        found = str(outer["kind"])
        inner, certificate, signature = (
            base64.b64decode(outer[part], validate=True) for part in ("content", "certificate", "signature")
        )
        data = json.loads(inner)
        again = _outer(found, inner, certificate, signature, is_marked(data))
        whole = canonical_bytes(data) == inner and again == content
        ours = (data["kmmp"], data["kind"]) == (VERSION, found)
        ours = ours and data["signed_with"] == digest(certificate).hex()
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise _no_letter(name) from error
    if kind is not None and found != kind:
        raise FileRefusedError(
            '"{name}" is another kind of file than the one that is wanted here.',
            name=name,
            hint='Choose a file that ends with "{suffix}".',
            suffix=SUFFIXES[kind],
        )
    if not whole or not ours or not signed(certificate, inner, signature):
        raise FileRefusedError(
            '"{name}" was changed after it was signed.',
            name=name,
            hint="Nothing was taken in. Ask for the file once more.",
        )
    refuse_practice(name, is_marked(data), practice)
    return Sealed(found, data, certificate, content, digest(content))


def _outer(kind: str, inner: bytes, certificate: bytes, signature: bytes, practice: bool) -> bytes:
    parts = {"content": inner, "certificate": certificate, "signature": signature}
    return canonical_bytes(
        {
            "kmmp_file": VERSION,
            "kind": kind,
            **said_of(practice),
            **{name: base64.b64encode(part).decode() for name, part in parts.items()},
        }
    )


def _no_letter(name: str) -> FileRefusedError:
    return FileRefusedError(
        '"{name}" is not a file of this program, or it is damaged.',
        name=name,
        hint="Nothing was taken in. Ask for the file once more.",
    )
