"""Every door through which a file of somebody else comes in, with a real file that fits through it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from form_builders import form_with
from office_fixtures import FULL, NOVEMBER, NYOTA, Office
from openpyxl import Workbook
from scan_files import pdf

from exports.dhis2_rules import DhisRules, write_rules
from forms.reader import read_form
from kmmp_desktop.services.connection_file import read_connection
from kmmp_desktop.services.facilities import guess_columns
from kmmp_desktop.services.pack_files import read_pack
from kmmp_desktop.services.rule_exchange import MappingTable
from kmmp_desktop.services.sealed_files import seal

FORM = form_with()
MAPPING = MappingTable({key: f"de{n:09}.co{n:09}" for n, key in enumerate(FORM.entry_cells)})
SMALL_FORM = Path(__file__).parent / "fixtures" / "forms" / "small.yaml"
LETTERS = ("receipt", "questions", "recall")


@dataclass(frozen=True)
class Door:
    """``take`` reads a file as the program does when somebody chooses it."""

    name: str
    content: bytes
    take: Callable[[Path], object]
    files: int
    """How many fuzzed files go through it in one run of the tests."""


def doors(office: Office, folder: Path) -> dict[str, Door]:
    """All of them, of one office."""
    services, clerk = office.services, office.person("clerk")

    def facilities(path: Path) -> object:
        table = services.tables.read(path)
        columns = guess_columns(table.header)
        return services.facilities.plan(table.rows, columns, (FULL,), NOVEMBER)

    def letter(path: Path) -> object:
        return services.letters.look(path.name, read_pack(path))

    def trust(path: Path) -> object:
        return services.trust.look(path.name, read_pack(path))

    def connection(path: Path) -> object:
        home = path.parent / "elsewhere"
        home.mkdir(exist_ok=True)
        if path.exists():
            path.replace(home / "database.json")
        return read_connection(home)

    made = [
        Door("facilities.csv", _csv(), facilities, 1500),
        Door("facilities.xlsx", _xlsx(folder), facilities, 900),
        Door("entry.xlsx", _entry_book(office, folder), lambda p: services.books.read(p), 400),
        Door("form.yaml", SMALL_FORM.read_bytes(), read_form, 900),
        Door("card", _card(office, folder), lambda p: services.roster.pin(p, "0000", clerk), 900),
        Door("scan.pdf", pdf(), services.scans.check, 700),
        Door("scan.png", _picture(folder, "png"), services.scans.check, 600),
        Door("scan.jpg", _picture(folder, "jpg"), services.scans.check, 600),
        Door("rules.json", _rules(), lambda p: DhisRules().read(p, FORM, MAPPING, "STD_SUM"), 800),
        Door("mapping.csv", _mapping(), lambda p: DhisRules().mapping(p, FORM), 800),
        Door("database.json", _address(), connection, 400),
        Door("trust", _sealed(office, "trust"), trust, 500),
        *(Door(kind, _sealed(office, kind), letter, 400) for kind in LETTERS),
    ]
    return {door.name: door for door in made}


def _csv() -> bytes:
    rows = ["MFL code,Name,County,Sub-county,Level,Ownership"]
    rows += [f"{14000 + n},Kituo {n} D'Angelo É,Kisumu,Kisumu East,3,Public" for n in range(40)]
    return "\n".join(rows).encode()


def _xlsx(folder: Path) -> bytes:
    book = Workbook()
    for line in _csv().decode().splitlines():
        book.active.append(line.split(","))
    path = folder / "facilities.xlsx"
    book.save(path)
    return path.read_bytes()


def _entry_book(office: Office, folder: Path) -> bytes:
    path = folder / "entry.xlsx"
    office.services.books.write(office.open(NYOTA, NOVEMBER, FULL), path)
    return path.read_bytes()


def _card(office: Office, folder: Path) -> bytes:
    path = folder / "manager.card"
    office.services.roster.write_card(office.person("manager"), path)
    return path.read_bytes()


def _picture(folder: Path, kind: str) -> bytes:
    from PIL import Image

    path = folder / f"scan.{kind}"
    Image.radial_gradient("L").resize((300, 420)).convert("RGB").save(path)
    return path.read_bytes()


def _rules() -> bytes:
    form = form_with("A1[ANC] <= A2[ANC]", "B1 = B2", "if(B1 > 3, B2, 0) <= B7")
    return write_rules(form, MAPPING).content


def _mapping() -> bytes:
    rows = ["cell,dhis2"]
    rows += [f"{key},de{number:09}.co{number:09}" for number, key in enumerate(FORM.entry_cells)]
    return "\n".join(rows).encode()


def _address() -> bytes:
    return json.dumps({"address": "postgresql://ziwa@server.example/office"}).encode()


def _sealed(office: Office, kind: str) -> bytes:
    return seal(kind, {"kmmp": 1, "files": [{"name": "a", "digest": "00" * 32}]}, office.signer("manager"))
