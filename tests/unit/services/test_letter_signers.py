"""Whose a letter is: what is said of it before anybody reads what stands in it."""

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.services.letter_box import Confirmed, LetterBox
from kmmp_desktop.services.letter_contents import Sender
from kmmp_desktop.services.looked_letters import LetterStanding
from kmmp_desktop.services.sealed_files import Sealed
from kmmp_desktop.text import Message

HERE, THERE, THIRD, MWENDE, OTHER = (UUID(int=n) for n in range(1, 6))
AT = datetime(2026, 12, 3, tzinfo=UTC)
SENDER = Sender(THERE, "National programme", "X", MWENDE, "J. Mwende", "officer")
SEALED = Sealed("recall", {}, b"certificate", b"", b"")


def judged(standing=Standing.ROSTER, person=MWENDE, office=THERE, own=HERE):
    """What an office says of a letter of the officer, by how her certificate stands there."""
    asked = []

    def identify(certificate, at):
        asked.append((certificate, at))
        return Identity(standing, "J. Mwende", Role.OFFICER, person, office, "National", Message("so it is"))

    @contextmanager
    def work():
        found = SimpleNamespace(id=own) if own is not None else None
        yield SimpleNamespace(people=SimpleNamespace(office=lambda: found))

    box = LetterBox(work, SimpleNamespace(), SimpleNamespace(identify=identify), lambda *_: True)
    return box.confirm("a", SEALED, SENDER, AT), asked


@pytest.mark.parametrize("standing", [one for one in Standing if one in (Standing.ROSTER, Standing.CHAIN)])
@pytest.mark.parametrize("own", [HERE, None], ids=["an-office", "no-office-yet"])
def test_somebody_who_is_known_speaks_for_the_office_and_person_of_the_certificate(standing, own):
    letter, asked = judged(standing, own=own)
    assert isinstance(letter, Confirmed)
    assert (letter.office, letter.sender) == ("National", SENDER)
    assert asked == [(b"certificate", AT)], "as of the time that the letter says"


MAY_STILL = {Standing.UNKNOWN, Standing.NO_OFFICE, Standing.LIST_TOO_OLD, Standing.NOT_YET}


@pytest.mark.parametrize(
    "standing", [one for one in Standing if one not in (Standing.ROSTER, Standing.CHAIN)]
)
def test_nobody_else_is_believed_and_what_may_still_be_confirmed_waits(standing):
    letter, _ = judged(standing)
    held = standing in MAY_STILL
    assert letter.standing is (LetterStanding.HELD if held else LetterStanding.REFUSED)
    assert "That is not confirmed: so it is" in str(letter.text)
    step = "new card" if standing is Standing.NO_OFFICE else "newest trust file" if held else "somebody else"
    assert step in str(letter.step)


@pytest.mark.parametrize(
    ("person", "office"), [(OTHER, THERE), (MWENDE, THIRD), (None, THERE), (MWENDE, None)], ids=str
)
def test_a_certificate_speaks_for_nobody_else(person, office):
    letter, _ = judged(person=person, office=office)
    assert letter.standing is LetterStanding.REFUSED
    assert str(letter.text) == "Signed by J. Mwende, but the letter speaks for J. Mwende, National programme."


def test_a_letter_of_this_very_office_is_for_another_one():
    letter, asked = judged(own=THERE)
    assert letter.standing is LetterStanding.REFUSED
    assert "written in this office" in str(letter.text)
    assert asked == []
