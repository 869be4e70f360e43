"""10,000 files that were damaged or made up, through every door: an answer or a sentence, never a crash.

The time of a run is bounded by the number of files. ``KMMP_FUZZ_SEED`` gives other files.
"""

import io
import os
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from import_doors import doors

from kmmp_desktop.errors import KmmpError

SEED = os.environ.get("KMMP_FUZZ_SEED", "5")
TABLES = ["facilities.csv", "facilities.xlsx", "entry.xlsx", "rules.json", "mapping.csv"]
SCANS = ["scan.pdf", "scan.png", "scan.jpg"]
SIGNED = ["card", "trust", "receipt", "questions", "recall"]
DOORS = [*TABLES, "form.yaml", *SCANS, "database.json", *SIGNED]
PIECES = [
    *(bytes([code]) for code in b"\x00'\",;\t\r\n<>&{}[]"),
    *(
        b"",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"]]>",
        b"=1+1",
        b"@SUM(A1)",
        b"-1",
        b"1e999",
        b"NaN",
        b"-0",
        b"9" * 40,
    ),
    *(
        b"null",
        b"true",
        b"!!python/object:os.system",
        b"&a [*a]",
        b"*a",
        b"<<: *a",
        b"%PDF-1.7",
        b"PK\x03\x04",
    ),
    *(b"../../etc/passwd", b"C:\\CON", "\u202eabc".encode(), "\u00e9".encode("cp1252"), b"\xed\xa0\x80"),
    *(b"\\ud800", b"\\u0000", b"A" * 10_000, b"/Length 999999999", b"obj<</Kids[1 0 R]>>", b"IDAT", b"IHDR"),
]


def changed(rng, content, others):
    """One of the ways in which a file goes wrong, or is made to."""
    data = bytearray(content)
    if content.startswith(b"PK") and rng.random() < 0.5:
        return _repacked(rng, content)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(8):
            case 0 if data:
                data[at % len(data)] ^= 1 << rng.randrange(8)
            case 1:
                del data[at : at + rng.choice((1, 3, 50, 5000))]
            case 2:
                data[at:at] = rng.randbytes(rng.randint(1, 30))
            case 3 | 4:
                data[at : at + rng.choice((0, 1, 8))] = rng.choice(PIECES)
            case 5:
                piece = data[at : at + rng.choice((10, 200, 3000))]
                data[at:at] = piece * rng.randint(1, 5)
            case 6 if rng.random() < 0.3:
                del data[at:]
            case 7 if rng.random() < 0.3:
                other = rng.choice(others)
                cut = rng.randrange(len(other))
                data[at:] = other[cut : cut + 20_000]
    return bytes(data)


def _repacked(rng, content):
    """A part of the package changed inside, and packed whole again."""
    source = zipfile.ZipFile(io.BytesIO(content))
    chosen = rng.choice(source.namelist())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = bytearray(source.read(name))
            if name == chosen and part:
                for _ in range(rng.randint(1, 4)):
                    at = rng.randrange(len(part))
                    part[at : at + rng.randint(0, 12)] = rng.choice(PIECES)
            target.writestr(name, bytes(part))
    return out.getvalue()


@pytest.fixture
def all_doors(office, tmp_path):
    found = doors(office, tmp_path)
    assert sorted(found) == sorted(DOORS)
    assert sum(door.files for door in found.values()) >= 10_000
    return found


@pytest.mark.parametrize("name", DOORS)
def test_a_fuzzed_file_gives_an_answer_or_a_sentence_and_changes_nothing(all_doors, office, tmp_path, name):
    door, rng = all_doors[name], random.Random(f"{name} {SEED}")
    others = [other.content for other in all_doors.values()]
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / f"fuzzed.{name.rpartition('.')[2]}"
    path.write_bytes(door.content)
    if name not in SIGNED:  # these are of nobody whom the office knows
        door.take(path)
    before = _everything(office)
    refused = 0
    for number in range(door.files):
        path.write_bytes(changed(rng, door.content, others))
        try:
            door.take(path)
        except KmmpError as error:
            refused += 1
            said = str(error.message)
            assert said, number
            assert max(map(len, said.splitlines())) < 500, (number, said[:800])
        except Exception as error:
            kept = tmp_path / f"{name}.{number}"
            kept.write_bytes(path.read_bytes())
            raise AssertionError(f"file {number} of seed {SEED}, kept as {kept}") from error
    assert refused > door.files // 20
    assert _everything(office) == before


def _everything(office):
    with office.work() as work:
        return (
            work.people.all(),
            work.facilities.all(),
            work.trust.newest(),
            work.letters.all("receipt", False),
            work.audit.head("office"),
        )


def test_two_at_once_do_not_get_in_each_others_way(all_doors, office, tmp_path):
    """A folder is read on several threads: what one file does must not reach the next."""
    door = all_doors["facilities.xlsx"]
    rng = random.Random(SEED)
    paths = []
    for number in range(60):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(door.content if number % 2 else changed(rng, door.content, [door.content]))

    def take(path):
        try:
            return len(door.take(path).new)
        except KmmpError as error:
            return str(error.message)

    one_by_one = [take(path) for path in paths]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(take, paths)) == one_by_one
    assert set(one_by_one[1::2]) == {40}
