"""The printed catalogue: every standard, its status in words, sources, pages; the same bytes again."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_fixtures import FULL, PASSPHRASE, office, office_template  # noqa: F401
from pdf_reading import text_of

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import FileRefusedError

DECEMBER, JANUARY = Period(2026, 12), Period(2027, 1)


def words(content: bytes, folder: Path) -> str:
    return " ".join(text_of(content, folder).split())


def printed(office, period, tmp_path, language="en") -> bytes:  # noqa: F811
    return office.services.catalogue_print.write(FULL, period, tmp_path / "a.pdf", language).read_bytes()


def test_every_standard_is_printed_and_what_is_not_verified_says_so(office, tmp_path):  # noqa: F811
    content = printed(office, DECEMBER, tmp_path)
    said = words(content, tmp_path)
    catalogue = office.services.standards.catalogue(FULL, DECEMBER)
    unverified = sum(each.standard.status is Status.NOT_VERIFIED for each in catalogue)
    assert said.count("Not verified") == unverified + 1, "and once where it is explained"
    for each in catalogue:
        assert each.standard.statement.en.split()[0] in said
    assert "As in force in December 2026" in said
    assert "the guideline" not in said.lower().replace("no guideline", "")
    assert printed(office, DECEMBER, tmp_path) == content


def test_a_confirmed_standard_is_printed_with_its_citation_from_its_month_on(office, tmp_path):  # noqa: F811
    officer = office.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)
    office.services.standards.confirm(
        FULL, "STD_CASELOAD", "61.5", "clients", Status.SOURCED, "Circular 7, page 3", JANUARY, officer
    )
    before, after = (words(printed(office, period, tmp_path), tmp_path) for period in (DECEMBER, JANUARY))
    assert "Circular 7" not in before
    for piece in ("61.5 clients", "Circular 7, page 3. Confirmed by", "Mwende"):
        assert piece in after


def test_it_is_printed_in_swahili_and_refused_where_nothing_can_be_written(office, tmp_path):  # noqa: F811
    assert "Viwango vya fomu" in words(printed(office, DECEMBER, tmp_path, "sw"), tmp_path)
    with pytest.raises(FileRefusedError, match="was not written"):
        office.services.catalogue_print.write(FULL, DECEMBER, tmp_path / "no" / "a.pdf", "en")
