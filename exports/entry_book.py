"""The entry workbook as one kind of file: made for a facility without the program, read when it is back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from exports.atomic import write_file
from exports.page_words import SayIn, Words, say_english
from exports.practice_mark import IsPractice, never
from kmmp_desktop.services.entry_book_files import EntryBook
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import FormCatalogue


class EntryBookFiles:
    """Fits ``services.entry_book_files.EntryBookMaker``."""

    suffix = ".xlsx"

    def __init__(self, say: SayIn = say_english, practice: IsPractice = never) -> None:
        """``say`` says fixed words in a given language: ``Catalogue.say_in``."""
        self._say = say
        self._practice = practice

    def build(self, opened: OpenReturn, office: str, at: datetime, language: str) -> bytes:
        from exports.entry_book_write import write_entry_book  # late: openpyxl takes 130 ms to import

        return write_entry_book(opened, office, at, Words(language, self._say), practice=self._practice())

    def save(self, path: Path, content: bytes) -> None:
        write_file(path, content)

    def read(self, path: Path, forms: FormCatalogue) -> EntryBook:
        from exports.entry_book_read import read_entry_book  # late: lxml takes 26 ms to import

        return read_entry_book(path, forms)
