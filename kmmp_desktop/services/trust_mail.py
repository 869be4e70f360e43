"""Trust files among files that came: what one would do, and taking it in, like any small signed file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.doubts import Doubt, said_of
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.receiving_ports import Looked
from kmmp_desktop.services.trust_files import LookedTrust, TrustFileService, TrustState
from kmmp_desktop.text import Message


class TrustMail:
    """See ``receiving_ports.Mail``. The first trust file is not taken in so: its root has to be compared."""

    def __init__(self, trust: TrustFileService, doubts: Callable[[], Sequence[Doubt]] = tuple) -> None:
        """``doubts``: what is to be looked at once the file was taken in (``DoubtService.waiting``)."""
        self._trust, self._doubts = trust, doubts

    def look(self, name: str, content: bytes) -> Looked:
        looked = self._trust.look(name, content)
        summary = looked.summary
        text = Message(
            "List number {number} of {programme}, good until {date}.",
            {
                "number": summary.number,
                "programme": summary.programme,
                "date": day_of(summary.valid_until),
            },
        )
        standing, step = _standing(looked)
        return Looked("trust", standing, text, step)

    def take(self, name: str, content: bytes, person: Person) -> Message:
        state = self._trust.take_content(name, content, person)
        return relied_on(state, self._doubts())


def relied_on(state: TrustState, doubts: Sequence[Doubt]) -> Message:
    """The answer to a trust file that was taken in; ``doubts``: those that nobody has let count."""
    words = {"number": state.summary.number, "programme": state.summary.programme}
    taken = Message("This office relies on list number {number} of {programme} now.", words)
    said = said_of(doubts)
    if said is None:
        return taken
    where = Message("Look at them: Receive, Returns with a revoked key.")
    return Message("{one} {two} {three}", {"one": taken, "two": said, "three": where})


def _standing(looked: LookedTrust) -> tuple[LetterStanding, Message]:
    if looked.is_known:
        return LetterStanding.ALREADY, Message("Already here: nothing is to be done.")
    if looked.refusal is not None:
        return LetterStanding.REFUSED, looked.refusal.message
    if looked.pinned is None:
        return LetterStanding.HELD, Message(
            "Hold: it is the first one. Compare its fingerprint with the authority under Tools, Programme."
        )
    return LetterStanding.NEW, Message(
        "Take in: it replaces list number {known}.", {"known": looked.pinned.number}
    )
