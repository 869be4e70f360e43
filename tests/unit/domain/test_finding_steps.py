"""How the life of a finding goes on: who, when, and what of it is only fingers on their way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kmmp_desktop.domain.finding_steps import (
    FindingState,
    Seen,
    accepted,
    follow,
    reopened,
    returned,
    stood_by,
)
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.text import Text

WANJIRU, OTIENO = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
HIGH = Seen(Severity.WARNING, "KM_C02", Text("C02 is 412, usual are 90 to 150.", "C02 ni 412."))
OPEN, FIXED, EXPLAINED = FindingState.OPEN, FindingState.FIXED, FindingState.EXPLAINED


class Life:
    """One return's lives, turned as the program turns them."""

    def __init__(self):
        self.lives = {}
        self.at = NOON

    def take(self, turn):
        for check, number in turn.drop:
            rest = tuple(step for step in self.lives[check] if step.number != number)
            self.lives.pop(check)
            if rest:
                self.lives[check] = rest
        for step in turn.put:
            kept = [s for s in self.lives.get(step.check, ()) if s.number != step.number]
            self.lives[step.check] = tuple(sorted([*kept, step], key=lambda s: s.number))
        return turn

    def stands(self, found=HIGH, reason="", by=WANJIRU, after=3600, whole=False):
        self.at += timedelta(seconds=after)
        now = {"W302": found} if found else {}
        reasons = {"W302": reason} if reason else {}
        return self.take(follow(self.lives, now, reasons, {"W302"}, by, self.at, whole=whole))

    @property
    def states(self):
        return [step.state.value for step in self.lives.get("W302", ())]

    @property
    def last(self):
        return self.lives["W302"][-1]


@pytest.fixture
def life():
    return Life()


def test_a_finding_opens_is_explained_fixed_and_opens_again_each_with_who_and_when(life):
    life.stands()
    life.stands(reason="Outreach week", by=OTIENO)
    life.stands(None)
    life.stands()

    assert life.states == ["open", "explained", "fixed", "open"]
    assert [step.by for step in life.lives["W302"]] == [WANJIRU, OTIENO, WANJIRU, WANJIRU]
    assert [step.at for step in life.lives["W302"]] == [NOON + timedelta(hours=n) for n in (1, 2, 3, 4)]
    assert life.lives["W302"][1].reason == "Outreach week"
    assert life.lives["W302"][2].reason == "Outreach week", "a fixed finding tells what was said of it"


def test_nothing_is_written_while_nothing_changes(life):
    life.stands()
    assert not life.stands()
    life.stands(reason="Outreach week")
    assert not life.stands(reason="Outreach week")
    life.stands(None)
    assert not life.stands(None)


def test_what_opens_and_is_fixed_within_a_minute_by_the_same_person_was_never_there(life):
    life.stands()
    life.stands(None, after=60)

    assert life.states == []


def test_a_second_more_or_somebody_else_or_a_reason_makes_it_a_step(life):
    life.stands()
    life.stands(None, after=61)
    assert life.states == ["open", "fixed"]

    other = Life()
    other.stands()
    other.stands(None, after=5, by=OTIENO)
    assert other.states == ["open", "fixed"]

    said = Life()
    said.stands()
    said.stands(reason="Outreach week", after=5)
    said.stands(None, after=5)
    assert said.states == ["open", "explained", "fixed"]


def test_a_hundred_flickers_leave_one_step(life):
    for _ in range(100):
        life.stands(after=2)
        life.stands(None, after=2)
    life.stands(after=2)

    assert life.states == ["open"]
    assert life.last.number == 1


def test_a_figure_corrected_and_put_back_at_once_leaves_the_life_as_it_was(life):
    life.stands()
    life.stands(reason="Outreach week")
    life.stands(None)
    life.stands(reason="Outreach week", after=20)

    assert life.states == ["open", "explained"]


def test_a_reason_written_in_pauses_is_one_step_with_its_last_words(life):
    life.stands()
    for text in ("Out", "Outreach", "Outreach week in Kolwa"):
        life.stands(reason=text, after=20)

    assert life.states == ["open", "explained"]
    assert life.last.reason == "Outreach week in Kolwa"


def test_a_reason_taken_away_opens_the_finding_again(life):
    life.stands()
    life.stands(reason="Outreach week")
    life.stands()

    assert life.states == ["open", "explained", "open"]
    assert life.last.reason == ""


def test_a_clock_that_went_back_hides_nothing(life):
    life.stands()
    life.stands(None, after=-7200)

    assert life.states == ["open", "fixed"]


def test_a_check_that_was_not_made_stays_as_it_was(life):
    life.stands()
    assert not follow(life.lives, {}, {}, set(), WANJIRU, life.at + timedelta(hours=1))


def test_a_look_at_the_whole_return_brings_the_words_up_to_date_without_a_step(life):
    life.stands()
    higher = Seen(Severity.WARNING, "KM_C02", Text("C02 is 500, usual are 90 to 150."))
    assert not life.stands(higher), "while typing nothing is written for that"
    life.stands(higher, whole=True)

    assert life.states == ["open"]
    assert life.last.words == higher.words
    assert life.last.at == NOON + timedelta(hours=1), "since when it is open does not change"


def test_the_manager_accepts_what_lives_and_leaves_what_is_fixed(life):
    life.stands(reason="Outreach week")
    life.lives["E105"] = (*Life().lives.get("E105", ()), _fixed())
    life.take(accepted(life.lives, OTIENO, NOON))

    assert (life.last.state, life.last.by) == (FindingState.ACCEPTED, OTIENO)
    assert life.last.reason == "Outreach week"
    assert life.lives["E105"][-1].state is FIXED


def test_a_return_because_of_one_finding_leaves_the_others(life):
    life.stands(reason="Outreach week")
    life.lives["W310"] = tuple(
        type(s)(**{**{f: getattr(s, f) for f in s.__slots__}, "check": "W310"}) for s in life.lives["W302"]
    )
    life.take(returned(life.lives, {"W302"}, "Which days?", OTIENO, NOON))

    assert life.last.state is FindingState.RETURNED
    assert life.last.note == "Which days?"
    assert life.lives["W310"][-1].state is EXPLAINED


def test_after_a_return_a_new_reason_explains_and_signing_again_stands_by_the_old_one(life):
    life.stands(reason="Outreach week")
    life.take(returned(life.lives, {"W302"}, "Which days?", OTIENO, life.at))
    assert not life.stands(reason="Outreach week"), "the same reason says nothing new"

    other = Life()
    other.lives = dict(life.lives)
    other.at = life.at
    other.take(stood_by(other.lives, WANJIRU, NOON))
    assert (other.last.state, other.last.note) == (EXPLAINED, "")

    life.stands(reason="Outreach 3 to 7 November")
    assert life.states == ["explained", "returned", "explained"]


def test_an_approval_that_is_given_up_gives_back_what_was_before(life):
    life.stands(reason="Outreach week")
    life.take(accepted(life.lives, OTIENO, NOON))
    life.take(reopened(life.lives, WANJIRU, NOON))

    assert life.states == ["explained", "accepted", "explained"]


def _fixed():
    one = Life()
    one.take(follow({}, {"E105": HIGH}, {}, {"E105"}, WANJIRU, NOON))
    later = NOON + timedelta(hours=2)
    turn = follow(one.lives, {}, {}, {"E105"}, WANJIRU, later)
    return turn.put[0]
