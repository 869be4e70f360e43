"""Whose certificate it is, by the roster of this office."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.services.ports import Work
from kmmp_desktop.services.staff import role_setting
from kmmp_desktop.text import Message


class RosterTrust:
    """See ``ports.TrustCheck``. A certificate is known byte for byte or not at all.

    People who were shut out are still known, and so are their earlier certificates: what they signed
    before stays theirs. People with an account here sign for this office; people of a card for the office
    that the card named, and for none where it named none.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def known(self, certificate: bytes) -> Person | None:
        with self._work() as work:
            return work.people.holder(certificate)

    def is_own(self, certificate: bytes) -> bool:
        """Whether it is of somebody who has, or had, an account in this office."""
        with self._work() as work:
            person = work.people.holder(certificate)
            return person is not None and work.people.account(person.id) is not None

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime | None = None
    ) -> Identity:
        with self._work() as work:
            person = work.people.holder(certificate)
            office = work.people.office()
            # a role that was given up is still the one of what was signed in it
            held = work.settings.get(role_setting(certificate))
            own = person is not None and work.people.account(person.id) is not None
        if person is None:
            return Identity(
                Standing.UNKNOWN,
                "",
                None,
                None,
                None,
                "",
                Message("The key is not in this office's roster."),
            )
        if held is not None:
            person = replace(person, role=Role(held))
        if own:
            home, home_name = (office.id, office.name) if office else (None, "")
        else:
            home, home_name = person.office, person.office_name
        if home is None:
            return Identity(
                Standing.NO_OFFICE,
                person.name,
                person.role,
                person.id,
                None,
                "",
                Message(
                    "{name} was added here from a card that did not say the office. Ask {name} for a new "
                    "card and add the person from it once more.",
                    {"name": person.name},
                ),
            )
        return Identity(
            Standing.ROSTER,
            person.name,
            person.role,
            person.id,
            home,
            home_name,
            Message("{name} is in this office's roster.", {"name": person.name}),
        )
