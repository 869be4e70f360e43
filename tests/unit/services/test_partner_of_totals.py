"""The partner of a received return is what the programme's list says of its office, or shown as a claim."""

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
