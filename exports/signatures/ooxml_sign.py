"""Adding a signature to a workbook: clerk first, manager second, over the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from exports.signatures import ooxml_structure as structure
from exports.signatures.ooxml_template import ROLES, Certificate, Statement, covered
from exports.signatures.opc import PackageError, read_package, write_package
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.services.ports import Signer


def describe(der: bytes) -> Certificate:
    """What a signature says of a certificate; raises ValueError for anything but one certificate."""
    from cryptography import x509  # late: 45 ms that a person who signs nothing need not wait

    parsed = x509.load_der_x509_certificate(der)
    issuer = ", ".join(part.rfc4514_string() for part in parsed.issuer)
    return Certificate(der, issuer, parsed.serial_number)


def sign_workbook(
    content: bytes, signer: Signer, role: str, at: datetime, roles: Sequence[str] = ROLES
) -> bytes:
    """Return the workbook with one more signature; what is signed already keeps its bytes.

    ``roles`` sign this kind of file, in this order. ``at`` is when the signer says it was signed, kept
    to the second in UTC. Raises RefusedError where ``role`` is not the next one to sign,
    FileRefusedError where this is no workbook of ours.
    """
    try:
        parts = read_package(content)
    except PackageError as error:
        raise FileRefusedError(error.message, hint="Build the workbook again from the return.") from error
    sheets, signatures = structure.count_parts(parts)
    if signatures >= len(roles) or role != roles[signatures]:
        raise RefusedError(
            "A signature as {role} cannot be added: {count} of the signatures clerk, manager are"
            " there, in this order.",
            role=role,
            count=signatures,
        )
    statement = Statement(
        covered(parts, sheets), describe(signer.certificate), role, at.astimezone(UTC).replace(microsecond=0)
    )
    part = statement.part(signer.sign(statement.signed_info()))
    parts |= structure.structure(sheets, signatures + 1)
    parts[structure.signature_part(signatures + 1)] = part
    return write_package({name: parts[name] for name in structure.part_names(sheets, signatures + 1)})
