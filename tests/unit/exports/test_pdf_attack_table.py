"""Twenty-four attacks on a signed PDF, by name: what we answer, and what poppler's pdfsig says.

pdfsig has no root to trust here; it tells whether each signature holds, and whether the last covers the
whole file. It calls a signature valid where something was added after it, as long as the old bytes stand.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO

import exports_fixtures as fixtures
import pytest
from attack_files import MAKERS, Attack, World, answers, words

from exports.page_file import FileFacts, write_pages
from exports.page_setting import set_pages
from exports.page_words import Words

maker = MAKERS["pdf"]


def update(content, change: Callable):
    """An incremental update by pyHanko's writer, as an attacker would make it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(content))
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def afterwards(change: Callable):
    """Done to the file that both have signed."""
    return lambda world: update(world.file("pdf"), change)


def by_pyhanko(content, field, signer, change: Callable | None = None, **settings):
    """Signed with pyHanko alone, as another program would; ``change`` is part of the signed update."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    from exports.signatures.pdf_sign import PortSigner
    from exports.signatures.pdf_stamp import stamp_style

    look = stamp_style(
        "clerk", "A", "clerk", signer.certificate, fixtures.COMPLETED, {}, Words("en"), (99, 22)
    )
    given = {
        "certify": field == "Clerk",
        "docmdp_permissions": MDPPerm.FILL_FORMS,
        "subfilter": SigSeedSubFilter.PADES,
        "md_algorithm": "sha256",
    } | settings
    port = PortSigner(signer.certificate, signer.sign)
    for more in given.pop("chain", ()):
        port.cert_registry.register(more)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    if change is not None:
        change(writer)
    target = BytesIO()
    PdfSigner(PdfSignatureMetadata(field_name=field, **given), port, stamp_style=look).sign_pdf(
        writer, existing_fields_only=True, output=target
    )
    return target.getvalue()


def replace_page(writer):
    """What the first page shows is drawn anew."""
    from pyhanko.pdf_utils import generic

    page, _ = writer.find_page_for_modification(0)
    drawn = generic.StreamObject(stream_data=b"BT /F1+0 20 Tf 100 700 Td (64) Tj ET")
    page.get_object()["/Contents"] = writer.add_object(drawn)
    writer.mark_update(page)


def add_annotation(writer):
    from pyhanko.pdf_utils import generic

    name = generic.NameObject
    note = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/FreeText"),
            name("/Contents"): generic.TextStringObject("64"),
            name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (300, 400, 340, 420))),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))


def add_attachment(writer):
    from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file

    stored = EmbeddedFileObject.from_file_data(writer, b"{}", mime_type="application/json")
    embed_file(writer, FileSpec("other.json", embedded_data=stored))


def swap_attachment(writer):
    from pyhanko.pdf_utils import generic

    specification = writer.root["/AF"][0]
    stream = generic.StreamObject(stream_data=fixtures.small_document(values={"KM_A01": 3}).canonical)
    stream.compress()
    specification["/EF"]["/F"] = specification["/EF"]["/UF"] = writer.add_object(stream)
    writer.update_container(specification)


def add_script(writer):
    from pyhanko.pdf_utils import generic

    name = generic.NameObject
    script = {name("/S"): name("/JavaScript"), name("/JS"): generic.TextStringObject("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject(script)
    writer.update_root()


def flipped(world):
    """A byte within the drawing of a page."""
    content = bytearray(world.file("pdf"))
    content[content.index(b"stream\n", 20_000) + 200] ^= 1
    return bytes(content)


def chained(world, *, flip=False):
    """The clerk's signature with the office's certificate beside it, whole or with a flipped byte."""
    from asn1crypto import x509

    office = x509.Certificate.load(world.clerk.chain[1])
    content = by_pyhanko(maker.build(world.document(world.clerk)), "Clerk", world.clerk, chain=(office,))
    if flip:
        found = office.dump().hex().encode()[-40:]
        at = content.lower().rindex(found)
        content = content[:at] + (b"0" if content[at : at + 1] != b"0" else b"1") + content[at + 1 :]
    return content


def manager_signs_changed(world):
    return by_pyhanko(world.prepared("pdf"), "Manager", world.manager, replace_page)


def byte_range(new):
    """The clerk's ByteRange written anew in the same room."""

    def build(world):
        content = world.prepared("pdf")
        old = re.search(rb"/ByteRange \[[^\]]*\]", content)
        written = b"/ByteRange " + new(old[0])
        return content.replace(old[0], written + b" " * (len(old[0]) - len(written)))

    return build


def shorter(old):
    """Covers the same up to the last thousand bytes."""
    numbers = [int(n) for n in re.findall(rb"\d+", old)]
    return b"[0 %d %d %d]" % (numbers[1], numbers[2], numbers[3] - 1000)


def zero_contents(world):
    content = world.file("pdf")
    return re.sub(rb"(?<=/Contents <)[0-9A-F]+(?=>)", lambda found: b"0" * len(found[0]), content)


def in_the_gap(world):
    """Bytes where no signature can cover them: beside the digits of the signature."""
    content = world.file("pdf")
    at = content.rindex(b"0" * 64 + b">") + 62  # "00>" alone may stand in the file's id too
    return content[:at] + b"/A" + content[at + 2 :]


