"""The catalogue of standards by keys alone, in a real office."""

from __future__ import annotations

from pathlib import Path

import pytest
from flow_office import desk_of, give_passphrase, press, show, wait
from office_fixtures import (  # noqa: F401
    FULL,
    PASSPHRASE,
    office,
    office_template,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.tiers import tier_words
from kmmp_desktop.errors import PastMonthsError
from kmmp_desktop.services.packs import Taken
from kmmp_desktop.texts.catalogue import Catalogue
from ui.page import Desk
from ui.standards.filter_strip import StatusStrip
from ui.standards.page import StandardsPage
from ui.style.look import Look

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
CITED = "KMMP guidelines 2012, 4.2, page 31"
WORDS = ("Sourced", "Benchmark", "Programme setting", "Not verified", "Arithmetic")
DECEMBER, JANUARY = Period(2026, 12), Period(2027, 1)


def opened(office, look, qtbot, username: str, **size) -> StandardsPage:  # noqa: F811
    page = show(qtbot, StandardsPage(desk_of(office, username, look)), **size)
    with_bar(page)
    page.refresh()
    wait(qtbot, lambda: not page.runs.is_counting)
    return page


def with_bar(page: StandardsPage) -> None:
    """The context bar belongs to the window, which is not here."""
    page.commands.bar.setParent(page)
    page.commands.bar.setGeometry(500, 0, 800, 40)
    page.commands.bar.show()


@pytest.fixture
def page(office, dressed, look, qtbot):  # noqa: F811
    office.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)
    return opened(office, look, qtbot, "officer")


def names(page: StandardsPage) -> list[str]:
    return [str(row.key) for row in page.table.model().rows if not row.group]


def find(page: StandardsPage, words: str) -> None:
    """Type anywhere to search, and go to what is found."""
    page.table.setFocus()
    press(page, words)
    press(page, Key.Key_Return)


def test_an_officer_finds_confirms_and_sees_it_by_keys_alone(page, office, qtbot):  # noqa: F811
    find(page, "active clients per")
    assert names(page) == ["STD_CASELOAD"]
    assert page.table.hasFocus()
    press(page, Key.Key_Return)
    form = page.panel.form
    assert form.value.hasFocus()
    assert form.start.period() == JANUARY
    assert not form.confirm.isEnabled()
    press(page, "60", Key.Key_Tab, Key.Key_Tab, CITED)
    assert "status" in form.why_not()
    press(page, Key.Key_Tab, Key.Key_Down)
    assert form.confirm.isEnabled()
    press(page, Key.Key_Return, modifier=CTRL)
    assert office.services.forms.for_period(FULL, JANUARY).settings["caseload_max"] == 60
    assert office.services.forms.for_period(FULL, DECEMBER).settings["caseload_max"] == 75
    assert form.told.text() == "Confirmed. In force from January 2027."
    assert page.table.model().rows[1].faces[0].sub == "From Jan 2027: 60 clients, Sourced"
    assert page.table.hasFocus()
    with office.work() as work:
        [overlay] = [o for o in work.overlays.all(FULL) if o.kind.value == "standard"]
    assert (overlay.citation, overlay.by_name) == (CITED, "J. Mwende")


def test_what_cannot_be_a_value_is_told_while_it_is_typed_and_stays(page, office):  # noqa: F811
    find(page, "active clients per")
    form = page.panel.form
    press(page, Key.Key_F2, "12O")
    assert form.why_not() == form._why.text() == '"12O" is not a number from 0 up.'
    assert form.value.accessibleDescription() == form._why.text()
    assert not form.trial.isEnabled()
    press(page, Key.Key_Tab, Key.Key_Tab, CITED, Key.Key_Tab, Key.Key_Down)
    press(page, Key.Key_Return, modifier=CTRL)
    assert not form.confirm.isEnabled()
    assert (form.value.text(), form.citation.toPlainText()) == ("12O", CITED)
    with office.work() as work:
        assert work.overlays.all(FULL) == ()
    form.value.setText("120")
    assert form.why_not() == ""
    assert form.confirm.isEnabled()
    assert form.trial.isEnabled()


