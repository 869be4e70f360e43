"""What a passphrase has to be, with the reason where it is not."""

from __future__ import annotations

from kmmp_desktop.errors import RefusedError

SHORTEST_PASSPHRASE = 10
"""Programme setting: long enough to resist guessing at the cost of Argon2id."""


def weigh(passphrase: str, username: str) -> None:
    """Raises RefusedError for a weak one; the sentence never holds it."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RefusedError(
            "The passphrase has {count} characters; it needs at least {least}.",
            count=len(passphrase),
            least=SHORTEST_PASSPHRASE,
            hint="Three or four words in a row are easy to keep and hard to guess.",
        )
    if len(set(passphrase)) < 5 or username in passphrase.lower():
        raise RefusedError(
            "The passphrase is easy to guess: it repeats itself or holds the user name.",
            hint="Three or four words in a row are easy to keep and hard to guess.",
        )
