"""What goes into the database comes out the same, whatever it is."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_fixtures import ACHIENG, NOON, furnish, open_file, server

from kmmp_desktop.domain.cell_json import (
    block_body,
    change_body,
    decode_cell,
    encode_cell,
    parse_key,
    read_changes,
)
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Limits, Missing, Origin, ValueType, read_cell
from kmmp_desktop.storage.cells import from_row, to_row
from kmmp_desktop.storage.columns import Moment, TypedText
from kmmp_desktop.storage.home import OfficeHome

__all__ = ["server"]

anything = st.text(max_size=40)
torn = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\x1b", "\x1b[", "\x00", "a\ud83d", '\x1b"x"', ""]
)
"""Any text a paste can bring, NUL and half surrogates among it."""
origins = st.sampled_from(list(Origin))
decimals = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
values = (
    st.builds(CellValue, st.just(Kind.NUMBER), st.integers(-(2**53), 2**53) | decimals, torn, origins)
    | st.builds(CellValue, st.just(Kind.YES_NO), st.booleans(), torn, origins)
    | st.builds(CellValue, st.just(Kind.DATE), st.dates(date(1990, 1, 1), date(2100, 12, 31)), torn, origins)
    | st.builds(CellValue, st.just(Kind.TEXT), torn, torn, origins)
    | st.builds(CellValue, st.just(Kind.MISSING), st.sampled_from(list(Missing)), torn, origins)
    | st.builds(CellValue, st.just(Kind.INVALID), st.none(), torn, origins)
)
typed = st.builds(
    read_cell,
    torn | st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,6})?", fullmatch=True) | st.sampled_from(["nr", "05122026"]),
    st.sampled_from(list(ValueType)),
    st.just(Limits(max_length=20)),
    origins,
)
codes = st.text(string.ascii_uppercase + string.digits + "_", min_size=1, max_size=12)
keys = st.builds(CellKey, codes, st.just("") | codes)
sheets = st.dictionaries(keys, values | typed, max_size=12)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def draft(request: pytest.FixtureRequest) -> Iterator[tuple[OfficeHome, Revision]]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("server")(False)
    with tempfile.TemporaryDirectory() as home:
        office = open_file(Path(home), url=url)
        yield office, furnish(office)
        office.close()


def same(one: CellValue | None, other: CellValue | None) -> bool:
    """Equal, and a whole number is still whole: 12 == 12.0 would hide the difference."""
    return one == other and (one is None or type(one.value) is type(other.value))


@given(sheets)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_cells_come_back_as_they_were(
    draft: tuple[OfficeHome, Revision], sheet: dict[CellKey, CellValue]
) -> None:
    office, revision = draft
    with office.work() as work:
        work.returns.put_cells(revision.id, sheet, ACHIENG.id, NOON)
        found = work.returns.cells(revision.id)
    filled = {key: value for key, value in sheet.items() if value is not None}
    assert found.keys() == filled.keys()
    assert all(same(found[key], value) for key, value in filled.items())


@given(values)
def test_a_row_stands_for_one_value(value: CellValue) -> None:
    row = to_row(value)
    assert same(from_row([row[n] for n in ("kind", "number", "text", "raw", "origin")]), value)


@given(st.sampled_from([2**53 + 1, -(2**53) - 1, float("inf"), float("nan")]))
def test_a_number_that_would_be_rounded_is_not_stored(number: float) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        to_row(CellValue(Kind.NUMBER, number, "x"))


@given(values | typed)
def test_a_cell_as_json_is_the_same_cell(value: CellValue | None) -> None:
    import json

    assert same(decode_cell(json.loads(json.dumps(encode_cell(value)))), value)


@given(st.lists(st.tuples(keys, values | st.none(), values | st.none()), min_size=1, max_size=5))
def test_changes_are_read_back_from_their_body(changes: list[tuple[CellKey, CellValue, CellValue]]) -> None:
    assert list(read_changes(block_body(changes))) == changes
    assert list(read_changes(change_body(*changes[0]))) == changes[:1]


@given(keys)
def test_a_key_is_read_back_from_its_text(key: CellKey) -> None:
    assert parse_key(str(key)) == key


@given(torn)
def test_typed_text_is_kept_in_letters_every_database_takes(text: str) -> None:
    kept = TypedText().process_bind_param(text, None)
    assert "\x00" not in kept
    kept.encode()
    assert TypedText().process_result_value(kept, None) == text


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_moments_are_kept_to_the_microsecond(moment: datetime) -> None:
    stored = Moment().process_bind_param(moment, None)
    assert Moment().process_result_value(stored, None) == moment


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | decimals | torn,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(
        st.tuples(
            anything.filter(lambda t: "\x00" not in t),
            st.dictionaries(torn, json_values, max_size=3),
            st.none() | st.uuids(),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_recorded_the_chain_holds(
    draft: tuple[OfficeHome, Revision], entries: list[tuple[str, dict[str, object], UUID | None]]
) -> None:
    office, _ = draft
    chain = str(uuid4())
    with office.work() as work:
        for action, body, by in entries:
            work.audit.append(chain, NOON, by, action, body)
        assert work.audit.first_broken(chain) is None
        assert [(e.action, e.body, e.by) for e in work.audit.entries(chain)] == entries
