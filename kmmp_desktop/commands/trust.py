"""Commands of an office about the programme's trust file: take one in, show the one it relies on."""

from __future__ import annotations

import argparse

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.trust_files import TrustState


def take(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Rely on a trust file; the first one needs the fingerprint of the root."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    state = services.trust.take(
        arguments.file.absolute(), person, arguments.fingerprint, new_root=arguments.new_root
    )
    return _told(state, desk)


def show(_arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Number, date and root; exit 1 where there is none or it is past its date."""
    state = desk.office().trust.state()
    if state is None:
        line = desk.say("This office relies on no trust file yet.")
        return Answer(FOUND, {"trust": None}, [], line)
    return _told(state, desk)


def _told(state: TrustState, desk: Desk) -> Answer:
    about = state.summary
    line = (
        desk.say(
            "The programme's list of revoked certificates was good until {date}; take in a newer one.",
            date=day_of(about.valid_until),
        )
        if state.too_old
        else ""
    )
    data = {
        "programme": about.programme,
        "number": about.number,
        "fingerprint": about.fingerprint,
        "issued_at": about.issued_at.isoformat(),
        "valid_until": about.valid_until.isoformat(),
        "too_old": state.too_old,
        "offices": about.offices,
        "people": about.people,
    }
    said = desk.say(
        "List number {number} of {programme}, good until {date}.",
        number=about.number,
        programme=about.programme,
        date=day_of(about.valid_until),
    )
    told = desk.say("Fingerprint: {fingerprint}", fingerprint=about.fingerprint)
    return Answer(FOUND if state.too_old else FINE, {"trust": data}, [said, told], line)
