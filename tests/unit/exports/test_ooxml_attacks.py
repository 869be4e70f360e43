"""Changed, cut, padded and forged workbooks: our verifier refuses each, and says what is wrong."""

import base64
import io
import re
import struct
import zipfile

import exports_fixtures as fixtures
import pytest

from exports.signatures import ooxml_structure as structure
from exports.signatures.ooxml_sign import describe, sign_workbook
from exports.signatures.ooxml_template import Statement, covered
from exports.signatures.opc import read_package, write_package
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument, canonical_bytes
from kmmp_desktop.domain.verdict import Answer

SHEET = "xl/worksheets/sheet1.xml"
SIG1, SIG2 = "_xmlsignatures/sig1.xml", "_xmlsignatures/sig2.xml"
maker = WorkbookMaker()


@pytest.fixture(scope="module")
def approved():
    content = maker.build(fixtures.small_document())
    content = maker.sign(content, fixtures.clerk(), "clerk", fixtures.COMPLETED)
    return maker.sign(content, fixtures.manager(), "manager", fixtures.APPROVED)


@pytest.fixture
def parts(approved):
    return read_package(approved)


def refused(content, words=""):
    check = maker.check(content)
    assert check.intact is Answer.NO, check
    assert check.data is None
    assert check.problems
    said = " ".join(str(p) for p in check.problems)
    assert words in said, said
    return check


def change(parts, name, old, new, count=1):
    assert parts[name].count(old) >= 1, (name, old)
    parts[name] = parts[name].replace(old, new, count)
    return write_package(parts)


def signed_by_a_clerk(parts):
    """What a clerk with own tools could make: any parts, properly signed by our own code."""
    sheets, _ = structure.count_parts(parts)
    for name in [n for n in parts if n.startswith("_xmlsignatures")]:
        del parts[name]
    parts |= structure.structure(sheets, 0)
    return sign_workbook(write_package(parts), fixtures.clerk(), "clerk", fixtures.COMPLETED)


# Parts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/theme/theme1.xml",
        *(f"xl/worksheets/sheet{n}.xml" for n in range(1, 7)),
    ],
)
def test_a_changed_byte_in_any_signed_part(parts, name):
    content = bytearray(parts[name])
    content[len(content) // 2] ^= 1
    parts[name] = bytes(content)
    refused(write_package(parts), "Changed after signing")


@pytest.mark.parametrize(
    "name",
    [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "_xmlsignatures/_rels/origin.sigs.rels",
        "_xmlsignatures/origin.sigs",
    ],
)
def test_a_changed_part_that_describes_others(parts, name):
    parts[name] += b" "
    refused(write_package(parts), "not what this program writes")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("docProps/core.xml", b"A. Wanjiru", b"P. Otieno!"),
        ("docProps/core.xml", b"_r1", b"_r2"),
        ("docProps/app.xml", b"KMMP", b"ABCD"),
    ],
)
def test_changed_document_properties(parts, name, old, new):
    refused(change(parts, name, old, new), "document properties")


@pytest.mark.parametrize(
    "name",
    [
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/drawings/drawing1.xml",
        "xl/comments1.xml",
        "xl/calcChain.xml",
        "customXml/item1.xml",
        "evil.txt",
        "xl/sharedStrings.xml",
    ],
)
def test_a_part_that_nobody_signed(parts, name):
    refused(write_package({**parts, name: b"<x/>"}), name)


def test_a_sheet_more_than_was_signed(parts):
    refused(write_package({**parts, "xl/worksheets/sheet7.xml": parts[SHEET]}))


@pytest.mark.parametrize("name", [n for n in structure.part_names(6, 2) if n != SIG2])
def test_a_part_that_is_gone(parts, name):
    """Of sheets and signatures there are then fewer, and one that does not belong to so many."""
    counted = "sheet" in name or name == SIG1
    del parts[name]
    refused(write_package(parts), "" if counted else "is missing from the file")


def test_a_third_signature(parts):
    """Whoever signs after the manager, with the structure of three written as we would write it."""
    parts["_xmlsignatures/sig3.xml"] = parts[SIG2]
    refused(write_package(parts | structure.structure(6, 3)), "at most 20 sheets and 2 signatures")


@pytest.mark.parametrize("sheets", [0, 21])
def test_no_sheets_and_too_many(parts, sheets):
    kept = {n: c for n, c in parts.items() if not n.startswith("xl/worksheets")}
    kept |= {structure.sheet_part(n + 1): parts[SHEET] for n in range(sheets)}
    refused(write_package(kept | structure.structure(sheets, 2)), "at most 20 sheets")


