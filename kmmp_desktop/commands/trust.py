"""Commands of an office about the programme's trust file: take one in, show the one it relies on."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.doubts import Doubt, described, said_of
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.trust_files import TrustState


def take(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Rely on a trust file; the first one needs the fingerprint of the root."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    state = services.trust.take(
        arguments.file.absolute(), person, arguments.fingerprint, new_root=arguments.new_root
    )
    answer, found = _told(state, desk), services.doubts.waiting()
    answer.data["doubts"] = [described(doubt) for doubt in found]
    answer.lines.extend(_lines(found, desk))
    return answer


def doubts(_arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Returns that count and rest on a signature whose key was revoked since; exit 1 where nobody has
    let one count."""
    found = desk.office().doubts.look()
    waits = any(doubt.accepted is None for doubt in found)
    data = {"doubts": [described(doubt) for doubt in found]}
    if not found:
        return Answer(FINE, data, [desk.say("No return rests on a signature whose key was revoked since.")])
    lines = _lines(found, desk)
    return Answer(FOUND if waits else FINE, data, lines, lines[0] if waits else "")


def accept(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Let a return count although the key of its signer was revoked; the reason is kept in the log."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    key = ReturnKey(services.forms.newest(desk.form).family, arguments.facility, arguments.period)
    chosen = [doubt for doubt in services.doubts.look() if doubt.key == key]
    if not chosen:
        raise NotFoundError(
            "The return of {facility} of {period} does not rest on a signature whose key was revoked since.",
            facility=arguments.facility,
            period=arguments.period,
        )
    services.doubts.accept(chosen, arguments.reason, person)
    found = [doubt for doubt in services.doubts.look() if doubt.key == key]
    return Answer(FINE, {"doubts": [described(doubt) for doubt in found]}, _lines(found, desk)[1:])


def _lines(found: Sequence[Doubt], desk: Desk) -> list[str]:
    """How many, then a line for each."""
    said = said_of(found)
    if said is None:
        return []
    lines = [desk.say(said)]
    for doubt in found:
        key = doubt.key
        where = f"{key.facility} {key.period} r{doubt.number} {doubt.facility}, {doubt.office_name}"
        lines.append(f"{where}: {desk.say(doubt.text)} {desk.say(doubt.step)}")
    return lines


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
