"""Of which partner a received return is, and whether it came in time: what a total says beside its sums."""

from datetime import timedelta

from received_office import NOVEMBER, SMALL, receiver, receiver_home, sender, sender_home  # noqa: F401
from two_offices import signing_receiver, two  # noqa: F401

from kmmp_desktop.services.totals import Level


def test_without_the_programmes_word_the_partner_is_a_claim(two):  # noqa: F811
    _, files = two.send()
    two.take_in(*files)
    totals = two.there.services.totals
    [counted] = totals.make(SMALL, NOVEMBER).counted
    assert str(counted.partner_words) == "Ziwa Health Partners (as its office says)"
    assert "Ziwa Health Partners" in totals.places(SMALL, NOVEMBER)[Level.PARTNER]


def test_the_programmes_word_counts_whatever_the_office_calls_itself(two):  # noqa: F811
    _, files = two.send()
    two.take_in(*files)
    ziwa, totals = two.here.services.people.office().id, two.there.services.totals
    totals._partner_of = lambda office: "Maziwa Trust" if office == ziwa else ""
    places = totals.places(SMALL, NOVEMBER)[Level.PARTNER]
    assert "Maziwa Trust" in places
    assert "Ziwa Health Partners" not in places
    [counted] = totals.make(SMALL, NOVEMBER, Level.PARTNER, "Maziwa Trust").counted
    assert str(counted.partner_words) == "Maziwa Trust"
    assert totals.make(SMALL, NOVEMBER, Level.PARTNER, "Ziwa Health Partners").counted == ()


def test_an_amendment_that_comes_after_the_deadline_makes_nobody_late(two):  # noqa: F811
    """Sent on the third, amended on the twentieth: here, and in the office that sent it."""
    sent, files = two.send()
    two.take_in(*files)
    for office in (two.here, two.there):
        office.clock.moment += timedelta(days=17)
    two.sender.amend(two.stands(two.here, sent), A1_ANC=21, A4_ANC=23)
    later, files = two.sign_and_send()
    two.take_in(*files)
    assert later.number == 2
    for office in (two.here, two.there):
        [counted] = office.services.totals.make(SMALL, NOVEMBER).counted
        assert (counted.revision.number, counted.days_late) == (2, 0)


def test_a_first_revision_after_the_deadline_is_late(two):  # noqa: F811
    two.here.clock.moment += timedelta(days=17)
    two.send()
    [counted] = two.here.services.totals.make(SMALL, NOVEMBER).counted
    assert counted.days_late > 0