def test_a_second_workbook_before_the_signed_one(parts):
    evil = (
        b'<Relationship Id="rId0" Target="xl/evil.xml" TargetMode="Internal" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/officeDocument"></Relationship>'
    )
    parts["xl/evil.xml"] = parts["xl/workbook.xml"]
    refused(change(parts, "_rels/.rels", b'<Relationship Id="rId1"', evil + b'<Relationship Id="rId1"'))


def test_a_relationship_to_somewhere_else(parts):
    refused(change(parts, "xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet2.xml"))


def test_a_workbook_that_says_it_has_macros(parts):
    refused(
        change(
            parts,
            "[Content_Types].xml",
            b"spreadsheetml.sheet.main+xml",
            b"ms-excel.sheet.macroEnabled.main+xml",
        )
    )


def test_two_sheets_swapped(parts):
    parts[SHEET], parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"], parts[SHEET]
    check = refused(write_package(parts))
    assert [str(p) for p in check.problems] == [
        'Changed after signing: sheet "Return" is not what was signed.',
        'Changed after signing: sheet "Facility form" is not what was signed.',
    ]


# Signatures ----------------------------------------------------------------------------------------


def test_all_signatures_taken_away_is_no_signature(parts):
    for name in [n for n in parts if n.startswith("_xmlsignatures")]:
        del parts[name]
    parts |= structure.structure(6, 0)
    check = maker.check(write_package(parts))
    assert (check.intact, check.data) == (Answer.CANNOT_SAY, None)


def test_the_managers_signature_taken_away_leaves_one_that_is_only_the_clerks(parts):
    del parts[SIG2]
    parts |= structure.structure(6, 1)
    check = maker.check(write_package(parts))
    assert check.intact is Answer.YES
    assert [s.role for s in check.signatures] == ["clerk"]


def test_the_clerks_signature_taken_away_does_not_leave_an_approved_file(parts):
    parts[SIG1] = parts.pop(SIG2)
    parts |= structure.structure(6, 1)
    refused(write_package(parts), "as manager")


def test_the_clerks_signature_in_the_managers_place(parts):
    parts[SIG2] = parts[SIG1]
    refused(write_package(parts), "as clerk")


def test_the_signature_of_another_return(parts):
    other = maker.build(fixtures.small_document(values={"KM_A01": 3}))
    other = read_package(maker.sign(other, fixtures.clerk(), "clerk", fixtures.COMPLETED))
    parts[SIG1] = other[SIG1]
    refused(write_package(parts), "Changed after signing")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<xd:ClaimedRole>clerk</xd:ClaimedRole>", b"<xd:ClaimedRole>manager</xd:ClaimedRole>"),
        (b"<xd:SigningTime>2026-12-03", b"<xd:SigningTime>2026-11-03"),
        (b"<mdssi:Value>2026-12-03", b"<mdssi:Value>2026-11-03"),
        (b"Prepared from the paper return", b"Reviewed and approved by me!!!"),
        (b"xmldsig-more#rsa-sha256", b"xmldsig-more#hmac-sha256"),
        (b"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", b"http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        (b"http://www.w3.org/2001/04/xmlenc#sha256", b"http://www.w3.org/2000/09/xmldsig#sha1"),
        (b"REC-xml-c14n-20010315", b"REC-xml-c14n-20010315#WithComments"),
        (b"CN=A. Wanjiru", b"CN=P. Otieno "),
        (b'Id="idOfficeObject"', b'Id="idPackageObject"'),
        (b"<Manifest>", b"<Manifest><!-- -->"),
        (b"</Signature>", b"</Signature> "),
        (b"</KeyInfo>", b"</KeyInfo><Object></Object>"),
        (b'standalone="no"?>\n', b'standalone="no"?><!DOCTYPE x [<!ENTITY a "b">]>\n'),
        (b"<X509Certificate>", b"<X509Certificate>AAAA</X509Certificate><X509Certificate>"),
        (b"<SignatureValue>", b"<SignatureValue>AAAA"),
        (b"<SignatureValue>", b"<SignatureValue>!"),
        (b"T08:34:00Z</xd", b"T28:34:00Z</xd"),
        (b"2026-12-03T08:34:00Z</xd", b"0000-00-00T08:34:00Z</xd"),
        (b"<xd:ClaimedRole>clerk", b"<xd:ClaimedRole>officer"),
    ],
)
def test_a_changed_signature(parts, old, new):
    refused(change(parts, SIG1, old, new))


