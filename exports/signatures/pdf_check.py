"""Verifies a signed PDF return strictly: mathematics, coverage, structure; trust is decided elsewhere."""

from __future__ import annotations

import logging
from typing import Any

# imported late by exports.pdf: pyHanko takes half a second
from asn1crypto import cms
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel

from exports.page_signing import FIELDS
from exports.signatures.pdf_stamp import fingerprint
from exports.signatures.pdf_structure import (
    MOST_BYTES,
    MOST_OBJECTS,
    MOST_OBJECTS_OF_MONTH,
    attached_name,
    open_pdf,
    read_data,
    strange_parts,
)
from kmmp_desktop.domain.submission import KIND as SUBMISSION
from kmmp_desktop.domain.verdict import Answer, FileCheck, FoundSignature
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.text import Message

LEAST_KEY_BITS = 2048
ROLES = {field: role for role, field in FIELDS.items()}
SIGNED_IN = {"return": (["Clerk"], ["Clerk", "Manager"]), SUBMISSION: (["Manager"],)}
"""The fields that may be signed, in order. What kind of file it claims to be decides only this; the
verified data have to say the same."""
log = logging.getLogger(__name__)
# pyHanko logs each refusal with a traceback; without any handler Python would print it to the console
logging.getLogger("pyhanko").addHandler(logging.NullHandler())


