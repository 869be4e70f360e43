"""Every cell of a return goes out in an entry workbook and comes back as it was."""

from datetime import date

import pytest
from entry_book_office import addresses, fill, write_book
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_fixtures import office, office_template

from exports.entry_book import EntryBookFiles
from kmmp_desktop.domain.values import ValueType, read_cell, write_cell
from kmmp_desktop.services.proposals import propose

__all__ = ["office", "office_template"]


def test_a_full_return_comes_back_cell_by_cell(office, tmp_path):
    opened = office.fill()
    book = office.services.books.read(write_book(opened, tmp_path / "full.xlsx"))
    assert {one.key for one in book.offered} == set(opened.cells)
    proposal = propose(opened, book.offered)
    assert not proposal.changes
    assert not proposal.rejected
    assert len(proposal.same) == len(opened.cells) > 200


def test_a_blank_workbook_filled_by_hand_gives_the_same_return(office, tmp_path):
    """Every enterable cell of the form, typed the way a spreadsheet holds it."""
    full = dict(office.fill().cells)
    other = office.open(period=office.open().key.period.shift(1))
    path = write_book(other, tmp_path / "blank.xlsx")
    where = addresses(other, path)
    missing = [key for key in other.enterable() if key not in full]
    typed = {}
    for key in other.enterable():
        value = full.get(key)
        plain = "NR" if value is None else value.value
        if value is not None and isinstance(plain, bool):
            plain = "Yes" if plain else "No"
        typed[where[str(key).removeprefix("KM_")]] = plain
    fill(path, typed)
    proposal = propose(other, office.services.books.read(path).offered)
    assert not proposal.rejected
    assert set(proposal.edits()) == set(other.enterable())
    other.set_many(proposal.edits())
    for key, value in full.items():
        assert (other.value(key).kind, other.value(key).value) == (value.kind, value.value), key
    texts = {k for k in missing if other.form.elements[k.element].type is ValueType.TEXT}
    assert all(other.value(k).raw == "NR" for k in missing if k not in texts)


def test_a_draft_comes_back_as_rejected_with_its_text(office, tmp_path):
    opened = office.open()
    opened.set(opened.form.key("B03"), "12 (est.)")
    opened.set(opened.form.key("B01"), "=5+")
    proposal = propose(opened, office.services.books.read(write_book(opened, tmp_path / "d.xlsx")).offered)
    assert {item.offered.text for item in proposal.rejected} == {"12 (est.)", "=5+"}


VALUES = {
    ValueType.INTEGER: st.one_of(
        st.integers(0, 9_999_999).map(str), st.sampled_from(["NR", "NA", "UNK", "0"])
    ),
    ValueType.NUMBER: st.decimals(0, 9999, places=3).map(str),
    ValueType.PERCENT: st.decimals(0, 100, places=2).map(str),
    ValueType.YES_NO: st.sampled_from(["1", "0", "NR"]),
    ValueType.DATE: st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(lambda day: f"{day:%d/%m/%Y}"),
    ValueType.TEXT: st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=80),
}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_values_come_back_as_they_were(office_copy, data):
    office, folder = office_copy
    opened = office.open()
    keys = data.draw(st.lists(st.sampled_from(opened.enterable()), unique=True, max_size=60))
    kept = {}
    for key in keys:
        element = opened.form.elements[key.element]
        value = read_cell(data.draw(VALUES[element.type]), element.type, element.limits)
        if value is not None and value.is_valid:
            kept[key] = value
    opened._cells.clear()
    opened._cells.update(kept)
    book = office.services.books.read(write_book(opened, folder / "any.xlsx"))
    back = {}
    for one in book.offered:
        assert one.why_not is None, one
        element = opened.form.elements[one.key.element]
        back[one.key] = read_cell(one.text, element.type, element.limits)
    assert {k: (v.kind, _plain(v)) for k, v in back.items()} == {
        k: (v.kind, _plain(v)) for k, v in kept.items()
    }


def _plain(value):
    """Line ends and blanks at the edges of a text are the spreadsheet's business."""
    text = write_cell(value)
    return " ".join(text.replace("\r", "\n").split()) if isinstance(value.value, str) else text


@pytest.fixture
def office_copy(office, tmp_path):
    return office, tmp_path


def test_one_build_reads_back_in_both_languages(office, tmp_path):
    opened = office.fill()
    for language in ("en", "sw"):
        path = tmp_path / f"{language}.xlsx"
        path.write_bytes(EntryBookFiles().build(opened, "Ziwa", office.clock.now(), language))
        assert not propose(opened, office.services.books.read(path).offered).rejected
