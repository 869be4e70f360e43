"""Two returns of one facility and month: what differs is found from either side, and signed with it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from forms_cases.cases import case_file
from office_fixtures import FULL, NYOTA, PASSPHRASE, SHORT
from pdf_reading import text_of

import main
from kmmp_desktop.domain.office import FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import RefusedError
from ui.completing.looking import look_over

MINISTRY = "MOH731_S2_2023"
ROW_01, ROW_10 = CellKey("Y23_HV02_01"), CellKey("Y23_HV02_10")


def owing(office, *families):
    facility = next(f for f in office.services.facilities.all() if f.mfl == NYOTA)
    spans = tuple(FormSpan(family, Period(2026, 9)) for family in families)
    office.services.facilities.save(replace(facility, forms=spans), office.person("clerk"))
    return office


def codes(opened):
    return [d.finding.check for d in opened.between.differences]


@pytest.fixture
def small(office):
    """A facility that keys the five-item form and MOH 731."""
    return owing(office, SHORT, MINISTRY)


def type_in(opened, **figures):
    opened.set_many({opened.form.key(code): str(figure) for code, figure in figures.items()})


def test_the_difference_is_found_from_either_side_and_names_both(small):
    first = small.open(family=SHORT)
    type_in(first, KMMP_3b=12)
    assert first.between.differences == ()
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=7, HV02_10=6)
    [difference] = ministry.between.differences
    assert difference.finding.at == ROW_01
    assert (difference.finding.left.value, difference.finding.right.value) == (12, 13)
    assert str(difference.returns) == (
        "MOH 731 section 2 (2023), November 2026: draft, revision 1; "
        "KMMP five-item form, November 2026: draft, revision 1"
    )
    [other_way] = small.open(family=SHORT).between.differences
    assert str(other_way.finding.at) == "KMMP_3b"
    assert str(other_way.returns).startswith("KMMP five-item form")


def test_it_is_live_on_the_side_that_is_typed(small):
    type_in(small.open(family=SHORT), KMMP_3b=12)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=7)
    assert codes(ministry) == [], "a figure is missing: nothing can be said"
    type_in(ministry, HV02_10=6)
    assert codes(ministry) == ["X101"]
    assert [d.finding.check for d in ministry.between.at(ROW_10)] == ["X101"]
    assert ministry.between.at(CellKey("Y23_HV02_02")) == ()
    type_in(ministry, HV02_10=5)
    assert codes(ministry) == []


def test_nothing_is_compared_where_the_other_form_is_not_owed_or_not_begun(small, office):
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=7, HV02_10=6)
    assert ministry.between.others == ()
    assert ministry.between.frozen() == []
    owing(office, MINISTRY)
    assert codes(office.open(family=MINISTRY)) == []


def test_the_latest_revision_counts_in_any_state(small):
    first = small.open(family=SHORT)
    type_in(first, KMMP_3b=12)
    revision = first.revision
    with small.work() as work:
        work.returns.save_revision(replace(revision, state=State.SUBMITTED))
        work.commit()
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=7, HV02_10=6)
    assert codes(ministry) == ["X101"]
    assert "submitted, revision 1" in str(ministry.between.differences[0].returns)


def test_the_derived_form_is_compared_as_it_is_derived(office):
    owing(office, FULL, SHORT, MINISTRY)
    full = office.open(family=FULL)
    type_in(full, **{"B02[A10_19]": 1, "B02[A20_24]": 2, "B02[A25P]": 4, "B05[A10_19]": 0})
    type_in(full, **{"B05[A20_24]": 1, "B05[A25P]": 4})
    ministry = office.open(family=MINISTRY)
    type_in(ministry, HV02_01=7, HV02_10=6)
    assert codes(ministry) == ["X101", "X204"]
    derived = office.open(family=SHORT)
    assert derived.locked_why is not None
    assert codes(derived) == ["X101"]
    assert codes(office.open(family=FULL)) == ["X204"]


def test_the_finding_of_this_side_names_only_its_own_cells(small):
    type_in(small.open(family=SHORT), KMMP_3b=21)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=12, HV02_10=0)
    own = ministry.between.differences[0].own
    assert {key.element for key in own.cells} == {"Y23_HV02_01", "Y23_HV02_10"}
    assert own.marks == (ROW_01, ROW_10)
    assert own.slips == (), "it is a warning, and no months before speak against the figure"


BASE = case_file("moh731_s2")["base"]
"""The ministry's form without a fault: 6 women known before and 3 found."""


def ready(office, opened):
    """Every cell of the ministry's form, so that only the difference is in the way."""
    blanks = {key: "0" for key in opened.enterable() if opened.value(key) is None}
    opened.set_many(blanks)
    for item in office.services.completion.look(opened).items:
        if item.needs == "reason" and item.subject != "X101":
            opened.set_reason(item.subject, "Counted again.")


