"""Signs a printed return: PAdES B-B, the clerk certifies, the manager approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

# imported late by exports.pdf: pyHanko takes half a second
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession

from exports.page_signing import FIELDS
from exports.page_words import SayIn, Words
from exports.signatures.pdf_check import check_pdf
from exports.signatures.pdf_stamp import stamp_style
from exports.signatures.pdf_structure import MOST_OBJECTS_OF_MONTH, open_pdf, read_data, strange_parts
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.text import Message

if TYPE_CHECKING:
    from kmmp_desktop.services.ports import Signer


_ROLES = {"clerk": Message("clerk"), "manager": Message("manager")}


class PortSigner(CmsSigner):
    """Lets pyHanko build the CMS and the office's key make the raw signature."""

    def __init__(self, certificate: bytes, sign: Callable[[bytes], bytes]) -> None:
        super().__init__(signing_cert=x509.Certificate.load(certificate))
        self._sign = sign

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"the key signs SHA-256, not {digest_algorithm}")
        if dry_run:
            assert self.signing_cert is not None
            return bytes(self.signing_cert.public_key.byte_size)
        return self._sign(data)


class _AddingWriter(IncrementalPdfFileWriter):
    """Adds the signature only: pyHanko would also write the computer's clock into the title data."""

    def _update_meta(self) -> None:
        pass


class _TimedPdfSigner(PdfSigner):
    """A signer that writes the moment it was told, not the computer's clock."""

    def __init__(self, at: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session


def sign_pdf(content: bytes, signer: Signer, role: str, at: datetime, say: SayIn) -> bytes:
    """Add the signature of ``role`` to ``content``, which stays as it is in front of it.

    Raises RefusedError where the field is missing or taken or the clerk has not signed yet, and
    FileRefusedError where what is there does not verify.
    """
    _refuse_wrong_step(content, role)
    return _sign(content, signer, role, at, say, certify=role == "clerk")


def sign_booklet(content: bytes, signer: Signer, at: datetime, say: SayIn) -> bytes:
    """Sign the booklet of a month as its manager: the one signature, which certifies it.

    Raises RefusedError where it is signed already, FileRefusedError where it is no booklet of ours.
    """
    found = check_pdf(content)
    if found.signatures:
        raise RefusedError("The {role} has signed this file already.", role=_ROLES["manager"])
    if found.intact is Answer.NO:
        raise FileRefusedError("This file cannot be signed: {problem}", problem=found.problems[0])
    return _sign(content, signer, "manager", at, say, certify=True)


def _sign(content: bytes, signer: Signer, role: str, at: datetime, say: SayIn, *, certify: bool) -> bytes:
    data = _own_data(content)
    writer = _AddingWriter(BytesIO(content), strict=True)
    fields = {name: field for name, _, field in enumerate_sig_fields(writer.prev)}
    if FIELDS[role] not in fields:
        raise RefusedError("This file has no place for the signature of the {role}.", role=_ROLES[role])
    left, bottom, right, top = (float(v) for v in fields[FIELDS[role]].get_object()["/Rect"])
    words = Words(str(data.get("language", "en")), say)
    metadata = PdfSignatureMetadata(
        field_name=FIELDS[role],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=signer.person.name,
        certify=certify,
        docmdp_permissions=MDPPerm.NO_CHANGES if certify and role == "manager" else MDPPerm.FILL_FORMS,
    )
    style = stamp_style(
        role,
        signer.person.name,
        str(signer.person.role),
        signer.certificate,
        at,
        data,
        words,
        (right - left, top - bottom),
    )
    pdf_signer = _TimedPdfSigner(
        at.astimezone(UTC).replace(microsecond=0),
        metadata,
        PortSigner(signer.certificate, signer.sign),
        stamp_style=style,
    )
    target = BytesIO()
    pdf_signer.sign_pdf(writer, existing_fields_only=True, output=target)
    return target.getvalue()


def _own_data(content: bytes) -> Mapping[str, Any]:
    """The figures in a file that this program made; raises FileRefusedError for any other file."""
    try:
        reader = open_pdf(content)
        if not list(strange_parts(reader, reader.xrefs.total_revisions - 1, MOST_OBJECTS_OF_MONTH)):
            return read_data(reader, 0)[1]
    except Exception as error:  # a foreign file makes pyHanko raise all kinds
        raise _not_ours() from error
    raise _not_ours()


def _not_ours() -> FileRefusedError:
    return FileRefusedError("This file was not made by this program; only a return can be signed.")


def _refuse_wrong_step(content: bytes, role: str) -> None:
    if role not in FIELDS:
        raise RefusedError("A return is signed by its clerk and its manager, not by the {role}.", role=role)
    found = check_pdf(content)
    signed = {signature.role for signature in found.signatures}
    if found.intact is Answer.NO:
        raise FileRefusedError("This file cannot be signed: {problem}", problem=found.problems[0])
    if role in signed:
        raise RefusedError("The {role} has signed this file already.", role=_ROLES[role])
    if role == "manager" and "clerk" not in signed:
        raise RefusedError(
            "The clerk has not signed this file yet.",
            hint="Complete the return first; its approval comes after that.",
        )
