"""Files that were damaged or made up: only errors of our own, each with a sentence."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from entry_book_office import blank_desk
from office_fixtures import office_template

import wiring
from exports.entry_book_read import read_entry_book
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.entry_book_files import EntryBook

__all__ = ["blank_desk", "office_template"]

FILES = 300


def flipped(rng, content):
    """Some bytes of the packed file changed, doubled or taken out."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data))
        match rng.randrange(3):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                del data[at : at + rng.randint(1, 50)]
            case _:
                data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 20)))
    return bytes(data)


WORDS = (
    b"<f>1+1</f>",
    b"<v>1e999</v>",
    b"<v>NaN</v>",
    b'r="A0"',
    b'r="ZZZ9999999"',
    b't="s"',
    b't="e"',
    b's="99999"',
    b"<",
    b">",
    b"&",
    b'"',
    b"\xff",
    b"kmmp",
    b"",
    b"<!--x-->",
    b"</row>",
    b'state="veryHidden"',
)


def rewritten(rng, content):
    """A part of the package with pieces of its text changed, packed whole again."""
    source = zipfile.ZipFile(io.BytesIO(content))
    names = source.namelist()
    chosen = rng.choice(
        [n for n in names if n.startswith(("xl/work", "xl/styles", "docProps/custom", "xl/_rels"))]
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in names:
            part = source.read(name)
            if name == chosen:
                if rng.random() < 0.08:
                    continue
                data = bytearray(part)
                for _ in range(rng.randint(1, 4)):
                    at = rng.randrange(len(data))
                    data[at : at + rng.randint(0, 12)] = rng.choice(WORDS)
                part = bytes(data)
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("kind", [flipped, rewritten])
def test_a_mutated_file_is_read_or_refused_and_nothing_else(blank_desk, tmp_path, kind, office_forms):
    content = blank_desk[1].read_bytes()
    rng = random.Random(f"{kind.__name__} 3")
    refused = []
    for number in range(FILES // 2):
        path = tmp_path / "mutated.xlsx"
        path.write_bytes(kind(rng, content))
        try:
            assert isinstance(read_entry_book(path, office_forms), EntryBook), number
        except FileRefusedError as error:
            refused.append(error)
    assert len(refused) > FILES // 8
    assert all(str(error.message) for error in refused)
    assert all(str(error.hint) for error in refused)


@pytest.fixture
def office_forms():
    return wiring.forms_of(Path("nowhere"))
