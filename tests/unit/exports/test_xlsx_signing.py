"""Signing the workbook, judged by our verifier, by xmlsec1 and by LibreOffice."""

import base64
import html
import io
import re
import subprocess
from datetime import UTC, datetime, timedelta, timezone

import exports_fixtures as fixtures
import pytest
from lxml import etree
from outside_readers import libreoffice_says, tool, xmlsec

from exports.signatures.opc import read_package, write_package
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import FileRefusedError, RefusedError

SHEET = "xl/worksheets/sheet1.xml"
DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
maker = WorkbookMaker()


@pytest.fixture(scope="module")
def unsigned():
    return maker.build(fixtures.small_document())


@pytest.fixture(scope="module")
def prepared(unsigned):
    return maker.sign(unsigned, fixtures.clerk(), "clerk", fixtures.COMPLETED)


@pytest.fixture(scope="module")
def approved(prepared):
    return maker.sign(prepared, fixtures.manager(), "manager", fixtures.APPROVED)


def with_changed_cell(content):
    parts = read_package(content)
    assert b"<v>46</v>" in parts[SHEET]
    parts[SHEET] = parts[SHEET].replace(b"<v>46</v>", b"<v>64</v>")
    return write_package(parts)


# Our own verifier ---------------------------------------------------------------------------------


def test_an_unsigned_file_is_not_called_broken(unsigned):
    check = maker.check(unsigned)
    assert (check.intact, check.signatures, check.data) == (Answer.CANNOT_SAY, (), None)
    assert [str(p) for p in check.problems] == ["There is no signature in this file."]


def test_the_clerks_signature_holds_and_gives_back_the_data(prepared):
    check = maker.check(prepared)
    assert (check.kind, check.intact, check.problems) == ("xlsx", Answer.YES, ())
    assert [(s.role, s.name, s.valid, s.problem) for s in check.signatures] == [
        ("clerk", "A. Wanjiru", True, None)
    ]
    assert check.signatures[0].certificate == fixtures.clerk().certificate
    assert check.signatures[0].fingerprint == fixtures.clerk().person.fingerprint
    assert check.signatures[0].signed_at == fixtures.COMPLETED
    assert check.data == fixtures.small_document().data


def test_the_manager_signs_the_same_bytes_after_the_clerk(prepared, approved):
    check = maker.check(approved)
    assert check.intact is Answer.YES
    assert [(s.role, s.name, s.signed_at) for s in check.signatures] == [
        ("clerk", "A. Wanjiru", fixtures.COMPLETED),
        ("manager", "P. Otieno", fixtures.APPROVED),
    ]
    before, after = read_package(prepared), read_package(approved)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", "_xmlsignatures/_rels/origin.sigs.rels"}
    assert set(after) - set(before) == {"_xmlsignatures/sig2.xml"}


def test_a_return_in_swahili_holds_too():
    content = maker.sign(
        maker.build(fixtures.small_document("sw")), fixtures.clerk(), "clerk", fixtures.COMPLETED
    )
    assert maker.check(content).intact is Answer.YES


def test_a_changed_figure_is_named_by_its_sheet(approved):
    check = maker.check(with_changed_cell(approved))
    assert check.intact is Answer.NO
    assert check.data is None
    assert [str(p) for p in check.problems] == [
        'Changed after signing: sheet "Return" is not what was signed.'
    ]
    assert [s.valid for s in check.signatures] == [False, False]


def test_saving_again_with_openpyxl_loses_the_signature_and_is_said_as_that(approved):
    from openpyxl import load_workbook

    saved = io.BytesIO()
    load_workbook(io.BytesIO(approved)).save(saved)
    check = maker.check(saved.getvalue())
    assert (check.intact, str(check.problems[0])) == (
        Answer.CANNOT_SAY,
        "There is no signature in this file.",
    )


def test_the_manager_cannot_sign_before_the_clerk(unsigned):
    with pytest.raises(RefusedError, match="manager"):
        maker.sign(unsigned, fixtures.manager(), "manager", fixtures.APPROVED)


def test_nobody_signs_twice(prepared, approved):
    with pytest.raises(RefusedError):
        maker.sign(prepared, fixtures.clerk(), "clerk", fixtures.COMPLETED)
    with pytest.raises(RefusedError):
        maker.sign(approved, fixtures.manager(), "manager", fixtures.APPROVED)


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x03\x04" + b"\0" * 100])
def test_something_else_is_not_signed(content):
    with pytest.raises(FileRefusedError):
        maker.sign(content, fixtures.clerk(), "clerk", fixtures.COMPLETED)


def test_the_time_is_kept_in_utc_to_the_second(unsigned):
    at = datetime(2026, 12, 3, 11, 34, 5, 999_999, tzinfo=timezone(timedelta(hours=3)))
    signed = maker.sign(unsigned, fixtures.clerk(), "clerk", at)
    assert maker.check(signed).signatures[0].signed_at == datetime(2026, 12, 3, 8, 34, 5, tzinfo=UTC)


def test_the_key_is_asked_once_for_each_signature(unsigned):
    signer = fixtures.KeySigner(fixtures.clerk().person, fixtures.clerk().certificate, fixtures.clerk().key)
    maker.sign(unsigned, signer, "clerk", fixtures.COMPLETED)
    assert signer.asked == 1