def check_pdf(content: bytes) -> FileCheck:
    """Never raises on bad input: whatever goes wrong is a NO with the reason in words."""
    if not content.startswith(b"%PDF-1."):
        return _no(Message("This is not a PDF file."))
    if len(content) > MOST_BYTES:
        return _no(
            Message(
                "The file has {size} MB; a return has less than {most}.",
                {"size": len(content) // 1024**2, "most": MOST_BYTES // 1024**2},
            )
        )
    if b"/ByteRange" not in content:
        return FileCheck(
            "pdf", (), Answer.CANNOT_SAY, (Message("There is no signature in this file."),), None
        )
    try:
        return _check(open_pdf(content))
    except KmmpError as error:
        return _no(error.message)
    except MemoryError:  # not the file's answer but the machine's; whoever set the limit hears of it
        raise
    except Exception as error:  # noqa: BLE001 - forged files make pyHanko raise all kinds; each is a refusal
        log.info("a PDF was refused: %s: %s", type(error).__name__, error)
        return _no(Message("The file is damaged or was changed. Ask the sender for it again."))


def _no(*problems: Message, signatures: tuple[FoundSignature, ...] = ()) -> FileCheck:
    return FileCheck("pdf", signatures, Answer.NO, problems, None)


def _check(reader: PdfFileReader) -> FileCheck:
    embedded = reader.embedded_signatures
    names = [str(one.field_name) for one in embedded]
    kind = SUBMISSION if attached_name(reader).startswith(SUBMISSION) else "return"
    most = MOST_OBJECTS_OF_MONTH if kind == SUBMISSION else MOST_OBJECTS
    if names not in SIGNED_IN[kind]:
        wrong = Message(
            "A return is signed by its clerk and then by its manager; this file has {count} "
            "signatures in other places or another order.",
            {"count": len(names)},
        )
        return _no(*strange_parts(reader, len(embedded), most), wrong)
    signatures = tuple(_signature(one) for one in embedded)
    if not all(one.valid for one in signatures):
        # before anything is parsed that nobody signed
        return _no(*(one.problem for one in signatures if one.problem), signatures=signatures)
    problems = list(strange_parts(reader, len(embedded), most))
    for place, (one, found) in enumerate(zip(embedded, signatures, strict=True), 1):
        if (problem := _added_problem(one, found.name, place, len(embedded))) is not None:
            problems.append(problem)
    if (problem := _certification(reader, embedded[0], kind)) is not None:
        problems.append(problem)
    if problems:
        return _no(*problems, signatures=signatures)
    _, data = read_data(reader, embedded[0].signed_revision)
    if data["kind"] != kind:
        # a return without its clerk, or a month that a clerk signed
        return _no(Message("The signatures are not those of this kind of file."), signatures=signatures)
    return FileCheck("pdf", signatures, Answer.YES, (), data)


def _certification(reader: PdfFileReader, first: EmbeddedPdfSignature, kind: str) -> Message | None:
    """The first signature must be the one that says what may still be done.

    In a return that is to fill in the manager's signature, in a submission nothing.
    """
    found = read_certification_data(reader)
    certifies = found is not None and found.author_sig == first.sig_object
    allowed = MDPPerm.NO_CHANGES if kind == SUBMISSION else MDPPerm.FILL_FORMS
    if certifies and first.docmdp_level is allowed:
        return None
    if kind == SUBMISSION:
        return Message("The manager's signature does not close the file against changes.")
    return Message("The clerk's signature does not close the file against changes.")


def _signature(one: EmbeddedPdfSignature) -> FoundSignature:
    """Check what one signature says of its bytes."""
    certificate = one.signer_cert
    subject = certificate.subject.native
    name = str(subject.get("common_name") or certificate.subject.human_friendly)
    problem = _form_problem(one) or _signed_problem(one, name)
    der = certificate.dump()
    return FoundSignature(
        ROLES[str(one.field_name)], name, der, fingerprint(der), _signed_at(one), problem is None, problem
    )


def _signed_at(one: EmbeddedPdfSignature) -> Any:
    return parse_pdf_date(str(one.sig_object["/M"]), strict=True)


def _signed_problem(one: EmbeddedPdfSignature, name: str) -> Message | None:
    """Whether the bytes are the signed ones."""
    intact, valid = validate_sig_integrity(one.signer_info, one.signer_cert, "data", one.compute_digest())
    if not intact:
        return Message("The pages or figures are not those that {name} signed.", {"name": name})
    if not valid:
        return Message(
            "The signature of {name} was not made with the key of its certificate.", {"name": name}
        )
    return None


def _added_problem(one: EmbeddedPdfSignature, name: str, place: int, count: int) -> Message | None:
    """Whether it stands in revision ``place``, and nothing but signatures came after it."""
    one.compute_integrity_info()  # type: ignore[no-untyped-call]
    least = SignatureCoverageLevel.ENTIRE_FILE if place == count else SignatureCoverageLevel.ENTIRE_REVISION
    found = one.summarise_integrity_info()
    if one.signed_revision != place or one.coverage < least or not found["docmdp_ok"]:
        return Message(
            "Something was added to the file or changed in it after {name} signed.", {"name": name}
        )
    return None


def _fills_gap(one: EmbeddedPdfSignature) -> bool:
    """Whether the bytes that a signature cannot cover are its own digits, and nothing else."""
    start, end = int(one.byte_range[1]), int(one.byte_range[2])
    one.reader.stream.seek(start)
    gap: bytes = one.reader.stream.read(end - start)
    return gap == b"<" + one.pkcs7_content.hex().upper().encode() + b">"


def _form_problem(one: EmbeddedPdfSignature) -> Message | None:
    """Whether the signature is written as ours are: PAdES, SHA-256, RSA, one certificate, nothing loose."""
    message = cms.ContentInfo.load(one.pkcs7_content)
    data, signer = message["content"], one.signer_info
    plain = (
        one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        and one.sig_object.get("/Type") == "/Sig"
        and message["content_type"].native == "signed_data"
        and data["version"].native == "v1"
        and [a["algorithm"].native for a in data["digest_algorithms"]] == ["sha256"]
        and len(data["certificates"]) == 1
        and not data["crls"]
        and len(data["signer_infos"]) == 1
        and signer["version"].native == "v1"
        and signer["digest_algorithm"]["algorithm"].native == "sha256"
        and signer["signature_algorithm"].signature_algo == "rsassa_pkcs1v15"
        and signer["signature_algorithm"].hash_algo == "sha256"
        and not signer["unsigned_attrs"]
        and any(a["type"].native == "signing_certificate_v2" for a in signer["signed_attrs"])
        and _fills_gap(one)
        and not one.pkcs7_content[len(message.dump()) :].strip(b"\0")
    )
    key = one.signer_cert.public_key
    if not plain:
        return Message("The signature is not written as this program writes it.")
    if key.algorithm != "rsa" or key.bit_size < LEAST_KEY_BITS:
        return Message(
            "The key of the signature is not an RSA key of {bits} bits or more.", {"bits": LEAST_KEY_BITS}
        )
    return None