def test_a_manifest_without_the_sheet(parts):
    reference = re.search(rb'<Reference URI="/xl/worksheets/sheet1.xml.*?</Reference>', parts[SIG1])[0]
    change(parts, SHEET, b"<v>46</v>", b"<v>64</v>")
    refused(change(parts, SIG1, reference, b""), 'sheet "Return"')


def test_a_forged_manifest_beside_the_signed_one(parts):
    """The attack that LibreOffice 7.4 accepted: the real manifest stays signed, a false one is read."""
    package = re.search(rb'<Object Id="idPackageObject">.*?</Object>', parts[SIG1])[0]
    change(parts, SHEET, b"<v>46</v>", b"<v>64</v>")
    forged = b'<Object><Manifest></Manifest></Object><Object Id="hidden">' + package + b"</Object>"
    refused(change(parts, SIG1, package, forged))


def test_digests_written_anew_without_the_key(parts):
    import base64
    import hashlib

    def b64(data):
        return base64.b64encode(hashlib.sha256(data).digest())

    old = b64(parts[SHEET])
    change(parts, SHEET, b"<v>46</v>", b"<v>64</v>")
    refused(change(parts, SIG1, old, b64(parts[SHEET])))


def test_everything_signed_again_with_another_key_is_intact_but_another_signer(parts):
    """Identity is another question: the certificate that is shown is the stranger's."""
    for name in [n for n in parts if n.startswith("_xmlsignatures")]:
        del parts[name]
    parts |= structure.structure(6, 0)
    forged = sign_workbook(write_package(parts), fixtures.stranger(), "clerk", fixtures.COMPLETED)
    check = maker.check(forged)
    assert check.intact is Answer.YES
    assert check.signatures[0].certificate == fixtures.stranger().certificate
    assert check.signatures[0].certificate != fixtures.manager().certificate


def test_a_certificate_put_under_anothers_signature(parts):
    old = base64.b64encode(fixtures.clerk().certificate)
    refused(change(parts, SIG1, old, base64.b64encode(fixtures.manager().certificate)))


def test_a_signature_over_nothing_but_the_template(parts):
    """All of the template is right and the value is not a signature."""
    statement = Statement(
        covered(parts, 6), describe(fixtures.clerk().certificate), "clerk", fixtures.COMPLETED
    )
    parts[SIG1] = statement.part(b"\x01" * 384)
    check = refused(write_package(parts), "does not fit what was signed")
    assert [s.valid for s in check.signatures] == [False, True]


def certificate_of(key, algorithm):
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "E. Curve")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, algorithm)
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def test_an_elliptic_key_is_not_taken(parts):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    der = certificate_of(key, hashes.SHA256())
    statement = Statement(covered(parts, 6), describe(der), "clerk", fixtures.COMPLETED)
    parts[SIG1] = statement.part(key.sign(statement.signed_info(), ec.ECDSA(hashes.SHA256())))
    refused(write_package(parts), "not an RSA key")


@pytest.mark.parametrize(
    ("bits", "algorithm", "words"),
    [(1024, "SHA256", "not an RSA key of at least 2048 bits"), (2048, "SHA224", "no longer safe")],
)
def test_a_key_or_certificate_that_is_too_weak_is_not_taken(parts, bits, algorithm, words):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    der = certificate_of(key, getattr(hashes, algorithm)())
    statement = Statement(covered(parts, 6), describe(der), "clerk", fixtures.COMPLETED)
    parts[SIG1] = statement.part(key.sign(statement.signed_info(), padding.PKCS1v15(), hashes.SHA256()))
    refused(write_package(parts), words)


