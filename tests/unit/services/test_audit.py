"""The whole log a page at a time, one cell's story, and files of both."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE, ZIWA, Office

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.audit_ports import AuditKind, AuditLine, AuditWanted
from kmmp_desktop.services.audit_words import tell

C02 = CellKey("KM_C02", "ANC")
C16 = CellKey("KM_C16")
ALL = AuditWanted()
KEY = ReturnKey(FULL, NYOTA, NOVEMBER)


def later(office: Office, minutes: int = 1) -> None:
    office.clock.moment += timedelta(minutes=minutes)


@pytest.fixture
def busy(office: Office) -> Office:
    """Two returns worked on by turns: typed, pasted, put back, reasoned, asked about."""
    nyota, ziwa = office.open(NYOTA), office.open(ZIWA)
    nyota.set(C02, "14")
    later(office)
    ziwa.set(C02, "3")
    later(office)
    nyota.set_many({C02: "63", C16: "412"}, Origin.PASTED)
    later(office)
    nyota.add_comment(C02, "=Is it 36?", question=True)
    later(office)
    nyota.set_reason("KM_C16", "The register was lost.")
    later(office)
    nyota.set(C02, "")
    return office


def every(office: Office, wanted: AuditWanted = ALL, limit: int = 3) -> list[AuditLine]:
    manager, found, spot = office.person("manager"), [], None
    while page := office.services.audit.page(wanted, manager, spot, limit=limit):
        found += page
        spot = page[-1].spot
    return found


def test_pages_follow_on_one_another_by_time_whatever_their_size(busy: Office) -> None:
    whole = every(busy, limit=10_000)
    assert [line.spot for line in whole] == sorted((line.spot for line in whole), reverse=True)
    assert len({line.spot for line in whole}) == len(whole) > 12
    for limit in (1, 3, 7):
        assert every(busy, limit=limit) == whole
    assert busy.services.audit.counts(AuditWanted(), busy.person("manager")).total == len(whole)


def test_one_goes_back_to_newer_pages_and_to_the_oldest(busy: Office) -> None:
    audit, manager = busy.services.audit, busy.person("manager")
    whole = every(busy, limit=10_000)
    assert audit.page(AuditWanted(), manager, newer=True, limit=4) == tuple(whole[-4:])
    assert audit.page(AuditWanted(), manager, whole[6].spot, newer=True, limit=4) == tuple(whole[2:6])


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (AuditWanted(facility=ZIWA), lambda line: line.key is None or line.key.facility == ZIWA),
        (AuditWanted(facility=ZIWA, family=FULL), lambda line: line.key.facility == ZIWA),
        (AuditWanted(family=FULL, period=NOVEMBER), lambda line: line.key is not None),
        (AuditWanted(kind=AuditKind.FIGURES), lambda line: line.entry.action in ("cell", "cells")),
        (AuditWanted(kind=AuditKind.PEOPLE), lambda line: line.entry.action in ("person added", "key made")),
        (AuditWanted(kind=AuditKind.OFFICE), lambda line: line.entry.chain == "office"),
        (AuditWanted(text="REGISTER was"), lambda line: line.entry.action == "reason"),
        (AuditWanted(text="%"), lambda line: False),
    ],
)
def test_the_log_is_narrowed(busy: Office, wanted: AuditWanted, fits: Callable[[AuditLine], bool]) -> None:
    found = every(busy, wanted)
    assert all(fits(line) for line in found)
    assert bool(found) is (wanted.text != "%")
    assert busy.services.audit.counts(wanted, busy.person("manager")).total == len(found)


def test_time_and_person_narrow_too(busy: Office) -> None:
    clerk, now = busy.person("clerk"), busy.clock.moment
    mine = every(busy, AuditWanted(person=clerk.id))
    assert {line.by for line in mine} == {"A. Wanjiru"}
    last = every(busy, AuditWanted(start=now))
    assert [line.entry.action for line in last] == ["cell"]
    assert len(every(busy, AuditWanted(end=now))) == len(every(busy)) - 1


def test_a_clerk_is_shown_no_names_of_others_and_may_not_ask_for_one(busy: Office) -> None:
    people = busy.services.people
    people.add("other", "B. Njeri", Role.CLERK, PASSPHRASE)
    other, manager = busy.person("other"), busy.person("manager")
    found = busy.services.audit.page(AuditWanted(), other, limit=1000)
    assert {line.by for line in found} == {"", "somebody else"}
    assert not any(line.names for line in found)
    with pytest.raises(RefusedError, match="Only a manager"):
        busy.services.audit.page(AuditWanted(person=manager.id), other)
    with pytest.raises(RefusedError, match="Only a manager"):
        busy.services.audit.write(AuditWanted(), other, busy.home / "log.csv", "en")
    assert [name for _, name in busy.services.audit.people(other)] == ["B. Njeri"]
    assert len(busy.services.audit.people(manager)) == 3


def test_one_cells_story_is_told_from_the_log_with_who_when_old_new_and_reason(busy: Office) -> None:
    story = busy.services.stories.tell(KEY, C02)
    told = [(line.told.what.template, line.told.before, line.told.after) for line in story.lines]
    assert told == [
        ("Return begun", None, None),
        ("Figure", "", "14"),
        ("Several figures at once", "14", "63"),
        ("Question", None, None),
        ("Figure", "63", ""),
    ]
    assert [str(line.told.how) for line in story.lines if line.told.how] == ["Typed", "Pasted", "Made blank"]
    assert {line.by for line in story.lines} == {"A. Wanjiru"}
    assert story.lines[3].told.words == "=Is it 36?"
    assert story.holds
    assert story.changes == 3
    [reason] = [
        line for line in busy.services.stories.tell(KEY, C16).lines if line.told.what.template == "Reason"
    ]
    assert reason.told.words == "The register was lost."
    with busy.work() as work:
        kept = {entry.number: entry.digest for entry in work.audit.entries(story.lines[0].chain)}
    assert all(kept[line.number] == line.digest for line in story.lines)


def test_a_story_does_not_rest_on_the_tables_beside_the_log(busy: Office) -> None:
    before = busy.services.stories.tell(KEY, C02)
    with closing(sqlite3.connect(busy.home / "office.db")) as connection:
        connection.execute("DELETE FROM comment")
        connection.execute("UPDATE cell SET number = 99")
        connection.commit()
    assert busy.services.stories.tell(KEY, C02) == before


def test_a_figure_that_was_typed_and_not_written_is_in_the_story_beside_the_one_that_stands(
    busy: Office,
) -> None:
    clerk = busy.person("clerk")
    late, first = ({"kind": "number", "value": number} for number in (77, 63))
    bodies = {
        "conflict": {"conflicts": [{"cell": str(C02), "seen": None, "late": late, "first": first}]},
        "settled": {"cell": str(C02), "kept": "first"},
        "not_taken": {"cells": [{"cell": str(C02), "value": late}], "why": "It was locked."},
    }
    with busy.work() as work:
        chain = str(work.returns.latest(KEY).id)
        for action, body in bodies.items():
            work.audit.append(chain, busy.clock.moment, clerk.id, action, body)
        work.commit()
    told = [line.told for line in busy.services.stories.tell(KEY, C02).lines[-3:]]
    assert [(t.before, t.after) for t in told] == [("63", "77"), (None, None), ("", "77")]
    assert "somebody else had changed it" in str(told[0].what)
    assert "the first figure stands" in str(told[1].what)
    assert [str(fact) for fact in told[2].facts] == ["It was locked."]


@pytest.mark.parametrize("body", ['{"cells": 3}', "[]", "x", '{"cell": "KM_C02[ANC]", "before": 7}', "{}"])
def test_what_somebody_wrote_into_the_log_by_hand_is_shown_as_it_stands(busy: Office, body: str) -> None:
    with closing(sqlite3.connect(busy.home / "office.db")) as connection:
        connection.execute("UPDATE audit SET body = ? WHERE action IN ('cell', 'cells')", (body,))
        connection.commit()
    for line in every(busy):
        assert tell(line.entry, line.names).what
    assert not busy.services.stories.tell(KEY, C02).holds


def test_a_story_says_from_which_entry_on_the_log_does_not_hold(busy: Office) -> None:
    with closing(sqlite3.connect(busy.home / "office.db")) as connection:
        edit = "UPDATE audit SET body = replace(body, '63', '36') WHERE action = 'cells'"
        assert connection.execute(edit).rowcount == 1
        connection.commit()
    story = busy.services.stories.tell(KEY, C02)
    assert story.first_broken == {1: 3}
    assert [line.holds for line in story.lines] == [True, True, False, False, False]


def test_a_story_goes_on_across_revisions(office: Office, tmp_path: Path) -> None:
    revision = office.complete().revision
    office.services.approval.approve([revision.id], office.signer("manager"))
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    office.services.exporting.export(plan, tmp_path / "sent", office.person("manager"))
    office.services.amending.begin(revision.id, office.person("clerk"), "One was counted twice.")
    later(office)
    office.open().set(C02, "15")
    lines = office.services.stories.tell(KEY, C02).lines
    assert [line.told.what.template for line in lines if line.revision == 2] == ["Amendment begun", "Figure"]
    assert lines[-2].told.words == "One was counted twice."
    steps = [line.told.what.template for line in lines if line.told.kind is AuditKind.STEPS]
    assert steps[:4] == [
        "Return begun",
        "Completed and signed by the clerk",
        "Approved and signed by the manager",
        "Sent",
    ]


def test_what_is_wanted_goes_into_a_csv_without_formulas_and_with_the_head(busy: Office) -> None:
    path = busy.home / "log.csv"
    wanted = AuditWanted(facility=NYOTA, family=FULL)
    count = busy.services.audit.write(wanted, busy.person("manager"), path, "en")
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    with busy.work() as work:
        assert any(work.audit.head("office") in row[0] for row in rows[:5])
    start = next(n for n, row in enumerate(rows) if row[0] == "When (EAT)") + 1
    assert len(rows) - start == count == len(every(busy, wanted))
    assert rows[start][0] == "2026-12-03 10:42:07"
    assert "'=Is it 36?" in {row[8] for row in rows[start:]}
    assert not any(value.startswith("=") for row in rows for value in row)
    assert not list(busy.home.glob(".*.part"))


@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_workbook_and_pdf_hold_the_head_and_say_that_data_is_made_up(busy: Office, suffix: str) -> None:
    with busy.work() as work:
        head = work.audit.head("office")
        work.people.set_office(replace(work.people.office(), is_demo=True))
        work.commit()
    path = busy.home / f"log{suffix}"
    busy.services.audit.write(AuditWanted(), busy.person("manager"), path, "sw")
    text = sheet_text(path) if suffix == ".xlsx" else pdf_text(path)
    assert head in text.replace("\n", "")
    assert "MAZOEZI" in text or "PRACTICE" in text
    assert "The register was lost." in " ".join(text.split()), "however it is wrapped"


def test_a_story_is_written_too(busy: Office) -> None:
    story = busy.services.stories.tell(KEY, C02)
    path = busy.home / "story.csv"
    assert busy.services.audit.write_story(story, busy.person("manager"), path, "en") == 5
    text = path.read_text("utf-8-sig")
    assert "KM_C02[ANC]" in text
    assert story.lines[-1].digest in text


def test_words_like_a_formula_stay_words_in_the_workbook_of_the_log(busy: Office) -> None:
    from openpyxl import load_workbook

    path = busy.home / "log.xlsx"
    busy.services.audit.write(AuditWanted(facility=NYOTA), busy.person("manager"), path, "en")
    cells = [cell for row in load_workbook(path).active for cell in row]
    found = [(cell.data_type, cell.quotePrefix) for cell in cells if cell.value == "=Is it 36?"]
    assert found == [("s", True)]


def test_the_pdf_of_the_log_may_be_the_first_paper_that_the_program_makes(
    busy: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportlab.pdfbase.pdfmetrics._fonts", {})
    monkeypatch.setattr("reportlab.pdfbase.pdfmetrics._typefaces", {})
    path = busy.home / "log.pdf"
    busy.services.audit.write(AuditWanted(), busy.person("manager"), path, "en")
    assert "Audit log" in pdf_text(path)


def test_a_file_that_cannot_be_written_leaves_the_old_one(busy: Office) -> None:
    path = busy.home / "log.csv"
    path.write_text("older")

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        busy.services.audit.write(AuditWanted(), busy.person("manager"), path, "en", stop)
    assert path.read_text() == "older"
    assert not list(busy.home.glob(".*.part"))
    with pytest.raises(RefusedError, match="ends neither"):
        busy.services.audit.write(AuditWanted(), busy.person("manager"), busy.home / "log.txt", "en")


def sheet_text(path: Path) -> str:
    from openpyxl import load_workbook

    sheet = load_workbook(path).active
    return "\n".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)


def pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)
