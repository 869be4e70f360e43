"""What a trust list says of a certificate: both sides of every limit of time, and the sentence shown."""

import hashlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from kmmp_desktop.domain.identity import KeyEnd, Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.security.chain import ChainError, Link, Subject
from kmmp_desktop.security.trust_list import SKEW, Entry, TrustList
from kmmp_desktop.services.trust_files import TrustSummary

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
ISSUED, UNTIL = datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
LEFT = datetime(2026, 8, 1, tzinfo=UTC)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
SECOND, DAYS = timedelta(seconds=1), timedelta(days=9)
PERSON, OFFICE = UUID(int=1), UUID(int=2)
DER = b"certificate"
DIGEST = hashlib.sha256(DER).hexdigest()
ROSE = Subject(PERSON, "Rose Atieno", Role.CLERK, OFFICE, "Ziwa Health Partners")
LINE = Entry(PERSON, Role.CLERK, OFFICE)


def trusted(found=None, roster=LINE, withdrawn=None, **link):
    """A list that knows one certificate."""

    def place(_certificate):
        if isinstance(found, ChainError):
            raise found
        return None if found is False else Link(ROSE, BEGINS, ENDS, **{"revoked": False, **link})

    summary = TrustSummary(UUID(int=3), "Programme", b"", 7, ISSUED, UNTIL, 1, 1)
    return TrustList(
        summary, SimpleNamespace(place=place), {DIGEST: roster} if roster else {}, withdrawn or {}, {}
    )


def said(programme, signed=NOW, seen=NOW, now=NOW):
    identity = programme.identify(DER, signed, seen, now)
    return identity.standing, str(identity.text)


def test_somebody_certified_in_time_is_confirmed_with_name_role_and_office():
    identity = trusted().identify(DER, NOW, NOW, NOW)
    assert (identity.person, identity.role, identity.office) == (PERSON, Role.CLERK, OFFICE)
    assert said(trusted()) == (
        Standing.CHAIN,
        "Rose Atieno, Ziwa Health Partners, is certified by the programme.",
    )
    assert trusted(found=False).identify(DER, NOW, NOW, NOW) is None, (
        "it does not claim to be the programme's"
    )


@pytest.mark.parametrize(
    ("programme", "standing", "words"),
    [
        (trusted(ChainError("x")), Standing.BROKEN, "claims to come from the programme, and does not hold"),
        (trusted(revoked=True), Standing.REVOKED, "of Rose Atieno, Ziwa Health Partners, was revoked"),
        (trusted(revoked=True, roster=None), Standing.REVOKED, "was revoked"),
        (trusted(roster=None), Standing.LIST_TOO_OLD, "is not on the programme's list number 7 yet"),
        (trusted(roster=LINE._replace(role=Role.MANAGER)), Standing.BROKEN, "says something else than"),
        (trusted(roster=LINE._replace(person=OFFICE)), Standing.BROKEN, "says something else than"),
        (trusted(roster=LINE._replace(office=PERSON)), Standing.BROKEN, "says something else than"),
    ],
    ids=["broken", "revoked", "revoked-unlisted", "unlisted", "other-role", "other-person", "other-office"],
)
def test_what_no_time_mends(programme, standing, words):
    found, text = said(programme)
    assert found is standing
    assert words in text


