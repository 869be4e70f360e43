"""A form that nobody has seen: many categories, long labels, every kind of value, letters from all over."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import exports_fixtures as fixtures
import pytest
from pdf_reading import needs_poppler, on_top_of_each_other, outside, plain, text_of, words_of

from exports.pdf import PdfMaker
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.form import Category, CategorySet, Element, Section
from kmmp_desktop.domain.values import ValueType
from kmmp_desktop.text import Text

pytestmark = needs_poppler
LETTERS = (  # noqa: SIM905
    "Đếm ữợ Ẽwé Ɓaɓɓa ǃXóõ ŋɔ̃ Ærø Łódź İzmir ñandú ≥50 klienci szwedzki women who received counselling"
).split()


def categories(count: int) -> CategorySet:
    label = Text(f"Répartition très détaillée, {count} tranches d’âge")
    names = ("0-4", "5-9", "Wanawake 10-14", "25+ wajawazito", "≥50")
    return CategorySet(
        f"set{count}",
        label,
        tuple(Category(f"C{i}", Text(f"Category {i} of {count}"), Text(names[i % 5])) for i in range(count)),
    )


@cache
def document() -> ReturnDocument:
    chance = random.Random(4)

    def label(words: int) -> Text:
        return Text(" ".join(chance.choice(LETTERS) for _ in range(words)))

    def element(section: int, i: int, kind: ValueType, **more: object) -> Element:
        code = f"S{section}{i:02}"
        return Element(code, f"UN_{code}", str(i + 1), label(40 if i % 7 == 0 else 6), kind, **more)  # type: ignore[arg-type]

    many, wide, two = categories(24), categories(9), categories(2)
    mixed = (ValueType.NUMBER, ValueType.YES_NO, ValueType.DATE, ValueType.TEXT)
    sections = (
        [element(0, i, ValueType.INTEGER, category_set=wide if i % 3 == 0 else None) for i in range(14)],
        [
            element(
                1, i, ValueType.INTEGER, category_set=many if i % 5 == 1 else None, paper_code=f"ZZ1-{i:03}/a"
            )
            for i in range(9)
        ],
        [element(2, i, mixed[i % 4], category_set=None if i % 3 else two) for i in range(12)],
        [element(3, i, mixed[i % 3]) for i in range(15)],
        [element(4, i, ValueType.TEXT, multiline=i % 2 == 0) for i in range(6)],
        [element(5, i, ValueType.INTEGER) for i in range(80)],
    )
    form = fixtures._form(
        "UNSEEN",
        "UN",
        label(16),
        Text("Unseen form"),
        tuple(
            Section(
                "ABCDEF"[n],
                label(30 if n == 2 else 5),
                Text("x"),
                tuple(rows),
                note=label(25),
                columns=2 if n == 3 else 1,
            )
            for n, rows in enumerate(sections)
        ),
    )
    values = fixtures.filled(form)
    numbers = [k for k, v in values.items() if isinstance(v, int) and not isinstance(v, bool)]
    for key in numbers[:30]:
        values[key] = chance.choice([9_999_999, 123_456])
    first = fixtures._small_extra()
    found = [
        dict(first["findings"][0], at=at) for at in ("UN_S003[*]", "UN_S003[*]", "UN_S003[C1]", "UN_S302")
    ]
    data = fixtures.data_of(form, values, extra={"findings": found, "standards": first["standards"]})
    data["facility"] = {
        **data["facility"],
        "sub_county": "Tharaka-Nithi Magharibi ya Kaskazini",
        "name": "Kituo cha Afya cha Mtakatifu Yosefu Mfanyakazi, Nyang’oma Kogelo, Siaya Magharibi",
    }
    return ReturnDocument(data, form)


@pytest.fixture(scope="module")
def content() -> bytes:
    return PdfMaker().build(document())


def test_an_unseen_form_stays_inside_its_page_and_its_cells(content: bytes, tmp_path: Path) -> None:
    words = words_of(content, tmp_path)
    assert outside(words) == []
    assert on_top_of_each_other(words) == []


def test_no_label_of_an_unseen_form_is_cut(content: bytes, tmp_path: Path) -> None:
    printed = set(plain(text_of(content, tmp_path)).split())
    for element in document().form:
        assert not set(plain(element.label.en).split()) - printed, element.full


def test_an_element_with_more_categories_than_columns_takes_several_bands(
    content: bytes, tmp_path: Path
) -> None:
    printed = text_of(content, tmp_path)
    parts = [p for p in range(2, 9) if f"part 1 of {p}" in printed]
    assert parts, "24 categories do not fit on one line"
    assert f"part {parts[0]} of {parts[0]}" in printed


def test_a_long_section_goes_on_under_its_heading(content: bytes, tmp_path: Path) -> None:
    assert "(continued)" in text_of(content, tmp_path)


def test_the_letters_of_latin_scripts_are_all_in_the_fonts(content: bytes, tmp_path: Path) -> None:
    assert "\ufffd" not in text_of(content, tmp_path)
