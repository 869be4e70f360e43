"""Two thousand broken files of each format: none is taken for what it was with other data, none crashes us.

Half of the workbooks are broken inside a part and packed again, past the checksums of the container; half
of the PDFs are broken where the last signature and the tables of contents stand. A minute of one processor
for both formats (53 s measured); every run breaks the same places.
"""

import random

import exports_fixtures as fixtures
import pytest

from exports.pdf import PdfMaker
from exports.signatures.opc import read_package, write_package
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.verdict import Answer

MAKERS = {maker.kind: maker for maker in (WorkbookMaker(), PdfMaker())}
CHUNK, CHUNKS = 250, 8


@pytest.fixture(scope="module")
def whole():
    found = {}
    for kind, maker in MAKERS.items():
        clerk = maker.sign(
            maker.build(fixtures.small_document()), fixtures.clerk(), "clerk", fixtures.COMPLETED
        )
        found[kind] = maker.sign(clerk, fixtures.manager(), "manager", fixtures.APPROVED)
    return found


def broken(content, chance, start=0):
    """One thing done to bytes: a bit or a byte changed, some put in, taken out, doubled, or cut off."""
    at = chance.randrange(start, len(content))
    length = chance.choice((1, 1, 2, 8, 100))
    match chance.randrange(8):
        case 0 | 1 | 2:
            return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        case 3 | 4:
            return content[:at] + chance.randbytes(1) + content[at + 1 :]
        case 5:
            return content[:at] + chance.randbytes(length) + content[at:]
        case 6:
            return content[:at] + content[at + length :]
        case _:
            return content[:at] + content[at : at + length] * 2 + content[at + length :]


def broken_xlsx(content, chance):
    if chance.randrange(2):
        return broken(content, chance)
    parts = read_package(content)
    name = chance.choice([name for name, part in parts.items() if part])
    return write_package(parts | {name: broken(parts[name], chance)})


def broken_pdf(content, chance):
    """Before the manager's update, anything; after it, dictionaries, digits of the signature, tables."""
    return broken(content, chance, content.rindex(b"%%EOF", 0, -10) if chance.randrange(2) else 0)


BREAK = {"xlsx": broken_xlsx, "pdf": broken_pdf}


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("kind", BREAK)
def test_a_broken_file_is_never_taken_for_another(whole, kind, chunk):
    chance = random.Random(f"{kind} {chunk}")
    maker, content = MAKERS[kind], whole[kind]
    sound = maker.check(content)
    assert sound.intact is Answer.YES
    refused = 0
    for number in range(CHUNK):
        found = BREAK[kind](content, chance)
        check = maker.check(found)
        if check.intact is Answer.YES:
            assert check.data == sound.data, (chunk, number)
            assert check == sound or found == content[: len(found)], (chunk, number)
        else:
            assert check.data is None
            assert check.problems
            refused += found != content
    assert refused >= CHUNK * 0.9
