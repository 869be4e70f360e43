"""What LibreOffice makes of an entry workbook: totals, checks, marks, and a file that still comes back."""

import random
import re
import subprocess

import pytest
from entry_book_office import ENTRY, addresses, fill, write_book
from office_fixtures import NOVEMBER, NYOTA, office, office_template
from openpyxl import load_workbook
from spreadsheet import drive

from exports.entry_book_checks import FAILS, HOLDS, UNDECIDED
from kmmp_desktop.domain.values import ValueType, read_cell
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients

__all__ = ["office", "office_template"]

DAY_ZERO = 693_594


def states(path):
    """Where the outcome of each check stands on the hidden sheet, by code."""
    names = load_workbook(path).defined_names
    return {
        name.removeprefix("kmmp_"): names[name].attr_text.split("!")[1].replace("$", "") for name in names
    }


def typed(value, kind):
    """A value as a person types it into a spreadsheet."""
    if value is None or value.value is None or not value.is_valid:
        return value and value.raw
    if kind is ValueType.YES_NO and isinstance(value.value, bool):
        return "Yes" if value.value else "No"
    if kind is ValueType.DATE and hasattr(value.value, "toordinal"):
        return value.value.toordinal() - DAY_ZERO
    return value.value if isinstance(value.value, int | float) else str(value.value)


def some_value(rng, element):
    chance = rng.random()
    if chance < 0.15:
        return None
    if chance < 0.22:
        return read_cell(rng.choice(["NR", "NA", "UNK"]), element.type, element.limits)
    if chance < 0.25:
        return read_cell("2x", element.type, element.limits)
    match element.type:
        case ValueType.TEXT:
            text = "rain"
        case ValueType.YES_NO:
            text = rng.choice("01")
        case ValueType.DATE:
            text = f"{rng.randint(1, 28):02}/{rng.choice((11, 12))}/2026"
        case _:
            text = str(rng.choice((0, 0, 1, 2, 3, 5, 8, 20)))
    return read_cell(text, element.type, element.limits)


@pytest.mark.parametrize("family", ["KMMP_MFR", "KMMP_HF", "MOH731_S2"])
def test_the_checks_of_the_workbook_say_what_the_program_says(office, tmp_path, family):
    """Returns as they come and made-up ones with every kind of missing figure, check by check."""
    for back in range(8, 0, -1) if family == "KMMP_MFR" else ():
        earlier = office.open(period=NOVEMBER.shift(-back))
        figures = month_of(FlowOfClients.starting(NYOTA, 2, 12), earlier.key.period)
        earlier.set_many({earlier.form.key(code): str(value) for code, value in figures.items()})
    family = next(f for f in office.services.forms.families() if f.startswith(family))
    opened = office.open(family=family)
    opened.locked_why = None  # the short form is derived here; its workbook is looked at all the same
    full = dict(opened.cells)
    path = write_book(opened, tmp_path / "book.xlsx")
    where, rng = addresses(opened, path), random.Random(5)
    place = {key: where[str(key).removeprefix(opened.form.prefix + "_")] for key in opened.enterable()}
    made = [
        {key: v for key in place if (v := some_value(rng, opened.form.elements[key.element]))}
        for _ in range(5)
    ]
    made += [{}, full]
    at, row = states(path), r"[A-Z]+"
    totals = {
        e.full: where[str(e.cells[-1]).removeprefix(opened.form.prefix + "_")]
        for e in opened.form
        if e.category_set
    }
    last = {full_code: f"G{re.sub(row, '', a)}" for full_code, a in totals.items()}
    steps = [
        {
            "type": {
                a: typed(cells.get(key), opened.form.elements[key.element].type) for key, a in place.items()
            },
            "read": {"kmmp_calc": list(at.values()), ENTRY: list(last.values())},
        }
        for cells in made
    ]
    saved = tmp_path / "saved.xlsx"
    answers = drive(tmp_path, path, ENTRY, steps, saved)
    seen = set()
    for cells, answer in zip(made, answers, strict=True):
        figures = opened.around.figures(cells)
        report = opened.compiled.run(figures)
        wanted = dict.fromkeys(at, HOLDS)
        wanted |= {f.check: FAILS for f in report.findings if f.check in at}
        wanted |= {s.check: UNDECIDED for s in report.skipped if s.check in at}
        found = {code: answer["read"]["kmmp_calc"][cell] for code, cell in at.items()}
        assert found == wanted
        seen |= set(wanted.values())
        for code, cell in last.items():
            assert answer["read"][ENTRY][cell] == (
                "" if (t := opened.compiled.total(code, figures)).value is None else t.value
            ), code
    assert seen == {HOLDS, FAILS, UNDECIDED}
    back = office.services.books.read(saved)
    assert (back.family, back.mfl) == (family, opened.key.facility)
    assert {o.key for o in back.offered} == set(full)