def injected(world):
    """Bytes put in the middle: everything behind them moves."""
    content = world.file("pdf")
    at = content.index(b"\nendobj", 30_000)
    return content[:at] + b"\n% hello, evil" + content[at:]


def bomb(world):
    """An attachment of 600 MB of nothing, packed, signed by the true clerk."""
    document = world.document(world.clerk)
    facts = FileFacts(
        "Title", "Office", "en", fixtures.COMPLETED, f"{document.name}.json", b"\0" * 300_000_000, "figures"
    )
    content = write_pages(set_pages(document, ("clerk", "manager"), Words("en")), facts)
    return by_pyhanko(content, "Clerk", world.clerk)


def clerk_signs_both(world):
    return maker.sign(world.prepared("pdf"), world.clerk, "manager", fixtures.APPROVED)


def figures_of_another(world):
    """Pages of one return, data of another, properly signed by the clerk's own tools."""
    return by_pyhanko(update(maker.build(world.document(world.clerk)), swap_attachment), "Clerk", world.clerk)


DAMAGED = "damaged or was changed"
FOREIGN = "not written as this program writes it"
ADDED = "added to the file or changed in it after"
WRITTEN = "The file was written 4 times but carries 2 signatures"

ATTACKS = {
    "p01 signed by the clerk": Attack(lambda w: w.prepared("pdf"), "not approved", "yes yes no"),
    "p02 signed by both": Attack(lambda w: w.file("pdf"), "all 22 cells", "yes yes yes"),
    "p03 a byte of a page flipped": Attack(flipped, "not those that Achieng Wanjiru signed"),
    "p04 a certificate more in the signature": Attack(chained, FOREIGN),
    "p05 a byte flipped in that certificate": Attack(lambda w: chained(w, flip=True), FOREIGN),
    "p06 a page replaced": Attack(afterwards(replace_page), WRITTEN),
    "p07 a note laid over a page": Attack(afterwards(add_annotation), WRITTEN),
    "p08 a second attachment": Attack(afterwards(add_attachment), WRITTEN),
    "p09 the attachment swapped": Attack(afterwards(swap_attachment), WRITTEN),
    "p10 a script that runs on opening": Attack(afterwards(add_script), WRITTEN),
    "p11 back to what the clerk had signed": Attack(
        lambda w: w.file("pdf")[: len(w.prepared("pdf"))], "not approved", "yes yes no"
    ),
    "p12 a page changed, then signed by the manager": Attack(manager_signs_changed, ADDED),
    "p13 no ByteRange": Attack(byte_range(lambda old: b"null"), DAMAGED),
    "p14 a ByteRange that ends early": Attack(byte_range(shorter), "not those that Achieng Wanjiru signed"),
    "p15 nothing in place of the signatures": Attack(zero_contents, DAMAGED),
    "p16 bytes where no signature covers them": Attack(in_the_gap, DAMAGED),
    "p17 bytes put in the middle": Attack(injected, DAMAGED),
    "p18 bytes behind the end": Attack(lambda w: w.file("pdf") + b"\n%%EOF\n", DAMAGED),
    "p19 an attachment that unpacks to 300 MB": Attack(bomb, "larger than the figures of any return"),
    "p20 a root of the same name": Attack(
        lambda w: w.file("pdf", *w.impostors), "claims to come from the programme", "yes no yes"
    ),
    "p21 a manager's certificate that the clerk made": Attack(
        lambda w: w.file("pdf", manager=w.minted(w.manager)), "identity not confirmed", "yes - yes"
    ),
    "p22 a clerk who was revoked": Attack(lambda w: w.file("pdf", clerk=w.gone), "was revoked", "yes no yes"),
    "p23 the clerk signs for the manager too": Attack(
        clerk_signs_both, "signed as manager, but", "yes no no"
    ),
    "p24 another return's figures attached before signing": Attack(figures_of_another, "written 3 times"),
}

PDFSIG = {
    (1, 1): "p01 p04 p05 p11 p19 p24",
    (2, 1): "p02 p12 p20 p21 p22 p23",
    (2, 0): "p06 p07 p08 p09 p10 p16 p18",
    (0, 1): "p03",
    (0, 0): "p13 p14 p15 p17",
}
"""How many signatures it calls valid, and whether it finds the whole file signed."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


def test_there_are_twenty_four():
    assert len(ATTACKS) == 24
    assert len({name[:3] for name in ATTACKS}) == 24


@pytest.mark.parametrize("name", ATTACKS)
def test_our_answer(world, name):
    attack = ATTACKS[name]
    verdict = world.judge(attack.build(world))
    assert (answers(verdict), attack.said in words(verdict)) == (attack.answers, True), words(verdict)
    assert verdict.is_approved == (attack.answers == "yes yes yes")
    assert (verdict.data is not None) == attack.answers.startswith("yes")


def pdfsig(content, folder):
    path = folder / "a.pdf"
    path.write_bytes(content)
    run = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False)
    said = run.stdout + run.stderr
    return said.count("Signature is Valid"), said.count("Total document signed")


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("name", ATTACKS)
def test_what_pdfsig_says(world, name, tmp_path):
    [expected] = [said for said, names in PDFSIG.items() if name[:3] in names.split()]
    assert pdfsig(ATTACKS[name].build(world), tmp_path) == expected
