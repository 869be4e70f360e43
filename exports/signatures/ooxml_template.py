"""The one form a signature part of ours has: XML signature with XAdES, as Office 2016 writes it.

A signature is a function of what it signs, who signs, as what and when, and of the signature value.
So it is written from a template that is its own canonical form (C14N 1.0), and checked by writing it
again and comparing bytes: nothing in it is ever interpreted, which leaves nothing to trick. The
template is frozen: a change of one letter would refuse every file signed before.

Structure: ECMA-376 part 2 (digital signatures), MS-OFFCRYPTO 2.5, ETSI TS 101 903 1.3.2.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape

from exports.signatures import ooxml_structure as structure

ROLES = ("clerk", "manager")
"""In the order of signing."""

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_DIGSIG = "http://schemas.openxmlformats.org/package/2006/digital-signature"
_OFFICE = "http://schemas.microsoft.com/office/2006/digsig"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_SHA256 = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
_PURPOSE = {"clerk": "Prepared from the paper return", "manager": "Reviewed and approved"}
"""What Excel shows as the purpose of the signature."""

_OFFICE_DETAILS = (
    "<SetupID></SetupID><SignatureText></SignatureText><SignatureImage></SignatureImage>"
    "<SignatureComments>{purpose}</SignatureComments><WindowsVersion>10.0</WindowsVersion>"
    "<OfficeVersion>16.0</OfficeVersion><ApplicationVersion>16.0</ApplicationVersion><Monitors>1</Monitors>"
    "<HorizontalResolution>1366</HorizontalResolution><VerticalResolution>768</VerticalResolution>"
    "<ColorDepth>32</ColorDepth><SignatureProviderId>{{00000000-0000-0000-0000-000000000000}}"
    "</SignatureProviderId><SignatureProviderUrl></SignatureProviderUrl>"
    "<SignatureProviderDetails>9</SignatureProviderDetails><SignatureType>1</SignatureType>"
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a signature says of its certificate."""

    der: bytes
    issuer: str
    """In the order of the certificate with comma and space: what Office readers expect."""
    serial: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that is signed: the parts (name and digest), by whom, as what, when."""

    parts: tuple[tuple[str, str], ...]
    """Name and SHA-256 in base 64 of each part, as ``covered`` makes them."""
    certificate: Certificate
    role: str
    at: datetime
    """UTC, whole seconds."""

    def signed_info(self) -> bytes:
        """The bytes that the key signs."""
        return self.written(b"")[0]

    def part(self, signature: bytes) -> bytes:
        """The whole signature part."""
        return self.written(signature)[1]

    def written(self, signature: bytes) -> tuple[bytes, bytes]:
        """The bytes that the key signs, and the whole part with ``signature`` in it."""
        package, office, properties = _package_object(self), _office_object(self), _signed_properties(self)
        info = _signed_info(package, office, properties)
        part = _part(self.certificate, info, package, office, properties, signature)
        return _inherit(info, "SignedInfo").encode(), part.encode()


def covered(parts: dict[str, bytes], sheets: int) -> tuple[tuple[str, str], ...]:
    """What a signature over a workbook lists: each part with its digest; relationships are transformed."""
    found = []
    for name in structure.signed_parts(sheets):
        content = parts[name]
        if name == structure.ROOT_RELS:
            content = structure.signed_root()
        elif name == structure.WORKBOOK_RELS:
            content = structure.signed_workbook(sheets)
        found.append((name, digest(content)))
    return tuple(found)


@lru_cache(64)
def part_uri(name: str) -> str:
    """How a manifest names a part."""
    return f"/{name}?ContentType={structure.content_type(name)}"


def digest(content: bytes) -> str:
    return _base64(hashlib.sha256(content).digest())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _inherit(element: str, name: str, *namespaces: str) -> str:
    """Put the inherited namespaces into the first tag, as C14N does for a part of a document."""
    declared = "".join(f" {n}" for n in (f'xmlns="{_DSIG}"', *namespaces))
    return element.replace(f"<{name}", f"<{name}{declared}", 1)


def _reference(uri: str, value: str, kind: str = "", transforms: str = "") -> str:
    kind = f' Type="{kind}"' if kind else ""
    transforms = f"<Transforms>{transforms}</Transforms>" if transforms else ""
    return (
        f'<Reference{kind} URI="{escape(uri)}">{transforms}{_SHA256}'
        f"<DigestValue>{value}</DigestValue></Reference>"
    )


def _c14n() -> str:
    return f'<Transform Algorithm="{_C14N}"></Transform>'


def _relationship_transform(sources: Sequence[structure.Relationship]) -> str:
    chosen = "".join(
        f'<mdssi:RelationshipReference xmlns:mdssi="{_DIGSIG}" SourceId="{source[0]}">'
        "</mdssi:RelationshipReference>"
        for source in sorted(sources)
    )
    return f'<Transform Algorithm="{_RELATIONSHIPS}">{chosen}</Transform>{_c14n()}'


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


@lru_cache(4)  # clerk and manager sign one and the same
def _manifest(parts: tuple[tuple[str, str], ...]) -> str:
    sheets, _ = structure.count_parts([name for name, _ in parts])
    transforms = {
        structure.ROOT_RELS: _relationship_transform(structure.root_relationships(0)[:1]),
        structure.WORKBOOK_RELS: _relationship_transform(structure.workbook_relationships(sheets)),
    }
    return "".join(
        _reference(part_uri(name), value, transforms=transforms.get(name, "")) for name, value in parts
    )


def _package_object(statement: Statement) -> str:
    manifest = _manifest(statement.parts)
    return (
        f'<Object Id="idPackageObject"><Manifest>{manifest}</Manifest><SignatureProperties>'
        '<SignatureProperty Id="idSignatureTime" Target="#idPackageSignature">'
        f'<mdssi:SignatureTime xmlns:mdssi="{_DIGSIG}">'
        "<mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format>"
        f"<mdssi:Value>{_moment(statement.at)}</mdssi:Value></mdssi:SignatureTime>"
        "</SignatureProperty></SignatureProperties></Object>"
    )


def _office_object(statement: Statement) -> str:
    details = _OFFICE_DETAILS.format(purpose=escape(_PURPOSE[statement.role]))
    return (
        '<Object Id="idOfficeObject"><SignatureProperties>'
        '<SignatureProperty Id="idOfficeV1Details" Target="#idPackageSignature">'
        f'<SignatureInfoV1 xmlns="{_OFFICE}">{details}</SignatureInfoV1>'
        "</SignatureProperty></SignatureProperties></Object>"
    )


def _signed_properties(statement: Statement) -> str:
    certificate = statement.certificate
    return (
        '<xd:SignedProperties Id="idSignedProperties"><xd:SignedSignatureProperties>'
        f"<xd:SigningTime>{_moment(statement.at)}</xd:SigningTime>"
        f"<xd:SigningCertificate><xd:Cert><xd:CertDigest>{_SHA256}"
        f"<DigestValue>{digest(certificate.der)}</DigestValue></xd:CertDigest><xd:IssuerSerial>"
        f"<X509IssuerName>{escape(certificate.issuer)}</X509IssuerName>"
        f"<X509SerialNumber>{certificate.serial}</X509SerialNumber></xd:IssuerSerial></xd:Cert>"
        "</xd:SigningCertificate><xd:SignaturePolicyIdentifier><xd:SignaturePolicyImplied>"
        "</xd:SignaturePolicyImplied></xd:SignaturePolicyIdentifier><xd:SignerRole><xd:ClaimedRoles>"
        f"<xd:ClaimedRole>{statement.role}</xd:ClaimedRole></xd:ClaimedRoles></xd:SignerRole>"
        "</xd:SignedSignatureProperties></xd:SignedProperties>"
    )


def _signed_info(package: str, office: str, properties: str) -> str:
    signed = (
        _inherit(package, "Object"),
        _inherit(office, "Object"),
        _inherit(properties, "xd:SignedProperties", f'xmlns:xd="{_XADES}"'),
    )
    values = [digest(element.encode()) for element in signed]
    return (
        f'<SignedInfo><CanonicalizationMethod Algorithm="{_C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{_RSA_SHA256}"></SignatureMethod>'
        + _reference("#idPackageObject", values[0], _DSIG + "Object")
        + _reference("#idOfficeObject", values[1], _DSIG + "Object")
        + _reference("#idSignedProperties", values[2], _SIGNED_PROPERTIES, _c14n())
        + "</SignedInfo>"
    )


def _part(
    certificate: Certificate, info: str, package: str, office: str, properties: str, signature: bytes
) -> str:
    return (
        f'{_DECLARATION}<Signature xmlns="{_DSIG}" Id="idPackageSignature">{info}'
        f"<SignatureValue>{_base64(signature)}</SignatureValue>"
        f"<KeyInfo><X509Data><X509Certificate>{_base64(certificate.der)}</X509Certificate></X509Data></KeyInfo>"
        f"{package}{office}"
        f'<Object><xd:QualifyingProperties xmlns:xd="{_XADES}" Target="#idPackageSignature">'
        f"{properties}</xd:QualifyingProperties></Object></Signature>"
    )