def test_a_workbook_filled_and_saved_by_libreoffice_comes_back(office, tmp_path):
    opened = office.open()
    path, saved = write_book(opened, tmp_path / "blank.xlsx"), tmp_path / "saved.xlsx"
    where = addresses(opened, path)
    step = {
        "type": {
            where["B01"]: 41,
            where["B03"]: "=5+2",
            where["B04"]: "12 (est.)",
            where["A09"]: "Yes",
            where["P06"]: 46357,
            where["P01"]: "rain & flood",
            where["B13"]: "NR",
            where["B14"]: "=1/0",
            where["C14[ANC]"]: 7,
        },
        "read": {ENTRY: [f"G{where['C14[ANC]'][1:]}", "A12"]},
    }
    [answer] = drive(tmp_path, path, ENTRY, [step], saved)
    assert answer["read"][ENTRY][f"G{where['C14[ANC]'][1:]}"] == 7
    book = office.services.books.read(saved)
    found = {o.address: (o.text, o.why_not is None) for o in book.offered}
    assert found.pop(where["B03"]) == ("=5+2", False)
    assert found.pop(where["B14"]) == ("=1/0", False)
    assert found == {
        where["B01"]: ("41", True),
        where["B04"]: ("12 (est.)", True),
        where["A09"]: ("Yes", True),
        where["P06"]: ("01/12/2026", True),
        where["P01"]: ("rain & flood", True),
        where["B13"]: ("NR", True),
        where["C14[ANC]"]: ("7", True),
    }
    assert book.notes == ()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ({"insert_row": 62}, "a row was put in at row 62"),
        ({"remove_row": 62}, "row 62 was taken out"),
        ({"insert_column": 4}, "a column was put in before column D"),
    ],
)
def test_rows_and_columns_changed_in_libreoffice_are_refused_by_name(office, tmp_path, act, words):
    path, saved = write_book(office.open(), tmp_path / "b.xlsx"), tmp_path / "saved.xlsx"
    drive(tmp_path, path, ENTRY, [{"unlock": True, **act}], saved)
    with pytest.raises(FileRefusedError, match=words):
        office.services.books.read(saved)


def test_marks_appear_in_libreoffice_where_a_check_does_not_hold(office, tmp_path):
    """Its HTML shows the conditional formats as it shows them on screen."""
    opened = office.open()
    path = write_book(opened, tmp_path / "book.xlsx")
    where = addresses(opened, path)
    plain = looks(tmp_path, path)
    assert not {"#FBD9D5", "#FFE7A8"} & plain[where["A02"]]
    # more on duty than in post: an error; a count that no cell takes: marked whatever the checks say
    fill(path, {where["A01"]: 2, where["A02"]: 3, where["B01"]: -4, where["B13"]: "NR"})
    marked = looks(tmp_path, path)
    assert "#FBD9D5" in marked[where["A02"]]
    assert "#FBD9D5" in marked[where["B01"]]
    assert "#FBD9D5" not in marked[where["B13"]]


def looks(folder, path):
    """Colours of the cells of the first sheet as LibreOffice paints them, by address."""
    drive(folder, path, ENTRY, [{}])  # skips where there is no LibreOffice
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder / 'profile'}",
            "--headless",
            "--convert-to",
            "html",
            "--outdir",
            str(folder),
            str(path),
        ],
        capture_output=True,
        timeout=900,
        check=True,
    )
    html = path.with_suffix(".html").read_text(encoding="utf-8", errors="replace").split("<table", 2)[1]
    found = {}
    for number, row in enumerate(re.findall(r"<tr>(.*?)</tr>", html, re.S), 2):  # the first row is hidden
        column = 0
        for tag in re.findall(r"<td[^>]*>", row):
            found[f"{chr(65 + column)}{number}"] = set(re.findall(r"bgcolor=\"(#\w+)\"", tag))
            span = re.search(r"colspan=(\d+)", tag)
            column += int(span[1]) if span else 1
    return found