def test_it_wants_a_reason_and_its_inputs_are_signed_with_the_return(small, tmp_path):
    type_in(small.open(family=SHORT), KMMP_3b=12)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, **BASE)
    ready(small, ministry)
    looked = small.services.completion.look(ministry)
    [item] = [item for item in looked.items if item.subject == "X101"]
    assert (item.needs, item.group, str(item.key)) == ("reason", "warning", "Y23_HV02_01")
    assert "KMMP five-item form, November 2026: draft, revision 1" in str(item.detail)
    with pytest.raises(RefusedError):
        small.services.completion.complete(ministry, small.signer())
    ministry.set_reason("X101", "One woman was counted at two clinics.")
    small.services.completion.complete(ministry, small.signer())
    with small.work() as work:
        files = [work.files.get(ministry.revision.id, kind) for kind in ("xlsx", "pdf")]
    for file in files:
        data = small.services.verifying.judge(file.name, file.content).data
        [between] = data["between"]
        assert between["family"] == SHORT
        assert between["title"]["en"] == "KMMP Health Facility Reporting Form"
        assert between["state"] == "draft"
        assert between["cells"] == {"KMMP_3b": {"kind": "number", "value": 12}}
        [finding] = [f for f in data["findings"] if f["check"] == "X101"]
        assert finding["reason"] == "One woman was counted at two clinics."
        assert finding["at"] == "Y23_HV02_01"
        assert all(cell.startswith("Y23_") for cell in finding["cells"])
        assert "STD_KMMP_3B_MOH731" in [standard["id"] for standard in data["standards"]]
    assert ministry.revision.warnings >= 1
    text = " ".join(text_of(files[1].content, tmp_path).split())
    assert "Compared with other returns of the month: KMMP Health Facility Reporting Form" in text
    assert "November 2026 revision 1 (not signed yet)" in text


def test_it_has_a_life_like_every_finding(small):
    def life():
        return [step.step.state.value for step in small.services.findings.life(ministry.revision.id, "X101")]

    type_in(small.open(family=SHORT), KMMP_3b=12)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, **BASE)
    ready(small, ministry)
    look_over(small.services, ministry)
    assert life() == ["open"]
    ministry.set_reason("X101", "One woman was counted at two clinics.")
    assert life() == ["open", "explained"]
    revision = small.services.completion.complete(ministry, small.signer())
    small.services.approval.send_back(revision.id, small.person("manager"), "Look again.", ["X101"])
    assert life() == ["open", "explained", "returned"]
    again = small.open(family=MINISTRY)
    type_in(again, HV02_10=6)
    look_over(small.services, again)
    assert life() == ["open", "explained", "returned", "fixed"]


def test_what_the_other_desk_changed_is_read_before_it_is_signed(small):
    first = small.open(family=SHORT)
    type_in(first, KMMP_3b=13)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=7, HV02_10=6)
    assert codes(ministry) == []
    type_in(first, KMMP_3b=12)
    assert codes(ministry) == []
    small.services.completion.look(ministry)
    assert codes(ministry) == ["X101"]


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_either_return_has_words(small, state):
    first = small.open(family=SHORT)
    type_in(first, KMMP_3b=12)
    type_in(small.open(family=MINISTRY), HV02_01=7, HV02_10=6)
    with small.work() as work:
        work.returns.save_revision(replace(first.revision, state=state))
        work.commit()
    for family in (MINISTRY, SHORT):
        [difference] = small.open(family=family).between.differences
        assert str(difference.returns)


def test_at_leisure_the_other_return_is_read_with_the_months_before(small):
    type_in(small.open(family=SHORT), KMMP_3b=12)
    type_in(small.open(family=MINISTRY), HV02_01=7, HV02_10=6)
    who, month = small.person("clerk"), Period(2026, 11)
    opened = small.services.entry.open(MINISTRY, NYOTA, month, who, at_leisure=True)
    _ = opened.findings
    assert not opened.between.is_read, "its figures can be painted without the other return"
    assert not opened.is_judged
    opened.judge()
    assert opened.is_judged
    assert codes(opened) == ["X101"]
    asked = small.services.entry.open(MINISTRY, NYOTA, month, who, at_leisure=True)
    assert codes(asked) == ["X101"], "nothing is left out because it was put off"


def test_a_return_that_is_compared_with_nothing_is_signed_as_before(office):
    opened = office.complete()
    with office.work() as work:
        file = work.files.get(opened.revision.id, "xlsx")
    assert "between" not in office.services.verifying.judge(file.name, file.content).data


def test_a_command_tells_the_difference_and_takes_its_reason(small, capsys, monkeypatch, tmp_path):
    type_in(small.open(family=SHORT), KMMP_3b=12)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, HV02_01=7, HV02_10=6)
    monkeypatch.setenv("KMMP_PASSPHRASE", PASSPHRASE)
    where = ["--home", str(small.home), "--json", "--form", MINISTRY]
    file = tmp_path / "set.json"
    file.write_text(
        json.dumps({"facility": NYOTA, "period": "202611", "cells": {}, "reasons": {"X101": "Two clinics."}}),
        encoding="utf-8",
    )
    assert main.main(["returns", "set", *where, "--as", "clerk", str(file)]) == 0, capsys.readouterr()
    capsys.readouterr()
    main.main(["check", *where, "--facility", NYOTA, "--period", "202611"])
    found = json.loads(capsys.readouterr().out)
    [told] = [f for f in found["findings"] if f["check"] == "X101"]
    assert told["reason"] == "Two clinics."
    assert told["standard"]["status"] == "not_verified"
    assert told["other"] == {"form": SHORT, "state": "draft", "revision": 1}
    assert "November 2026: draft, revision 1" in told["returns"]


def test_the_manager_reads_it_with_its_reason(small):
    type_in(small.open(family=SHORT), KMMP_3b=12)
    ministry = small.open(family=MINISTRY)
    type_in(ministry, **BASE)
    ready(small, ministry)
    ministry.set_reason("X101", "One woman was counted at two clinics.")
    small.services.completion.complete(ministry, small.signer())
    review = small.services.approval.look(ministry.revision.id)
    [exception] = [e for e in review.exceptions if e.finding["check"] == "X101"]
    assert exception.finding["reason"] == "One woman was counted at two clinics."
