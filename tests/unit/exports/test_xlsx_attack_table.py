"""Forty attacks on a signed workbook, by name: what we answer, and what xmlsec1 counts.

xmlsec1 sees one signature and the files of an unpacked folder: it cannot know of parts that nobody signed,
of two files in one container, or of whom to trust. It says OK for most of these, also where the manifest
does not hold.
"""

import base64
import html
import re
import shutil
import struct
import subprocess
import warnings
import zlib
from pathlib import Path

import exports_fixtures as fixtures
import pytest
from attack_files import (
    SHEET,
    SIG1,
    SIG2,
    Attack,
    World,
    added,
    answers,
    by_the_clerk,
    changed,
    entries,
    parts,
    words,
    zipped,
)

from exports.signatures import ooxml_sign, ooxml_template
from exports.signatures import ooxml_structure as structure
from exports.signatures.opc import write_package

TYPES, ROOT_RELS, BOOK_RELS = structure.CONTENT_TYPES, structure.ROOT_RELS, structure.WORKBOOK_RELS
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FIGURE = (b"<v>46</v>", b"<v>64</v>")


def evil_sheet(world):
    return parts(world)[SHEET].replace(*FIGURE)


def second(world, *, last):
    pairs = entries(world.file("xlsx"))
    evil = [(SHEET, evil_sheet(world))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return zipped(pairs + evil if last else evil + pairs)


def other_local_name(world):
    content = world.file("xlsx")
    at = content.index(SHEET.encode())
    return content[:at] + SHEET.replace("1", "9").encode() + content[at + len(SHEET) :]


def unicode_path(world):
    """An extra field that gives each part another name to readers that honour it."""
    name = b"xl/worksheets/evil.xml"
    field = struct.pack("<BL", 1, zlib.crc32(SHEET.encode())) + name
    return zipped(entries(world.file("xlsx")), struct.pack("<HH", 0x7075, len(field)) + field)


def stripped(world):
    kept = {n: c for n, c in parts(world).items() if not n.startswith("_xmlsignatures")}
    return write_package(kept | structure.structure(6, 0))


def without_the_manager(world):
    kept = {n: c for n, c in parts(world).items() if n != SIG2}
    return write_package(kept | structure.structure(6, 1))


def bomb_of_entities(found):
    entity = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    text = f'<?xml version="1.0"?><!DOCTYPE x [{entity}]><worksheet>&a8;</worksheet>'
    found[SHEET] = text.encode()


def unsigned_bomb(world):
    found = parts(world)
    bomb_of_entities(found)
    return write_package(found)


def zip_bomb(world):
    """A part that says it unpacks to 300 MB."""
    return write_package(parts(world) | {"xl/media/a.xml": bytes(300_000_000)})


def moved_manifest(world):
    """What LibreOffice 7.4 accepts: the signed manifest goes elsewhere, an empty one takes its place."""
    found = parts(world)
    package = re.search(rb'<Object Id="idPackageObject">.*?</Object>', found[SIG1])[0]
    forged = b"<Object><Manifest></Manifest></Object><Object>" + package + b"</Object>"
    found[SIG1] = found[SIG1].replace(package, forged)
    return write_package(found | {SHEET: evil_sheet(world)})


def swapped_certificate(world):
    old, new = (base64.b64encode(one.certificate) for one in (world.clerk, world.manager))
    return changed(SIG1, old, new)(world)


def covers_a_part(world):
    """A signature of the true clerk that leaves the sheet with the figures out."""
    found = {n: c for n, c in parts(world).items() if not n.startswith("_xmlsignatures")}
    found |= structure.structure(6, 1) | {SIG1: b""}
    listed = tuple(one for one in ooxml_template.covered(found, 6) if one[0] != SHEET)
    statement = ooxml_template.Statement(
        listed, ooxml_sign.describe(world.clerk.certificate), "clerk", fixtures.COMPLETED
    )
    found[SIG1] = statement.part(world.clerk.sign(statement.signed_info()))
    order = structure.part_names(6, 1)
    return write_package({name: found[name] for name in order})


def external_link(found):
    sheet = found[SHEET]
    found[SHEET] = sheet.replace(
        b"<printOptions",
        b'<hyperlinks><hyperlink ref="A1" location="http://evil"/></hyperlinks><printOptions',
        1,
    )


CHANGED = 'sheet "Return" is not what was signed'
NOT_OURS = "is not what this program writes"
SIGNATURE = "The signature itself was changed after signing."

ATTACKS = {
    "x01 nothing done to it": Attack(lambda w: w.file("xlsx"), "all 22 cells", "yes yes yes"),
    "x02 a cell changed": Attack(changed(SHEET, *FIGURE), CHANGED),
    "x03 SignatureValue changed": Attack(
        changed(SIG1, b"<SignatureValue>", b"<SignatureValue>AAAA"), "does not fit"
    ),
    "x04 role changed": Attack(
        changed(SIG1, b"ClaimedRole>clerk", b"ClaimedRole>manager"), "made as manager"
    ),
    "x05 time changed": Attack(
        changed(SIG1, b"SigningTime>2026-12-03", b"SigningTime>2026-11-03"), SIGNATURE
    ),
    "x06 comment changed": Attack(
        changed(SIG1, b"Prepared from the paper return", b"Reviewed and approved by me!!!"), SIGNATURE
    ),
    "x07 an external link that nobody signed": Attack(
        added("xl/externalLinks/externalLink1.xml"), "which no return has"
    ),
    "x08 an external relationship": Attack(
        changed(
            BOOK_RELS,
            b'<Relationship Id="rId1"',
            b'<Relationship Id="rId99" Target="http://evil/x" TargetMode="External" Type="'
            + OFFICE
            + b'externalLink"></Relationship><Relationship Id="rId1"',
        ),
        NOT_OURS,
    ),
    "x09 a part that nobody signed": Attack(added("customXml/item1.xml"), "which no return has"),
    "x10 a macro project": Attack(added("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "which no return has"),
    "x11 the workbook's type says macros": Attack(
        changed(TYPES, b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"), NOT_OURS
    ),
    "x12 the type of a sheet changed": Attack(
        changed(TYPES, b"spreadsheetml.worksheet+xml", b"spreadsheetml.chartsheet+xml"), NOT_OURS
    ),
    "x13 a second workbook before the signed one": Attack(
        changed(
            ROOT_RELS,
            b'<Relationship Id="rId1"',
            b'<Relationship Id="rId0" Target="xl/evil.xml" TargetMode="Internal" Type="'
            + OFFICE
            + b'officeDocument"></Relationship><Relationship Id="rId1"',
        ),
        NOT_OURS,
    ),
    "x14 a relationship leads elsewhere": Attack(
        changed(BOOK_RELS, b"worksheets/sheet1.xml", b"worksheets/sheet2.xml"), NOT_OURS
    ),
    "x15 an Id of a relationship twice": Attack(changed(BOOK_RELS, b'Id="rId2"', b'Id="rId1"'), NOT_OURS),
    "x16 a part twice, the evil one last": Attack(lambda w: second(w, last=True), "The part"),
    "x17 a part twice, the evil one first": Attack(lambda w: second(w, last=False), "The part"),
    "x18 a name that differs in case": Attack(
        lambda w: write_package(parts(w) | {SHEET.replace("sheet1", "Sheet1"): evil_sheet(w)}), "twice"
    ),
    "x19 bytes in front": Attack(lambda w: b"PK\x03\x04" + w.file("xlsx"), "table of contents"),
    "x20 bytes behind": Attack(lambda w: w.file("xlsx") + b"\0", "something was added after it"),
    "x21 another name in the local header": Attack(other_local_name, "described in two ways"),
    "x22 a second name in an extra field": Attack(unicode_path, "packed in another way"),
    "x23 every signature taken away": Attack(stripped, "no signature in this file", "- - -"),
    "x24 the manager's signature taken away": Attack(without_the_manager, "not approved", "yes yes no"),
    "x25 a root of the same name": Attack(
        lambda w: w.file("xlsx", *w.impostors), "claims to come from the programme", "yes no yes"
    ),
    "x26 a manager's certificate that the clerk made": Attack(
        lambda w: w.file("xlsx", manager=w.minted(w.manager)), "identity not confirmed", "yes - yes"
    ),
    "x27 a clerk who was revoked": Attack(
        lambda w: w.file("xlsx", clerk=w.gone), "was revoked", "yes no yes"
    ),
    "x28 a clerk's certificate that had run out": Attack(
        lambda w: w.file("xlsx", clerk=w.old), "run out", "yes no yes"
    ),
    "x29 a document type in the signature": Attack(
        changed(SIG1, b"<Signature ", b'<!DOCTYPE x [<!ENTITY a "b">]><Signature '), SIGNATURE
    ),
    "x30 a bomb of entities in a sheet": Attack(unsigned_bomb, "is not what was signed"),
    "x31 the same bomb, signed by the clerk": Attack(by_the_clerk(bomb_of_entities), "document type"),
    "x32 a zip bomb of 300 MB": Attack(zip_bomb, "too large"),
    "x33 the signed manifest moved, an empty one in its place": Attack(moved_manifest, CHANGED),
    "x34 an Id twice in the signature": Attack(
        changed(SIG1, b'Id="idOfficeObject"', b'Id="idPackageObject"'), SIGNATURE
    ),
    "x35 another's certificate under the signature": Attack(swapped_certificate, "signature"),
    "x36 HMAC in place of RSA": Attack(changed(SIG1, b"more#rsa-sha256", b"more#hmac-sha256"), SIGNATURE),
    "x37 SHA-1 in place of SHA-256": Attack(
        changed(SIG1, b"http://www.w3.org/2001/04/xmlenc#sha256", b"http://www.w3.org/2000/09/xmldsig#sha1"),
        SIGNATURE,
    ),
    "x38 a signature over all but the figures": Attack(covers_a_part, CHANGED),
    "x39 a link to the outside, signed by the clerk": Attack(
        by_the_clerk(external_link), "holds something that no return has: hyperlinks"
    ),
    "x40 the document properties changed": Attack(
        changed(structure.CORE, b"<dc:title>", b"<dc:title>Evil "), "document properties"
    ),
}

XMLSEC1 = {
    (
        "3/3 11/11",
        0,
    ): "x01 x07 x08 x09 x10 x11 x12 x13 x17 x18 x19 x20 x22 x24 x25 x26 x27 x28 x29 x31 x39 x40",
    ("3/3 11/11", 1): "x03 x35",
    ("3/3 10/11", 0): "x02 x14 x15 x16 x30",
    ("3/3 9/10", 0): "x38",
    ("3/3 0/0", 0): "x33",
    ("2/3 11/11", 1): "x04 x05",
    ("1/2 11/11", 1): "x06",
    ("0/1 11/11", 1): "x37",
    ("0/0 11/11", 1): "x36",
    ("0/0 0/0", 1): "x34",
}
"""References of the clerk's signature and of its manifest, good of all, and the exit code."""
NOT_ASKED = {"x21": "no zip program unpacks it", "x23": "no signature", "x32": "300 MB to unpack"}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


def test_there_are_forty():
    assert len(ATTACKS) == 40
    assert len({name[:3] for name in ATTACKS}) == 40


@pytest.mark.parametrize("name", ATTACKS)
def test_our_answer(world, name):
    attack = ATTACKS[name]
    verdict = world.judge(attack.build(world))
    assert (answers(verdict), attack.said in words(verdict)) == (attack.answers, True), words(verdict)
    assert verdict.is_approved == (attack.answers == "yes yes yes")
    assert (verdict.data is not None) == attack.answers.startswith("yes")


def xmlsec(content, folder: Path):
    for name, data in entries(content):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    signature = folder / SIG1
    command = [
        "xmlsec1",
        "--verify",
        "--insecure",
        "--id-attr:Id",
        "Object",
        "--id-attr:Id",
        "SignedProperties",
    ]
    for uri in re.findall(r'URI="(/[^"]+)"', signature.read_text()):
        command += [f"--url-map:{html.unescape(uri)}", str(folder / uri.split("?")[0][1:])]
    run = subprocess.run([*command, str(signature)], capture_output=True, text=True, check=False)
    return " ".join(re.findall(r"References \(ok/all\): (\d+/\d+)", run.stdout + run.stderr)), run.returncode


@pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="xmlsec1 is not installed")
@pytest.mark.parametrize("name", [name for name in ATTACKS if name[:3] not in NOT_ASKED])
def test_what_xmlsec1_counts(world, name, tmp_path):
    [expected] = [counted for counted, names in XMLSEC1.items() if name[:3] in names.split()]
    assert xmlsec(ATTACKS[name].build(world), tmp_path) == expected