# A clerk with a key and bad intentions -------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"<v>46</v>", b"<v>64</v>", "shows 64 in C"),
        (b"<is><t>NR</t></is>", b"<is><t>NA</t></is>", "shows NA"),
        (b"<is><t>Yes</t></is>", b"<is><t>No</t></is>", "shows No"),
        (b"<v>139</v>", b"<v>140</v>", "shows 140"),
        (b"<v>99104</v>", b"<v>99105</v>", "shows 99105"),
        (b"<v>46</v>", b"<f>40+6</f><v>46</v>", "holds something that no return has: f"),
        (b"<cols>", b'<cols><col min="20" max="21" width="9" hidden="1"/>', "hidden"),
        (b'<row r="12"', b'<row hidden="1" r="12"', "hidden"),
        (b'<row r="12"', b'<row ht="0.1" r="12"', "holds something|hidden|cannot be read"),
        (b"<mergeCells ", b'<conditionalFormatting sqref="A1"/><mergeCells ', "conditionalFormatting"),
        (
            b"</worksheet>",
            b'<hyperlinks><hyperlink ref="A1" location="x"/></hyperlinks></worksheet>',
            "hyperlink",
        ),
        (b"</worksheet>", b"<drawing/></worksheet>", "drawing"),
        (b"</worksheet>", b"<!-- note --></worksheet>", "document type"),
        (b"</worksheet>", b"<?x y?></worksheet>", "no return has"),
    ],
)
def test_a_visible_sheet_that_says_something_else_than_the_data(parts, old, new, words):
    change(parts, SHEET, old, new)
    check = refused(signed_by_a_clerk(parts))
    assert check.signatures[0].valid
    assert re.search(words, str(check.problems[0])), str(check.problems[0])


def test_a_figure_where_nothing_was_signed(parts):
    content = re.sub(rb'(<c r="E11"[^>]*)/>', rb'\1 t="n"><v>7</v></c>', parts[SHEET])
    assert content != parts[SHEET]
    parts[SHEET] = content
    refused(signed_by_a_clerk(parts), "where nothing was signed")


def test_a_figure_covered_by_a_wider_cell(parts):
    row = re.search(rb'<c r="C(\d+)"[^>]*><v>46</v>', parts[SHEET])[1]
    change(parts, SHEET, b"<mergeCell ref=", b'<mergeCell ref="B' + row + b":C" + row + b'"/><mergeCell ref=')
    refused(signed_by_a_clerk(parts), "covers a figure")


def test_a_number_format_that_shows_another_figure(parts):
    change(parts, "xl/styles.xml", b"DD/MM/YYYY", b"&quot;99&quot;")
    refused(signed_by_a_clerk(parts), "shows numbers in an unusual way")


def test_a_built_in_number_format(parts):
    change(parts, "xl/styles.xml", b'<xf numFmtId="0"', b'<xf numFmtId="9"')
    refused(signed_by_a_clerk(parts), "shows numbers in an unusual way")


def test_a_hidden_sheet(parts):
    change(parts, "xl/workbook.xml", b"<sheet ", b'<sheet state="hidden" ')
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' state="visible"', b"", 1)
    refused(signed_by_a_clerk(parts), "hidden")


def test_a_data_sheet_that_says_something_else(parts):
    change(parts, "xl/worksheets/sheet5.xml", b"<v>46</v>", b"<v>64</v>")
    refused(signed_by_a_clerk(parts), 'The sheet "Data" does not say')


def test_a_place_that_points_elsewhere(parts):
    places = re.findall(rb"<t>(C1\d)</t>", parts["xl/worksheets/sheet5.xml"])
    change(parts, "xl/worksheets/sheet5.xml", b"<t>" + places[0] + b"</t>", b"<t>Z99</t>")
    refused(signed_by_a_clerk(parts))


def data_changed(**changes):
    data = {**fixtures.small_document().data, **changes}
    content = maker.build(ReturnDocument(data, fixtures.small_form(), (fixtures.derived_form(),)))
    return maker.sign(content, fixtures.clerk(), "clerk", fixtures.COMPLETED)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kmmp": 2}, "format 2"),
        ({"kind": "receipt"}, "format"),
        ({"short_code": "AAAA-BBBB-CCCC"}, "short code"),
    ],
)
def test_signed_data_of_another_kind(changes, words):
    refused(data_changed(**changes), words)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace('"kmmp":1', '"kmmp": 1'),
        lambda text: text.replace('"kmmp":1', '"kmmp":1,"kmmp":1'),
        lambda text: text.replace('"number":1', '"number":1.0'),
        lambda text: text + " ",
        lambda text: text[:-1],
        lambda text: text.replace('"kmmp":1', '"kmmp":NaN'),
        lambda text: "[" * 100_000,
        lambda text: "[]",
        lambda text: "1" * 10_000,
    ],
)
def test_signed_data_that_are_not_in_their_one_form(parts, rewrite):
    from xml.sax.saxutils import escape

    sheet = "xl/worksheets/sheet6.xml"
    text = canonical_bytes(fixtures.small_document().data).decode()
    before = re.search(rb"<t>(.*)</t>", parts[sheet], re.DOTALL)[1]
    change(parts, sheet, before, escape(rewrite(text)).encode("ascii", "xmlcharrefreplace"))
    refused(signed_by_a_clerk(parts))


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>',
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>',
        b"<worksheet",
        b"",
        b"\x00",
        b"<a/>",
        b"<a>" * 5000,
    ],
)
def test_a_sheet_that_is_hostile_xml(parts, content):
    parts[SHEET] = content
    refused(signed_by_a_clerk(parts))