def test_a_key_that_does_not_fit_its_certificate_is_found_out(unsigned):
    wrong = fixtures.KeySigner(fixtures.clerk().person, fixtures.clerk().certificate, fixtures.manager().key)
    check = maker.check(maker.sign(unsigned, wrong, "clerk", fixtures.COMPLETED))
    assert check.intact is Answer.NO
    assert "does not fit what was signed" in str(check.problems[0])


def test_a_short_key_is_refused(unsigned):
    weak = fixtures.make_signer("Weak Key", fixtures.Role.CLERK, bits=1024)
    check = maker.check(maker.sign(unsigned, weak, "clerk", fixtures.COMPLETED))
    assert check.intact is Answer.NO
    assert "2048 bits" in str(check.problems[0])


# The form of the signature -------------------------------------------------------------------------


def test_the_template_is_its_own_canonical_form(approved):
    """What we hash without a canonicaliser is what a canonicaliser makes of the file."""
    import hashlib

    for number in (1, 2):
        root = etree.fromstring(read_package(approved)[f"_xmlsignatures/sig{number}.xml"])
        for reference in root.find(f"{DSIG}SignedInfo").iter(f"{DSIG}Reference"):
            id = reference.get("URI")[1:]
            element = root.xpath("//*[@Id=$id]", id=id)[0]
            alone = etree.fromstring(etree.tostring(element, with_tail=False))
            canonical = etree.tostring(alone, method="c14n")
            digest = base64.b64encode(hashlib.sha256(canonical).digest()).decode()
            assert reference.find(f"{DSIG}DigestValue").text == digest


def test_every_part_is_covered_but_those_that_office_leaves_out(approved):
    parts = read_package(approved)
    listed = {
        html.unescape(uri)[1:].split("?")[0]
        for uri in re.findall(r'<Reference URI="(/[^"]+)"', parts["_xmlsignatures/sig1.xml"].decode())
    }
    left_out = {name for name in parts if name not in listed and not name.startswith("_xmlsignatures")}
    assert left_out == {"[Content_Types].xml", "docProps/core.xml", "docProps/app.xml"}


def test_the_signature_carries_role_time_and_certificate_digest(approved):
    text = read_package(approved)["_xmlsignatures/sig2.xml"].decode()
    assert "<xd:ClaimedRole>manager</xd:ClaimedRole>" in text
    assert "<xd:SigningTime>2026-12-04T13:05:00Z</xd:SigningTime>" in text
    assert "<mdssi:Value>2026-12-04T13:05:00Z</mdssi:Value>" in text
    assert "<X509IssuerName>CN=P. Otieno, O=Ziwa Health Partners, C=KE</X509IssuerName>" in text


def test_names_with_special_letters_in_the_certificate_hold(unsigned):
    signer = fixtures.make_signer("Ng'ang'a & Söhne <x>, \"y\"", fixtures.Role.CLERK, bits=2048)
    check = maker.check(maker.sign(unsigned, signer, "clerk", fixtures.COMPLETED))
    assert (check.intact, check.signatures[0].name) == (Answer.YES, "Ng'ang'a & Söhne <x>, \"y\"")


# Other readers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_xmlsec1_finds_both_signatures_whole(approved, tmp_path, number):
    sheets = 6
    assert xmlsec(approved, tmp_path, number) == (3, 3, sheets + 5, sheets + 5)


def test_xmlsec1_agrees_where_the_relationships_sort_otherwise_than_they_count(tmp_path):
    """With ten sheets and more, rId10 stands before rId2."""
    data = dict(fixtures.small_document().data)
    data["derived"] = data["derived"] * 8
    document = ReturnDocument(data, fixtures.small_form(), (fixtures.derived_form(),) * 8)
    content = maker.sign(maker.build(document), fixtures.clerk(), "clerk", fixtures.COMPLETED)
    assert maker.check(content).intact is Answer.YES
    assert xmlsec(content, tmp_path, 1) == (3, 3, 18, 18)


def test_xmlsec1_finds_a_changed_sheet(approved, tmp_path):
    done, of, good, listed = xmlsec(with_changed_cell(approved), tmp_path, 1)
    assert (done, of) == (3, 3)
    assert good == listed - 1


def test_libreoffice_calls_both_signatures_valid_and_a_changed_file_not(approved, tmp_path):
    files = [("good.xlsx", approved), ("bad.xlsx", with_changed_cell(approved))]
    assert libreoffice_says(tmp_path, files) == ["1 1", "0 0"]


def test_libreoffice_shows_the_return_as_it_was_written(approved, tmp_path):
    program, reader = tool("soffice"), tool("pdftotext")
    (tmp_path / "return.xlsx").write_bytes(approved)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{tmp_path / 'profile'}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "return.xlsx"),
        ],
        capture_output=True,
        timeout=900,
        check=True,
    )
    text = subprocess.run(
        [reader, "-layout", str(tmp_path / "return.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Active HIV-positive clients at start of month +46 +93 +139", text)
    assert "November 2026" in text
    assert '=HYPERLINK("x") is text, not a formula.' in text
    assert "Err:" not in text
    assert "#NAME" not in text