def test_a_table_is_changed_tier_by_tier_by_keys_alone(page, office):  # noqa: F811
    find(page, "needed for the active")
    press(page, Key.Key_Return)
    form = page.panel.form
    table = form.table
    assert table.isVisible()
    assert not form.value.isVisible()
    assert table.text() == "0-30: 1; 31-100: 2; 101-200: 3; 201-: 4 + 1/75"
    press(page, "20", Key.Key_Tab, "2", Key.Key_Down, "3", Key.Key_Insert)
    assert form.why_not() == "Tier 3: a number is missing."
    assert table.accessibleDescription() == form.why_not()
    assert not form.trial.isEnabled()
    press(page, "150", Key.Key_Tab, "4", Key.Key_Down, "5")
    assert form.why_not() == "Tier 5 asks for 4, fewer than the tier before it: 5."
    assert [row.least.text() for row in table._rows] == ["0", "21", "101", "151", "201"]
    press(page, Key.Key_Up, Key.Key_Up, Key.Key_Delete, modifier=CTRL)
    assert table.text() == "0-20: 2; 21-150: 4; 151-200: 5; 201-: 4 + 1/75"
    assert form.why_not() == "Tier 4 asks for 4, fewer than the tier before it: 5."
    press(page, Key.Key_Down, Key.Key_Down, Key.Key_Delete)  # to the last tier, whose end is open
    assert not table._rows[3].fields[0].hasFocus()
    press(page, "7", Key.Key_Tab, Key.Key_Tab, Key.Key_Tab, Key.Key_Tab, Key.Key_Tab, CITED, Key.Key_Tab)
    press(page, Key.Key_Down)
    press(page, Key.Key_Return, modifier=CTRL)
    assert form.told.text() == "Confirmed. In force from January 2027."
    new = office.services.forms.for_period(FULL, JANUARY)
    assert tier_words(new.tiers) == "0-20: 2; 21-150: 4; 151-200: 5; 201+: 7 + 1/75"
    assert tier_words(office.services.forms.for_period(FULL, DECEMBER).tiers).startswith("0-30: 1; ")
    sub = page.table.model().rows[1].faces[0].sub
    assert sub.startswith("From Jan 2027: 0 to 20: 2; 21 to 150: 4; 151 to 200: 5; from 201: 7 and 1 more")


def test_letters_are_no_numbers_of_a_table_and_others_cannot_type(office, dressed, look, qtbot):  # noqa: F811
    page = opened(office, look, qtbot, "clerk")
    find(page, "needed for the active")
    press(page, Key.Key_Return)
    assert page.panel.open_page.hasFocus()
    table = page.panel.form.table
    assert not any(field.isEnabled() for row in table._rows for field in row.fields)
    assert not table.add.isEnabled()


def test_the_last_tier_stays_and_the_buttons_mean_the_tier_of_the_cursor(page):
    find(page, "needed for the active")
    press(page, Key.Key_Return, Key.Key_Down)
    table = page.panel.form.table
    press(page, "x")
    assert table._rows[1].fields[0].text() == "100", "letters are no numbers"
    table.remove.click()
    assert table.text() == "0-30: 1; 31-200: 3; 201-: 4 + 1/75"
    for _ in range(4):
        table.remove.click()
    assert len(table._rows) == 1
    assert not table.remove.isEnabled()
    table.add.click()
    assert len(table._rows) == 2


def test_a_unit_is_said_in_the_language_of_the_program(office, dressed, look, qtbot):  # noqa: F811
    desk = Desk(office.services, Catalogue("sw"), look, office.person("clerk"))
    page = show(qtbot, StandardsPage(desk))
    page.refresh()
    wait(qtbot, lambda: not page.runs.is_counting)
    [row] = [row for row in page.table.model().rows if row.key == "STD_CASELOAD"]
    assert "75 wateja" in [face.text for face in row.faces]


def test_for_others_the_reason_why_not_is_said(office, dressed, look, qtbot):  # noqa: F811
    page = opened(office, look, qtbot, "clerk")
    find(page, "active clients per")
    form = page.panel.form
    assert not form.confirm.isEnabled()
    assert form.why_not().startswith("Only a programme officer or an administrator confirms")
    press(page, Key.Key_Return)
    assert page.panel.open_page.hasFocus()
    press(page, Key.Key_Return, modifier=CTRL)
    with office.work() as work:
        assert work.overlays.all(FULL) == ()


def test_arithmetic_cannot_be_confirmed_by_anybody(page):
    page.filter_by("arithmetic")
    assert names(page)
    assert "nothing to confirm" in page.panel.form.why_not()


def test_the_list_is_filtered_by_status_with_counts(page):
    counted = {name: toggle.accessibleName() for name, toggle in page.strip.toggles.items()}
    assert counted["all"] == f"{len(names(page))} All"
    everything = len(names(page))
    split = 0
    for status in ("sourced", "benchmark", "programme_setting", "not_verified", "arithmetic"):
        page.strip.toggles[status].click()
        split += len(names(page))
        assert counted[status].startswith(f"{len(names(page))} ")
    assert split == everything
    page.table.setFocus()
    press(page, Key.Key_Escape)
    assert len(names(page)) == everything
    for row in page.table.model().rows:
        if not row.group:
            assert row.faces[2].text in (
                "Sourced",
                "Benchmark",
                "Programme setting",
                "Not verified",
                "Arithmetic",
            )


