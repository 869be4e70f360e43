"""Whether the signatures of a workbook hold: by writing each one again and comparing.

Nothing of a signature part is believed. Four values are taken out of it (certificate, value, time,
role); with them the part is written again over what the package holds now. Equal bytes and a value
that fits the key: valid. Anything else is refused, whatever the reason.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from exports.signatures import ooxml_structure as structure
from exports.signatures.ooxml_sign import describe
from exports.signatures.ooxml_template import ROLES, Statement, covered, part_uri
from exports.signatures.opc import PackageError
from kmmp_desktop.domain.verdict import FoundSignature
from kmmp_desktop.text import Message

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa

MIN_KEY_BITS = 2048
MAX_SIGNATURE_PART = 200_000
_SIGNERS = 64
"""Certificates that are read once: a folder of files is signed by a few people."""

_CERTIFICATE = re.compile(rb"<X509Certificate>([A-Za-z0-9+/=]{1,40000})</X509Certificate>")
_VALUE = re.compile(rb"<SignatureValue>([A-Za-z0-9+/=]{1,4000})</SignatureValue>")
_TIME = re.compile(rb"<xd:SigningTime>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)</xd:SigningTime>")
_ROLE = re.compile(rb"<xd:ClaimedRole>([a-z]{1,20})</xd:ClaimedRole>")
_REFERENCE = re.compile(
    rb'<Reference URI="(/[^"<>]{1,300})">(?:<Transforms>.{1,4000}?</Transforms>)?'
    rb"<DigestMethod[^<>]{1,100}></DigestMethod><DigestValue>([A-Za-z0-9+/=]{1,100})"
    rb"</DigestValue></Reference>"
)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """The signatures found, and everything that is wrong with them or with the structure."""

    signatures: tuple[FoundSignature, ...]
    problems: tuple[Message, ...]


def check_structure(parts: dict[str, bytes]) -> tuple[int, int]:
    """Return how many sheets and signatures there are.

    Raises PackageError where a part is missing or too many, or where a part that is fixed by the
    number of sheets and signatures is not what this program writes.
    """
    sheets, signatures = structure.count_parts(parts)
    if not 1 <= sheets <= structure.MAX_SHEETS or signatures > structure.MAX_SIGNATURES:
        raise PackageError(
            "The file has {sheets} sheets and {signatures} signatures; a return has at most"
            " {most} sheets and 2 signatures.",
            sheets=sheets,
            signatures=signatures,
            most=structure.MAX_SHEETS,
        )
    expected = structure.part_names(sheets, signatures)
    for name in parts:
        if name not in expected:
            raise PackageError('The file holds the part "{part}", which no return has.', part=name)
    for name in expected:
        if name not in parts:
            raise PackageError('The part "{part}" is missing from the file.', part=name)
    for name, content in structure.structure(sheets, signatures).items():
        if parts[name] != content:
            raise PackageError('The part "{part}" of the file is not what this program writes.', part=name)
    return sheets, signatures


def check_signatures(
    parts: dict[str, bytes],
    sheets: int,
    signatures: int,
    describe_part: Callable[[str], Message],
    roles: Sequence[str] = ROLES,
) -> SignatureReport:
    """Check every signature over ``parts``; ``describe_part`` says in words that a part was changed.

    ``roles``: who signs this kind of file, in order; there are no more signatures than these.
    """
    now = covered(parts, sheets)
    found: list[FoundSignature] = []
    problems: list[Message] = []
    for number in range(1, signatures + 1):
        part = parts[structure.signature_part(number)]
        role = roles[number - 1]
        wrong: tuple[Message, ...]
        try:
            signature, wrong = _check_one(part, now, role, describe_part)
        except (ValueError, binascii.Error, OverflowError):
            signature, wrong = None, ()
        if signature is None:
            wrong = (
                Message(
                    "Signature {number} cannot be read; it was not made by this program or was changed.",
                    {"number": number},
                ),
            )
            signature = FoundSignature(role, "", b"", "", None, False, wrong[0])
        found.append(signature)
        problems += [p for p in wrong if p not in problems]
    return SignatureReport(tuple(found), tuple(problems))


def _check_one(
    part: bytes, now: tuple[tuple[str, str], ...], role: str, describe_part: Callable[[str], Message]
) -> tuple[FoundSignature | None, tuple[Message, ...]]:
    texts = [_only(pattern, part) for pattern in (_CERTIFICATE, _VALUE, _TIME, _ROLE)]
    if len(part) > MAX_SIGNATURE_PART or None in texts:
        return None, ()
    der, value, time, claimed = (text or b"" for text in texts)
    der = base64.b64decode(der, validate=True)
    at = datetime.fromisoformat(time.decode())
    statement = Statement(now, _described(der), role, at)
    value = base64.b64decode(value, validate=True)
    signed, written = statement.written(value)
    wrong: list[Message] = []
    if claimed.decode() != role:
        wrong.append(
            Message(
                "The signature in the place of the {role} says that it was made as {claimed}.",
                {"role": role, "claimed": claimed.decode()},
            )
        )
    elif written != part:
        wrong += _changed_parts(part, now, describe_part)
    name, problem = _check_key(der, value, signed)
    if problem and not wrong:
        wrong.append(problem)
    fingerprint = hashlib.sha256(der).hexdigest()[:16].upper()
    fingerprint = " ".join(fingerprint[i : i + 4] for i in range(0, 16, 4))
    return FoundSignature(role, name, der, fingerprint, at, not wrong, wrong[0] if wrong else None), tuple(
        wrong
    )


def _only(pattern: re.Pattern[bytes], part: bytes) -> bytes | None:
    matches = pattern.findall(part)
    return matches[0] if len(matches) == 1 else None


def _changed_parts(
    part: bytes, now: tuple[tuple[str, str], ...], describe_part: Callable[[str], Message]
) -> list[Message]:
    """Say which parts differ from the list in the signature; only words, nothing rests on it."""
    listed = {uri.decode("utf-8", "replace"): value.decode() for uri, value in _REFERENCE.findall(part)}
    changed = [describe_part(name) for name, value in now if listed.get(part_uri(name)) != value]
    return changed or [Message("The signature itself was changed after signing.")]


_described = lru_cache(_SIGNERS)(describe)


@lru_cache(_SIGNERS)
def _key_of(der: bytes) -> tuple[str, rsa.RSAPublicKey | Message]:
    """The certificate's common name, and its key or what is wrong with it."""
    from cryptography import x509  # late: see describe()
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa

    certificate = x509.load_der_x509_certificate(der)
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    name = str(names[0].value) if names else ""
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        return name, Message(
            "The key of {name} is not an RSA key of at least {bits} bits.",
            {"name": name, "bits": MIN_KEY_BITS},
        )
    if not isinstance(certificate.signature_hash_algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512):
        return name, Message(
            "The certificate of {name} rests on an algorithm that is no longer safe.", {"name": name}
        )
    return name, key


def _check_key(der: bytes, value: bytes, signed: bytes) -> tuple[str, Message | None]:
    """Return the certificate's common name, and what is wrong with key or signature value."""
    from cryptography.exceptions import InvalidSignature  # late: see describe()
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    name, key = _key_of(der)
    if isinstance(key, Message):
        return name, key
    try:
        key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return name, Message("The signature of {name} does not fit what was signed.", {"name": name})
    return name, None
