"""Where a return belongs, on both sides of every limit; the office itself is not asked."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.receiving_place import wrong_form, wrong_place
from kmmp_desktop.services.receiving_rows import Step, Why

JULY, NOVEMBER, DECEMBER = Period(2026, 7), Period(2026, 11), Period(2026, 12)
KNOWN = Facility("20101", "Nyota", "Kisumu", "Kisumu East", "3", forms=(FormSpan("SMALL", NOVEMBER),))
ENDED = replace(KNOWN, forms=(FormSpan("SMALL", JULY, NOVEMBER),))


class Form:
    """A form with one cell that is typed, and one that is reckoned."""

    short, version = "SMALL", "1.10.0"

    def __iter__(self):
        typed = SimpleNamespace(is_calculated=False, cells=(CellKey("A1", ""),))
        return iter([typed, SimpleNamespace(is_calculated=True, cells=(CellKey("A4", ""),))])


class Forms:
    def for_period(self, family, period):
        if family != "SMALL":
            raise NotFoundError("none")
        return Form()


def came(period=NOVEMBER, family="SMALL", version="1.10.0", cells=("A1",)):
    key = ReturnKey(family, "20101", period)
    keys = {CellKey(name, ""): None for name in cells}
    return SimpleNamespace(
        key=key, form_version=version, cells=keys, facility=KNOWN, services=("anc", "none")
    )


def answer(judged):
    return judged and (judged.step, judged.why)


@pytest.mark.parametrize(
    ("period", "facility", "expected"),
    [
        (NOVEMBER, KNOWN, None),
        (DECEMBER, KNOWN, None),
        (Period(2027, 1), KNOWN, (Step.SEND_BACK, Why.WRONG_MONTH)),
        (Period(2026, 10), KNOWN, (Step.SEND_BACK, Why.WRONG_MONTH)),
        (JULY, ENDED, None),
        (NOVEMBER, ENDED, None),
        (DECEMBER, ENDED, (Step.SEND_BACK, Why.WRONG_MONTH)),
        (NOVEMBER, None, (Step.HOLD, Why.UNKNOWN_FACILITY)),
        (Period(2027, 1), None, (Step.SEND_BACK, Why.WRONG_MONTH)),
        (NOVEMBER, replace(KNOWN, active=False), (Step.HOLD, Why.WRONG_FACILITY)),
        (NOVEMBER, replace(KNOWN, forms=(FormSpan("OTHER"),)), (Step.HOLD, Why.WRONG_FACILITY)),
    ],
)
def test_a_return_belongs_to_a_month_that_has_begun_and_is_owed(period, facility, expected):
    assert answer(wrong_place(came(period), facility, DECEMBER)) == expected


def test_the_sentence_says_since_when_or_until_when_it_was_owed():
    early = wrong_place(came(Period(2026, 10)), KNOWN, DECEMBER)
    assert str(early.text) == "Wrong month: the form is owed from November 2026 on."
    late = wrong_place(came(DECEMBER), ENDED, DECEMBER)
    assert str(late.text) == "Wrong month: the form was owed until November 2026."
    twice = replace(KNOWN, forms=(FormSpan("SMALL", DECEMBER), FormSpan("SMALL", NOVEMBER)))
    assert "from November 2026 on" in str(wrong_place(came(JULY), twice, DECEMBER).text), "the first of them"
    ended = replace(KNOWN, forms=(FormSpan("SMALL", None, NOVEMBER), FormSpan("SMALL", None, JULY)))
    assert "until November 2026" in str(wrong_place(came(DECEMBER), ended, DECEMBER).text), "the last of them"


def test_the_facility_that_is_offered_is_the_one_of_the_file_from_that_month_on():
    offered = wrong_place(came(), None, DECEMBER).offered
    assert (offered.mfl, offered.forms) == ("20101", (FormSpan("SMALL", NOVEMBER),))
    assert [span.service for span in offered.services] == ["anc"]
    closed = replace(KNOWN, forms=(), active=False)
    again = wrong_place(came(), closed, DECEMBER).offered
    assert (again.active, again.forms) == (True, (FormSpan("SMALL", NOVEMBER),))


@pytest.mark.parametrize(
    ("arrived", "expected"),
    [
        (came(), None),
        (came(family="OTHER"), (Step.HOLD, Why.UNKNOWN_FORM)),
        (came(version="1.10.1"), (Step.HOLD, Why.UNKNOWN_FORM)),
        (came(version="2.0"), (Step.HOLD, Why.UNKNOWN_FORM)),
        (came(version="1.9.0"), (Step.SEND_BACK, Why.OLDER_FORM)),
        (came(version="1.10"), (Step.SEND_BACK, Why.OLDER_FORM)),
        (came(version="newest"), (Step.SEND_BACK, Why.OLDER_FORM)),
        (came(version="9" * 5000), (Step.SEND_BACK, Why.OLDER_FORM)),
        (came(cells=("A1", "Z9")), (Step.HOLD, Why.UNKNOWN_FORM)),
        (came(cells=("A4",)), (Step.HOLD, Why.UNKNOWN_FORM)),
        (came(cells=()), None),
    ],
    ids=[
        "same",
        "family",
        "newer",
        "next",
        "older",
        "short",
        "no-number",
        "huge",
        "cell",
        "reckoned",
        "empty",
    ],
)
def test_the_form_is_the_one_that_holds_for_the_month(arrived, expected):
    assert answer(wrong_form(arrived, Forms())) == expected