def test_the_page_of_a_source_opens_offline(page):
    find(page, "pre-service training for every")
    press(page, Key.Key_F3)
    note = page.panel.note
    assert "KMMP annual forum, 14 Mar 2024" in note
    assert "https://health.go.ke/" in note
    assert "10 days" in note
    press(page, Key.Key_F3)
    assert page.panel.note == ""


def test_a_standard_without_a_source_says_so(page):
    find(page, "clinic days with")
    press(page, Key.Key_F3)
    assert page.panel.note == "No source has been read: there is no page to open."
    assert page.table.model().rows[1].faces[3].text == "none given"


def test_a_new_value_is_tried_before_it_takes_effect(office, dressed, look, qtbot):  # noqa: F811
    office.fill()
    office.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)
    page = opened(office, look, qtbot, "officer")
    find(page, "active clients per")
    assert "Last month it failed on 0 of 1 return" in page.panel._fired.text()
    press(page, Key.Key_F2, "1", Key.Key_F9)
    wait(qtbot, lambda: not page.runs.is_trying)
    told = page.panel.form.told.text()
    assert told == "With 1 clients, 1 of 1 return from Dec 2025 – Nov 2026 would fail; as it is now, 0."
    with office.work() as work:
        assert work.overlays.all(FULL) == ()


def test_the_catalogue_is_printed_and_a_pack_issued_and_taken(page, office, qtbot, tmp_path):  # noqa: F811
    said: list[str] = []
    page.announced.connect(said.append)
    page.commands.print_to(tmp_path / "a.pdf")
    wait(qtbot, lambda: said)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    test_an_officer_finds_confirms_and_sees_it_by_keys_alone(page, office, qtbot)
    pack = Path(tmp_path / "a.kmmp-pack")
    page.commands.issue(pack)
    give_passphrase(qtbot, lambda: page.commands.signing.dialog)
    wait(qtbot, lambda: pack.exists() and not page.commands.signing.is_running)
    page.commands.take(pack)
    assert said[-1] == "Already here: nothing in the pack of J. Mwende is new."
    pack.write_bytes(pack.read_bytes()[:-2])
    page.commands.take(pack)
    assert '"a.kmmp-pack"' in said[-1]


def test_a_pack_that_reaches_back_has_to_be_chosen_twice(page, tmp_path, monkeypatch):
    said, asked = [], []
    page.announced.connect(said.append)

    def take(path, person, *, past=False):
        asked.append(past)
        if not past:
            raise PastMonthsError("It changes months that are over.", hint="Take it in once more.")
        return Taken("J. Mwende", "Nyota office", page.desk.services.clock.now(), 2, 0)

    monkeypatch.setattr(page.desk.services.packs, "take", take)
    page.commands.take(tmp_path / "a.kmmp-pack")
    assert said[-1].startswith("It changes months that are over.")
    page.commands.take(tmp_path / "b.kmmp-pack")
    page.commands.take(tmp_path / "a.kmmp-pack")
    page.commands.take(tmp_path / "a.kmmp-pack")
    assert asked == [False, False, False, True]
    assert said[-1] == "Taken in: 2 changes signed by J. Mwende, Nyota office."
    page.commands.take(tmp_path / "a.kmmp-pack")
    assert asked[-1] is False


@pytest.mark.parametrize(
    ("scale", "language", "dark"), [(2.0, "sw", False), (1.0, "en", True), (1.5, "sw", True)]
)
def test_it_fits_at_every_size(office, dressed, qtbot, scale, language, dark):  # noqa: F811
    look = Look.of(dark=dark, scale=scale)
    desk = Desk(office.services, Catalogue(language), look, office.person("clerk"))
    page = show(qtbot, StandardsPage(desk))
    page.set_low(scale >= 2)
    page.refresh()
    wait(qtbot, lambda: not page.runs.is_counting)
    assert page.minimumSizeHint().width() <= 1366
    page.table.setFocus()
    press(page, Key.Key_Down, Key.Key_Return)
    assert page.panel.isVisible()
    assert not page.grab().isNull()


def test_in_a_narrow_strip_the_two_flags_keep_their_words_longest(look, qtbot):
    holder = QWidget()  # a window of its own would not become narrower than its row is
    qtbot.addWidget(holder)
    strip = StatusStrip(look, holder)
    strip.show_counts(Catalogue("en").say, {status.value: 3 for status in Status})
    toggles = strip.toggles
    holder.show()
    wide = sum(t.width_for(short=False) for t in toggles.values()) + look.px(6) * 6 + look.px(24)
    strip.resize(wide, strip.height())
    assert not any(t._short for t in toggles.values())
    strip.resize(wide - 1, strip.height())
    assert toggles["sourced"]._short
    assert not toggles["benchmark"]._short
    assert not toggles["programme_setting"]._short
    strip.resize(strip.minimumSizeHint().width(), strip.height())
    assert all(toggles[s.value]._short for s in Status if s is not Status.ARITHMETIC)
