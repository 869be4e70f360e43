"""Entry workbooks for tests: made from an open return, changed the way people and programs change them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from office_fixtures import THIRD, open_copy
from openpyxl import load_workbook

from exports.entry_book import EntryBookFiles
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.open_return import OpenReturn

ENTRY = "Return"


def write_book(opened: OpenReturn, path: Path, language: str = "en") -> Path:
    made = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
    path.write_bytes(EntryBookFiles().build(opened, "Ziwa Health Partners", made, language))
    return path


def addresses(opened: OpenReturn, path: Path) -> dict[str, str]:
    """Where each cell stands, by reference as written in the form (``C02[ANC]``)."""
    sheet = load_workbook(path)["kmmp"]
    identity = json.loads("".join(row[0].value for row in sheet.iter_rows(min_row=3)))
    prefix = opened.form.prefix + "_"
    return {reference.removeprefix(prefix): address for address, reference in identity["cells"].items()}


def change(path: Path, act: Callable, to: Path | None = None) -> Path:
    """Open with openpyxl, let ``act`` change the workbook, save."""
    book = load_workbook(path)
    act(book)
    book.save(to or path)
    return to or path


def fill(path: Path, values: Mapping[str, object], to: Path | None = None) -> Path:
    """Type values at addresses of the entry sheet."""

    def act(book):
        for address, value in values.items():
            cell = book.worksheets[0][address]
            cell.value = value
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "f"

    return change(path, act, to)


def with_part(path: Path, to: Path, name: str, edit: Callable[[bytes], bytes]) -> Path:
    """The same package with one part edited."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            content = source.read(entry)
            target.writestr(entry, edit(content) if entry == name else content)
    to.write_bytes(out.getvalue())
    return to


@pytest.fixture(scope="session")
def blank_desk(office_template, tmp_path_factory):
    """Open return, blank workbook, addresses and reader, made once: writing one takes a while."""
    folder = tmp_path_factory.mktemp("books")
    shutil.copytree(office_template, folder / "home")
    office = open_copy(folder / "home", SetClock(THIRD))
    opened = office.open()
    path = write_book(opened, folder / "blank.xlsx")
    return opened, path, addresses(opened, path), office.services.books.read
