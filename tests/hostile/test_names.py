"""Facilities with every kind of name, from the list to the files of the month and back in another office."""

import json

import pytest
from office_fixtures import FULL, NOVEMBER, SHORT, ZIWA
from openpyxl import load_workbook
from pdf_reading import plain, text_of

from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import KmmpError

NAMES = {
    "apostrophe": "D'Angelo's \"Mercy\" Dispensary",
    "accents": "Kituo cha Afya \u00d1and\u00fa \u00c9clair \u0141\u00f3d\u017a",
    "composed by hand": "E\u0301cole Sante\u0301",
    "right to left": "\u0645\u0631\u0643\u0632 \u0627\u0644\u0635\u062d\u0629 Kisumu",
    "turned around": "Ziwa \u202exslx.exe\u202c Clinic",
    "formula": '=HYPERLINK("file:///c:/","Open")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "markup": "<b>Ziwa</b> &amp; <script>alert(1)</script> %s {name}",
    "folders": "../../..\\C:\\CON.txt",
    "emoji": "Ziwa \U0001f3e5 Clinic",
    "a very long one": "Kituo " * 33,
}


def save(office, name):
    spans = (FormSpan(FULL, Period(2026, 9)), FormSpan(SHORT, Period(2026, 9)))
    facility = Facility(ZIWA, name, "Kisumu", "Kisumu East", "3", forms=spans)
    office.services.facilities.save(facility, office.person("clerk"))
    return next(f for f in office.services.facilities.all() if f.mfl == ZIWA)


def said_in_words(error):
    assert 10 < len(str(error.message)) < 400


@pytest.mark.parametrize("kind", NAMES)
def test_a_facility_of_any_name_goes_the_whole_way(office, tmp_path, kind):
    kept = save(office, NAMES[kind])
    opened = office.fill(ZIWA)
    opened.add_comment(CellKey("KM_C02", "ANC"), NAMES[kind])
    office.services.completion.complete(opened, office.signer("clerk"))
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    folder = tmp_path / "month"
    report = office.services.exporting.export(plan, folder, office.person("manager"))
    assert {path.suffix for path in report.files} >= {".xlsx", ".pdf"}
    for path in report.files:
        assert path.parent == folder, "a name never leads out of the folder"
        verdict = office.services.verifying.judge(path.name, path.read_bytes())
        assert (verdict.intact, verdict.who) == (Answer.YES, Answer.YES), path.name
        assert verdict.data["facility"]["name"] == kept.name
    [book] = [path for path in report.files if path.suffix == ".xlsx"]
    texts = [
        c for sheet in load_workbook(book) for row in sheet.iter_rows() for c in row if c.data_type != "n"
    ]
    assert not [c for c in texts if c.data_type == "f"]
    assert any(kept.name in str(c.value) for c in texts)
    [page] = [path for path in report.files if path.suffix == ".pdf"]
    if kept.name.isascii():
        words = "".join(plain(text_of(page.read_bytes(), tmp_path)).split())
        assert "".join(kept.name.split())[:40] in words
    manifest = json.loads(report.manifest.read_text("utf-8"))
    assert kept.name in json.dumps(manifest, ensure_ascii=False) or ZIWA in json.dumps(manifest)


@pytest.mark.parametrize(
    "name", ["Nul\x00here", "x" * 10_000, " \t ", "", "\u200b\u2060", "two\nlines\r\nof it"]
)
def test_what_can_be_no_name_is_refused_or_cleaned_and_nothing_is_changed(office, name):
    before = office.services.facilities.all()
    try:
        kept = save(office, name)
    except KmmpError as error:
        said_in_words(error)
        assert office.services.facilities.all() == before
    else:
        assert kept.name.strip()
        assert not set(kept.name) & set("\x00\r\n")
        assert len(kept.name) < 1_000


@pytest.mark.parametrize("text", ["x" * 1_000_000, "Nul\x00here", "\u202eabc", "a\ud800b", "=1+1\r\n@x"])
def test_a_comment_of_any_text_is_kept_as_it_is_or_refused(office, text):
    opened = office.open(ZIWA)
    key = CellKey("KM_C02", "ANC")
    try:
        opened.add_comment(key, text)
    except KmmpError as error:
        said_in_words(error)
        assert not office.open(ZIWA).threads(key)
    else:
        [thread] = office.open(ZIWA).threads(key)
        assert thread.comments[-1].text == text.strip()


@pytest.mark.parametrize(
    "name", ["O'Neil \u00c9", "\u0645\u0631\u064a\u0645", "x" * 10_000, "Nul\x00", "=1+1"]
)
def test_a_person_of_any_name_is_added_or_refused_in_words(office, name):
    from kmmp_desktop.domain.office import Role

    people = office.services.people
    try:
        person = people.add("newone", name, Role.CLERK, "boat maize lantern", office.person("manager"))
    except KmmpError as error:
        said_in_words(error)
    else:
        assert people.find("newone").name == person.name
        assert len(person.name) < 1_000
        assert "\x00" not in person.name
