"""What is signed once must hold for ever: the written forms that no version may change."""

import hashlib
from pathlib import Path

import exports_fixtures as fixtures
import pytest

from exports.signatures.ooxml_structure import structure
from exports.signatures.ooxml_template import Certificate, Statement, digest
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.verdict import Answer

FIRST = Path(__file__).with_name("test_ooxml_first_version.xlsx")
"""A return of the small form that version 0.1.0 built; its keys were thrown away."""

PARTS = (
    ("_rels/.rels", b"a"),
    ("xl/_rels/workbook.xml.rels", b"b"),
    ("xl/workbook.xml", b"c"),
    ("xl/worksheets/sheet1.xml", b"d"),
)


def test_a_workbook_that_the_first_version_signed_still_holds():
    check = WorkbookMaker().check(FIRST.read_bytes())
    assert (check.intact, check.problems) == (Answer.YES, ())
    assert [(s.role, s.name) for s in check.signatures] == [("clerk", "A. Wanjiru"), ("manager", "P. Otieno")]
    assert check.data["cells"] == fixtures.small_document().data["cells"]


@pytest.mark.parametrize(
    ("role", "part", "signed"),
    [
        (
            "clerk",
            "d6a8d83e781ed4e0b2e9d4aa84fb0821b3b6490b92e50750a6d3e8ccb9fb5687",
            "cc3d56a3e292ac32044a03f4c069428a3ea690d425fbee206eed19657bfd65c3",
        ),
        (
            "manager",
            "276cf993010d161402a3837460817821ddb458b3e59fc108286784a7ed28003a",
            "2416cc4616360034cd058420562522ca8ee9ce3c3bb79b735aceb41b9133f8dc",
        ),
    ],
)
def test_the_signature_template_is_frozen(role, part, signed):
    statement = Statement(
        tuple((name, digest(content)) for name, content in PARTS),
        Certificate(b"der", "CN=A & B, C=KE", 7),
        role,
        fixtures.COMPLETED,
    )
    assert hashlib.sha256(statement.part(b"value")).hexdigest() == part
    assert hashlib.sha256(statement.signed_info()).hexdigest() == signed


def test_the_parts_that_describe_others_are_frozen():
    assert (
        hashlib.sha256(b"".join(structure(6, 2).values())).hexdigest()
        == "478c919e02b5d96775065a7701fdd4289a7fbd6df8635f0862fa593f05e521f1"
    )
