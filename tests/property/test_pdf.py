"""Whatever a return holds, its PDF can be made and gives the same data back."""

from __future__ import annotations

import string
from typing import Any

import exports_fixtures as fixtures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.page_type import REGULAR, Style, Type
from exports.pdf import PdfMaker
from kmmp_desktop.domain.verdict import Answer

MAKER = PdfMaker()
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)
figure = st.none() | st.integers(0, 9_999_999) | st.sampled_from(["NR", "NA", "UNK"])
cells = st.dictionaries(
    st.sampled_from(
        [k for k, v in fixtures.SMALL_VALUES.items() if isinstance(v, int) and not isinstance(v, bool)]
    ),
    figure,
    max_size=12,
)


@FEW
@given(values=cells, achievements=words, name=words)
def test_signed_data_come_back_as_they_were_whatever_they_hold(
    values: dict[str, Any], achievements: str, name: str
) -> None:
    given_values = {**values, "KM_P01": achievements}
    document = fixtures.small_document(values=given_values)
    document.data["facility"]["name"] = name or "?"  # type: ignore[index]
    content = MAKER.build(document)
    found = MAKER.check(MAKER.sign(content, fixtures.clerk(), "clerk", fixtures.COMPLETED))
    assert found.intact is Answer.YES, found.problems
    from kmmp_desktop.domain.document import canonical_bytes

    assert found.data is not None
    assert canonical_bytes(found.data) == document.canonical


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_make_the_check_raise(content: bytes) -> None:
    assert MAKER.check(content).intact is not Answer.YES
    assert MAKER.check(b"%PDF-1.7\n/ByteRange" + content).intact is not Answer.YES


@settings(max_examples=200, deadline=None)
@given(text=words | st.text(string.printable, max_size=200), room=st.floats(12, 400))
def test_lines_fit_their_room_and_lose_no_letter(text: str, room: float) -> None:
    measure, style = Type(), Style(REGULAR, 8.25)
    clean = measure.clean(text)
    lines = measure.lines(clean, style, room)
    assert all(measure.width(line, style) <= room or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean.split())