# The container -------------------------------------------------------------------------------------


def entries(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def zipped(pairs, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = options.get("method", zipfile.ZIP_DEFLATED)
            info.extra = options.get("extra", b"")
            archive.writestr(info, data)
        archive.comment = options.get("comment", b"")
    return out.getvalue()


def test_the_same_name_twice(approved):
    pairs = entries(approved)
    evil = [(n, d.replace(b"<v>46</v>", b"<v>64</v>")) for n, d in pairs if n == SHEET]
    with pytest.warns(UserWarning, match="Duplicate name"):
        refused(zipped(pairs + evil))
    with pytest.warns(UserWarning, match="Duplicate name"):
        refused(zipped(evil + pairs))
    refused(zipped([*pairs, (SHEET.upper(), b"<x/>")]))
    parts = dict(pairs)
    refused(write_package({**parts, "xl/worksheets/Sheet1.xml": parts[SHEET]}), "twice")


@pytest.mark.parametrize(
    "options", [{"comment": b"hello"}, {"extra": b"\x99\x99\x02\x00ab"}, {"method": zipfile.ZIP_STORED}, {}]
)
def test_a_container_that_another_program_wrote(approved, options):
    refused(zipped(entries(approved), **options))


@pytest.mark.parametrize(
    "content",
    [
        lambda c: b"\0" + c,
        lambda c: b"#!/bin/sh\n" + c,
        lambda c: c + b"\0",
        lambda c: c + c,
        lambda c: c[:-1],
        lambda c: c[: len(c) // 2],
        lambda c: c[1:],
    ],
)
def test_bytes_before_after_or_missing(approved, content):
    refused(content(approved))


def test_a_local_header_with_another_name(approved):
    at = approved.index(b"xl/worksheets/sheet1.xml")
    refused(approved[:at] + b"xl/worksheets/sheet9.xml" + approved[at + 24 :], "two ways")


def test_a_directory_that_leads_to_another_part(approved):
    """A reader that trusts the directory would read the second sheet as the first."""
    first, second = (approved.index(f"xl/worksheets/sheet{n}.xml".encode()) - 30 for n in (1, 2))
    entry = approved.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert approved[entry + 42 : entry + 46] == struct.pack("<L", first)
    refused(approved[: entry + 42] + struct.pack("<L", second) + approved[entry + 46 :], "belong to no part")


def test_bytes_between_two_parts(approved):
    end = struct.Struct("<4s4H2LH")
    mark, *counts, size, offset, comment = end.unpack(approved[-22:])
    body, directory = approved[:offset], approved[offset:-22]
    refused(body + b"gap!" + directory + end.pack(mark, *counts, size, offset + 4, comment))


def test_a_part_that_unpacks_to_more_than_it_says(parts):
    content = write_package({"a.xml": b"x" * 100})
    for offset in (22, len(content) - 22 - 46 - 5 + 24):
        content = content[:offset] + struct.pack("<L", 50) + content[offset + 4 :]
    refused(content)


def test_a_bomb_is_refused_before_it_is_unpacked():
    import tracemalloc

    content = write_package({SIG1: b"\0" * 1000})
    assert content.count(struct.pack("<L", 1000)) == 2
    content = content.replace(struct.pack("<L", 1000), struct.pack("<L", 4_000_000_000))
    tracemalloc.start()
    refused(content)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_too_many_parts():
    refused(write_package({f"p{n}.xml": b"" for n in range(100)}))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "a\\b", "xl//b", "a b", "C:evil", "x/../y"])
def test_names_that_lead_elsewhere(name):
    refused(write_package({name: b"x"}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"P",
        b"PK\x05\x06" + b"\0" * 18,
        b"%PDF-1.7 ...",
        b"\0" * 5000,
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600,
    ],
)
def test_something_that_is_no_workbook(content):
    refused(content)
