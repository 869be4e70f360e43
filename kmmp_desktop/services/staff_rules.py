"""What is asked of an act on an account, and what a new name changes."""

from __future__ import annotations

from dataclasses import replace

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.values import why_unstorable
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.plain_names import plain_name, refuse_long_name

LONGEST = 500


def reason_of(why: str) -> str:
    """Why an account is closed, in words that can be kept. Raises RefusedError."""
    said = why.strip()
    if not said:
        raise RefusedError("Write why the account is closed.")
    if len(said) > LONGEST:
        raise RefusedError("Say it in at most {most} characters.", most=LONGEST)
    if unstorable := why_unstorable(said):
        raise RefusedError(unstorable)
    return said


def refuse_closed(person: Person) -> None:
    if not person.enabled:
        raise RefusedError("The account of {name} is closed.", name=person.name, hint="Nothing was changed.")


def renamed(known: Person, name: str) -> tuple[Person, dict[str, object]]:
    """The person under another name, without a certificate, and what the log keeps. Raises RefusedError."""
    refuse_closed(known)
    name = plain_name(name)
    if not name:
        raise RefusedError("The person needs a name: it is printed on what they sign.")
    refuse_long_name(name)
    if name == known.name:
        raise RefusedError("{name} is called so already.", name=name, hint="Nothing was changed.")
    body: dict[str, object] = {"from": known.name, "to": name, "key given up": known.fingerprint}
    return replace(known, name=name, certificate=None), body
