"""Signatures of the printed return: made by ours, judged by ours, by poppler and by OpenSSL."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import exports_fixtures as fixtures
import pytest
from pdf_reading import keep, needs_poppler, run, text_of

from exports.page_file import FileFacts, write_pages
from exports.page_setting import set_pages
from exports.page_words import Words
from exports.pdf import PdfMaker
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import FileRefusedError, RefusedError

MAKER = PdfMaker()


@cache
def unsigned() -> bytes:
    return MAKER.build(fixtures.small_document())


@cache
def certified() -> bytes:
    return MAKER.sign(unsigned(), fixtures.clerk(), "clerk", fixtures.COMPLETED)


@cache
def approved() -> bytes:
    return MAKER.sign(certified(), fixtures.manager(), "manager", fixtures.APPROVED)


def refused(content: bytes) -> str:
    """The first reason for which the file is not intact."""
    found = MAKER.check(content)
    assert found.intact is Answer.NO, found
    assert found.data is None
    assert found.problems
    return str(found.problems[0])


def test_an_unsigned_file_says_that_there_is_no_signature() -> None:
    found = MAKER.check(unsigned())
    assert found.intact is Answer.CANNOT_SAY
    assert [str(p) for p in found.problems] == ["There is no signature in this file."]
    assert found.signatures == ()
    assert found.data is None


def test_the_clerks_signature_is_found_with_its_data() -> None:
    found = MAKER.check(certified())
    assert found.intact is Answer.YES, found.problems
    assert found.data == fixtures.small_document().data
    (clerk,) = found.signatures
    assert (clerk.role, clerk.name, clerk.valid, clerk.problem) == ("clerk", "A. Wanjiru", True, None)
    assert clerk.certificate == fixtures.clerk().certificate
    assert clerk.fingerprint == fixtures.clerk().person.fingerprint
    assert clerk.signed_at == fixtures.COMPLETED


def test_both_signatures_are_found_in_order() -> None:
    found = MAKER.check(approved())
    assert found.intact is Answer.YES, found.problems
    assert [(s.role, s.name, s.signed_at) for s in found.signatures] == [
        ("clerk", "A. Wanjiru", fixtures.COMPLETED),
        ("manager", "P. Otieno", fixtures.APPROVED),
    ]


def test_signing_only_adds_bytes_at_the_end() -> None:
    assert certified().startswith(unsigned())
    assert approved().startswith(certified())


def test_the_key_is_asked_once_for_each_signature() -> None:
    signer = fixtures.make_signer("O. Asked", fixtures.Role.CLERK, 2048)
    MAKER.sign(unsigned(), signer, "clerk", datetime(2026, 12, 3, 8, 34, 5, 999, tzinfo=UTC))
    assert signer.asked == 1


@needs_poppler
def test_poppler_finds_both_signatures_valid_and_the_file_covered(tmp_path: Path) -> None:
    said = run("pdfsig", keep(approved(), tmp_path))
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("Signature Type: ETSI.CAdES.detached") == 2
    assert said.count("Signing Hash Algorithm: SHA-256") == 2
    assert "Signing Time: Dec 04 2026 13:05:00" in said
    assert said.rstrip().count("Total document signed") == 1


@needs_poppler
def test_the_signatures_can_be_read_on_paper(tmp_path: Path) -> None:
    printed = text_of(approved(), tmp_path)
    clerk, manager = fixtures.clerk().person.fingerprint, fixtures.manager().person.fingerprint
    assert f"certified by A. Wanjiru, key {clerk[:9]}" in printed
    assert "P. Otieno" in printed
    assert "4 December 2026, 16:05 EAT" in printed
    assert manager in printed
    assert f"approved, key {manager[:9]}" in printed
    assert "P. Otieno" not in text_of(certified(), tmp_path)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_verifies_both_signatures_over_the_signed_bytes(tmp_path: Path) -> None:
    content = approved()
    ranges = re.findall(rb"/ByteRange \[\s*0 (\d+) (\d+) (\d+)", content)
    assert len(ranges) == 2
    for first, second, rest in ([int(v) for v in found] for found in ranges):
        der = bytes.fromhex(content[first + 1 : second - 1].decode())
        (tmp_path / "signature.der").write_bytes(der)
        (tmp_path / "signed").write_bytes(content[:first] + content[second : second + rest])
        done = subprocess.run(
            [
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-noverify",
                "-inform",
                "DER",
                "-in",
                tmp_path / "signature.der",
                "-content",
                tmp_path / "signed",
                "-out",
                "/dev/null",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@needs_poppler
def test_a_flipped_byte_in_the_signed_range_is_refused_by_poppler_and_by_us(tmp_path: Path) -> None:
    content = bytearray(approved())
    place = content.index(b"stream\n", 20_000) + 200
    content[place] ^= 1
    said = run("pdfsig", keep(bytes(content), tmp_path))
    assert "Signature is Valid" not in said
    assert said.count("Signature is Invalid") + said.count("Digest Mismatch") >= 1
    assert refused(bytes(content)) == "The pages or figures are not those that A. Wanjiru signed."


def test_every_place_of_the_file_is_guarded() -> None:
    content = approved()
    gaps = [range(m.start(), m.end()) for m in re.finditer(rb"/Contents <[0-9A-F]+>", content)]
    places = [*range(7, len(content), 4001), *(p for gap in gaps for p in gap[::797])]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1
        assert MAKER.check(bytes(changed)).intact is not Answer.YES, place


@pytest.mark.parametrize(
    ("before", "after"), [(b"00>", b"0 >"), (b"0>", b">>"), (b"000>", b"001>"), (b"A", b"a")]
)
def test_the_place_that_no_signature_can_cover_holds_its_digits_only(before: bytes, after: bytes) -> None:
    content = approved()
    start = content.rindex(b"/Contents <") + 200
    place = content.index(before, start)
    refused(content[:place] + after + content[place + len(before) :])


@pytest.mark.parametrize("more", [b"\n", b"%", b"appended", b"\n%%EOF\n"])
def test_appended_bytes_are_refused(more: bytes) -> None:
    refused(approved() + more)
    refused(certified() + more)


def test_bytes_in_front_are_refused() -> None:
    assert refused(b"x" + approved()) == "This is not a PDF file."


def test_a_file_cut_short_is_refused() -> None:
    for size in (30, 5000, len(certified()) + 10, len(approved()) - 3):
        assert MAKER.check(approved()[:size]).intact is not Answer.YES


def test_without_the_managers_signature_the_file_is_the_clerks_only() -> None:
    found = MAKER.check(approved()[: len(certified())])
    assert found.intact is Answer.YES
    assert [s.role for s in found.signatures] == ["clerk"], "such a file is never approved"


def update(content: bytes, change: Callable[[Any], None]) -> bytes:
    """An incremental update by pyHanko's writer, as an attacker would make it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(content))
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def add_script(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    writer.root["/OpenAction"] = generic.DictionaryObject(
        {
            generic.NameObject("/S"): generic.NameObject("/JavaScript"),
            generic.NameObject("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.update_root()


def add_attachment(writer: Any) -> None:
    from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file

    stored = EmbeddedFileObject.from_file_data(writer, b"{}", mime_type="application/json")
    embed_file(writer, FileSpec("other.json", embedded_data=stored))


def change_figures(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    specification = writer.root["/AF"][0]
    changed = fixtures.small_document(values={"KM_A01": 3}).canonical
    stream = generic.StreamObject(stream_data=changed)
    stream.compress()
    specification["/EF"]["/F"] = specification["/EF"]["/UF"] = writer.add_object(stream)
    writer.update_container(specification)


def change_page(writer: Any) -> None:
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = page.get_object()["/Rotate"].__class__(180)
    writer.mark_update(page)


def change_nothing(writer: Any) -> None:
    writer.update_root()


CHANGES = [add_script, add_attachment, change_figures, change_page, change_nothing]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("signed", [certified, approved])
def test_an_update_after_signing_is_refused(
    change: Callable[[Any], None], signed: Callable[[], bytes]
) -> None:
    refused(update(signed(), change))


@pytest.mark.parametrize("change", CHANGES)
def test_a_manager_cannot_sign_what_was_changed_after_the_clerk(change: Callable[[Any], None]) -> None:
    with pytest.raises(FileRefusedError, match="cannot be signed"):
        MAKER.sign(update(certified(), change), fixtures.manager(), "manager", fixtures.APPROVED)


def foreign_sign(
    content: bytes,
    field: str,
    signer: fixtures.KeySigner,
    change: Callable[[Any], None] | None = None,
    **settings: Any,
) -> bytes:
    """Sign with pyHanko alone, as another program would; ``change`` is part of the signed update."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    from exports.signatures.pdf_sign import PortSigner
    from exports.signatures.pdf_stamp import stamp_style

    style = stamp_style(
        "clerk", "A. Wanjiru", "clerk", signer.certificate, fixtures.COMPLETED, {}, Words("en"), (99, 22)
    )
    given = {
        "certify": True,
        "docmdp_permissions": MDPPerm.FILL_FORMS,
        "subfilter": SigSeedSubFilter.PADES,
        "md_algorithm": "sha256",
    } | settings
    target = BytesIO()
    port = PortSigner(signer.certificate, signer.sign)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    if change is not None:
        change(writer)
    PdfSigner(PdfSignatureMetadata(field_name=field, **given), port, stamp_style=style).sign_pdf(
        writer, output=target
    )
    return target.getvalue()


@pytest.mark.parametrize("change", [change_figures, change_page])
def test_a_manager_who_changes_the_return_while_signing_is_refused(change: Callable[[Any], None]) -> None:
    content = foreign_sign(certified(), "Manager", fixtures.manager(), change, certify=False)
    assert refused(content) == "Something was added to the file or changed in it after A. Wanjiru signed."


def test_a_manager_who_signs_with_another_program_is_taken() -> None:
    content = foreign_sign(certified(), "Manager", fixtures.manager(), certify=False)
    assert MAKER.check(content).intact is Answer.YES, "else the test above shows nothing"


@pytest.mark.parametrize("change", [add_script, add_attachment, change_nothing])
def test_what_a_clerk_adds_before_signing_is_refused_too(change: Callable[[Any], None]) -> None:
    assert "written 3 times" in refused(foreign_sign(update(unsigned(), change), "Clerk", fixtures.clerk()))


@pytest.mark.parametrize(
    ("change", "said"),
    [(add_script, "does not belong in a return"), (add_attachment, "one attachment"), (None, "")],
)
def test_what_a_clerk_builds_in_at_once_is_refused_too(
    change: Callable[[Any], None] | None, said: str
) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(BytesIO(unsigned())), writer_kwargs={"stream_xrefs": False})
    if change is not None:
        change(writer)
    target = BytesIO()
    writer.write(target)
    content = foreign_sign(target.getvalue(), "Clerk", fixtures.clerk())
    if change is None:
        assert MAKER.check(content).intact is Answer.YES, "else this test shows nothing"
    else:
        assert said in refused(content)


@pytest.mark.parametrize(
    ("field", "settings", "said"),
    [
        ("Clerk", {"certify": False}, "does not close the file"),
        ("Clerk", {"docmdp_permissions": "ANNOTATE"}, "does not close the file"),
        ("Clerk", {"subfilter": None}, "not written as this program writes it"),
        ("Manager", {}, "signed by its clerk and then by its manager"),
    ],
)
def test_a_signature_of_another_kind_or_place_is_refused(
    field: str, settings: dict[str, Any], said: str
) -> None:
    from pyhanko.sign.fields import MDPPerm

    if "docmdp_permissions" in settings:
        settings = {"docmdp_permissions": MDPPerm[settings["docmdp_permissions"]]}
    assert said in refused(foreign_sign(unsigned(), field, fixtures.clerk(), **settings))


def test_a_signature_by_another_key_than_the_certificates_is_refused() -> None:
    forged = fixtures.KeySigner(
        fixtures.clerk().person, fixtures.clerk().certificate, fixtures.stranger().key
    )
    content = MAKER.sign(unsigned(), forged, "clerk", fixtures.COMPLETED)
    assert refused(content) == "The signature of A. Wanjiru was not made with the key of its certificate."


def test_a_weak_key_is_refused() -> None:
    weak = fixtures.make_signer("W. Eak", fixtures.Role.CLERK, 1024)
    assert "2048 bits" in refused(MAKER.sign(unsigned(), weak, "clerk", fixtures.COMPLETED))


def with_attachment(attachment: bytes, name: str = "99104_202611_KMMP_TEST_r1.json") -> bytes:
    """A file of ours with other bytes attached, signed by the clerk."""
    document = fixtures.small_document()
    facts = FileFacts("Title", "Office", "en", fixtures.COMPLETED, name, attachment, "figures")
    content = write_pages(set_pages(document, ("clerk", "manager"), Words("en")), facts)
    return foreign_sign(content, "Clerk", fixtures.clerk())


def test_the_same_file_with_its_own_figures_is_taken() -> None:
    assert MAKER.check(with_attachment(fixtures.small_document().canonical)).intact is Answer.YES


@pytest.mark.parametrize(
    ("attachment", "name"),
    [
        (b"", "99104_202611_KMMP_TEST_r1.json"),
        (b"{}", "99104_202611_KMMP_TEST_r1.json"),
        (b"[" * 100_000, "99104_202611_KMMP_TEST_r1.json"),
        (b"\0" * 50_000_000, "99104_202611_KMMP_TEST_r1.json"),
        (fixtures.small_document().canonical + b" ", "99104_202611_KMMP_TEST_r1.json"),
        (
            fixtures.small_document().canonical.replace(
                b'"KM_A01","kind":"number","value":2', b'"KM_A01","kind":"number","value":3'
            ),
            "99104_202611_KMMP_TEST_r1.json",
        ),
        (fixtures.small_document().canonical, "99105_202611_KMMP_TEST_r1.json"),
    ],
)
def test_an_attachment_that_is_not_a_return_is_refused(attachment: bytes, name: str) -> None:
    refused(with_attachment(attachment, name))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.",
        b"PK\x03\x04",
        b"%PDF-1.7\n/ByteRange",
        b"%PDF-1.4\n%%EOF",
        b"%PDF-1.7\n/ByteRange\nstartxref\n99999999\n%%EOF",
    ],
)
def test_garbage_never_raises_and_is_never_intact(content: bytes) -> None:
    assert MAKER.check(content).intact is not Answer.YES


def test_a_huge_file_is_refused_unread() -> None:
    assert "MB" in refused(b"%PDF-1.7" + bytes(30 * 1024 * 1024))


def test_a_file_of_nothing_but_objects_is_refused_at_once() -> None:
    rows = b"".join(b"%010d 00000 n \n" % 20 for _ in range(200_000))
    body = b"%PDF-1.7\n/ByteRange 1 0 obj\n<<>>\nendobj\n"
    table = b"xref\n0 200000\n%strailer\n<</Size 200000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        rows,
        len(body),
    )
    assert MAKER.check(body + table).intact is Answer.NO


def test_steps_out_of_order_are_refused_in_words() -> None:
    clerk, manager = fixtures.clerk(), fixtures.manager()
    with pytest.raises(RefusedError, match="clerk has not signed"):
        MAKER.sign(unsigned(), manager, "manager", fixtures.APPROVED)
    with pytest.raises(RefusedError, match="clerk has signed this file already"):
        MAKER.sign(certified(), clerk, "clerk", fixtures.COMPLETED)
    with pytest.raises(RefusedError, match="manager has signed this file already"):
        MAKER.sign(approved(), manager, "manager", fixtures.APPROVED)
    with pytest.raises(RefusedError, match="not by the officer"):
        MAKER.sign(certified(), manager, "officer", fixtures.APPROVED)
    alone = MAKER.sign(
        MAKER.build(fixtures.small_document(), signers=("clerk",)), clerk, "clerk", fixtures.COMPLETED
    )
    with pytest.raises(RefusedError, match="no place for the signature of the manager"):
        MAKER.sign(alone, manager, "manager", fixtures.APPROVED)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"])
def test_a_file_of_another_program_is_not_signed(content: bytes) -> None:
    with pytest.raises(FileRefusedError):
        MAKER.sign(content, fixtures.clerk(), "clerk", fixtures.COMPLETED)


def test_a_file_for_one_signer_is_whole_with_it() -> None:
    alone = MAKER.build(fixtures.small_document(), signers=("clerk",))
    found = MAKER.check(MAKER.sign(alone, fixtures.clerk(), "clerk", fixtures.COMPLETED))
    assert found.intact is Answer.YES