CHAIN = Standing.CHAIN
TIMES = {
    # signed, seen first, the clock now: what is fine, and what is not a second later or earlier
    "list-until": ((NOW, NOW, UNTIL), (NOW, NOW, UNTIL + SECOND), Standing.LIST_TOO_OLD, "good until"),
    "list-from": (
        (NOW, NOW, ISSUED - SKEW),
        (NOW, NOW, ISSUED - SKEW - SECOND),
        Standing.LIST_TOO_OLD,
        "stands before the day of the programme's list",
    ),
    "not-come": ((NOW + SKEW, NOW), (NOW + SKEW + SECOND, NOW), Standing.NOT_YET, "time that had not come"),
    "began": (
        (BEGINS - SKEW, NOW),
        (BEGINS - SKEW - SECOND, NOW),
        Standing.NOT_YET,
        "signed before the certificate began",
    ),
    "seen-before-it-began": (
        (BEGINS, BEGINS - SKEW),
        (BEGINS - SECOND, BEGINS - SKEW - SECOND),
        Standing.NOT_YET,
        "signed before the certificate began",
    ),
    "ended": (
        (ENDS + SKEW, ENDS + SKEW),
        (ENDS + SKEW + SECOND, ENDS + SKEW + SECOND),
        Standing.EXPIRED,
        "signed with a certificate that had run out",
    ),
    "seen-after-the-end": (
        (NOW, ENDS + SKEW),
        (NOW, ENDS + SKEW + SECOND),
        Standing.EXPIRED,
        "first seen here after the certificate of Rose Atieno had run out",
    ),
}


@pytest.mark.parametrize("name", TIMES)
def test_every_limit_of_time_has_two_sides_and_its_sentence(name):
    fine, wrong, standing, words = TIMES[name]
    assert said(trusted(), *fine)[0] is CHAIN
    found, text = said(trusted(), *wrong)
    assert found is standing
    assert words in text


@pytest.mark.parametrize(
    ("signed", "seen", "words"),
    [
        (LEFT + SKEW, LEFT + SKEW, ""),
        (LEFT + SKEW + SECOND, LEFT + SKEW + SECOND, "signed after leaving Ziwa Health Partners on"),
        (LEFT + SKEW, LEFT + SKEW + SECOND, "had left Ziwa Health Partners by"),
        (LEFT + SKEW + SECOND, LEFT + SKEW, "signed after leaving"),
        (None, LEFT + SKEW + SECOND, "signed after leaving"),
    ],
    ids=["in-time", "after", "seen-late", "claimed-late", "no-time-claimed"],
)
def test_whoever_left_keeps_what_was_signed_and_seen_before(signed, seen, words):
    programme = trusted(left=LEFT)
    standing, text = said(programme, signed, seen, seen)
    assert standing is (Standing.EXPIRED if words else CHAIN)
    assert words in text
    assert programme.had_left(DER, signed, seen) is bool(words)
    assert programme.ended(DER, PERSON, signed, seen) == (KeyEnd(LEFT, left=True) if words else None)


def test_a_home_made_certificate_is_withdrawn_at_once_or_from_the_day_its_holder_left():
    lost, left = trusted(False, withdrawn={(PERSON, DIGEST): None}), {(PERSON, DIGEST): LEFT}
    assert lost.withdrawn(PERSON, DER, BEGINS, BEGINS)
    assert not lost.withdrawn(OFFICE, DER, BEGINS, BEGINS), "of somebody else"
    assert lost.ended(DER, PERSON, NOW, NOW) == KeyEnd(ISSUED, left=False)
    gone = trusted(False, withdrawn=left)
    for signed, seen, expected in (
        (LEFT + SKEW, LEFT + SKEW, False),
        (LEFT + SKEW + SECOND, LEFT, True),
        (LEFT, LEFT + SKEW + SECOND, True),
        (None, LEFT + SKEW, False),
    ):
        assert gone.withdrawn(PERSON, DER, signed, seen) is expected
        assert gone.ended(DER, PERSON, signed, seen) == (KeyEnd(LEFT, left=True) if expected else None)
    assert gone.ended(DER, None, LEFT + DAYS, LEFT + DAYS) is None, "nobody was found to be behind it"


def test_a_revoked_key_ended_on_the_day_that_the_list_says():
    assert trusted(revoked=True, revoked_at=LEFT).ended(DER, None, NOW, NOW) == KeyEnd(LEFT, left=False)
    assert trusted(revoked=True).ended(DER, None, NOW, NOW) == KeyEnd(ISSUED, left=False)
    assert trusted().ended(DER, PERSON, NOW, NOW) is None
    assert trusted(ChainError("x")).ended(DER, PERSON, NOW, NOW) is None
    assert not trusted().had_left(DER, ENDS, ENDS)
    assert not trusted(False).had_left(DER, ENDS, ENDS)
