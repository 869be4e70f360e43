"""What a letter calls its office, and what a question may not say."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.letter_box import Confirmed
from kmmp_desktop.services.letter_contents import Sender, read_questions
from kmmp_desktop.services.sealed_files import Sealed
from kmmp_desktop.text import Message

ONE = UUID(int=1)
SPEAKER = {"id": str(ONE), "name": "J. Mwende", "role": "officer", "office": "National programme"}
QUESTIONS = {
    "at": "2026-12-03T08:00:00Z",
    "office": {"id": str(ONE), "name": "National programme", "partner": "X"},
    "by": {"id": str(ONE), "name": "J. Mwende", "role": "officer"},
    "return": {"family": "SMALL", "facility": "20101", "period": "202611"},
    "facility_name": "Facility",
    "revision": {"id": str(ONE), "number": 1},
    "short_code": "KM7Q",
    "note": "",
}


def thread(**more):
    said = [{"by": SPEAKER, "at": "2026-12-03T08:00:00Z", "text": "Why?"}]
    return {
        "id": str(ONE),
        "cell": "SM_A1[ANC]",
        "question": True,
        "said": said,
        "resolved_at": None,
        "resolved_by": None,
        **more,
    }


@pytest.mark.parametrize(("certified", "shown"), [("Nyanza Care", "Nyanza Care"), ("", "Ministry of Health")])
def test_an_office_is_called_what_its_certificate_says(certified, shown):
    sender = Sender(ONE, "Ministry of Health", "X", ONE, "J. Mwende", "officer")
    identity = Identity(Standing.CHAIN, "J. Mwende", Role.OFFICER, ONE, ONE, certified, Message("x"))
    letter = Confirmed("a", Sealed("receipt", {}, b"", b"", b""), sender, identity)
    assert letter.office == shown


def test_a_letter_of_questions_cannot_say_that_a_question_is_answered():
    """It would take the questions of another office off the list of those that wait."""
    asked = read_questions("a", {**QUESTIONS, "threads": [thread()]})
    assert asked.at == datetime(2026, 12, 3, 8, tzinfo=UTC)
    answered = thread(resolved_at="2026-12-03T08:00:00Z", resolved_by=SPEAKER)
    with pytest.raises(FileRefusedError):
        read_questions("a", {**QUESTIONS, "threads": [answered]})
