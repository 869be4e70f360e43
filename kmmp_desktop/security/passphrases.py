"""Passphrases for logging in: Argon2id, so that a stolen database gives none away quickly."""

from __future__ import annotations

import unicodedata

from kmmp_desktop.errors import StorageError

# RFC 9106, second recommended option (section 4): 64 MiB and a tenth of a second, which a laptop of
# 4 GB has to spare and a guesser has to spend again for every guess
TIME_COST = 3
MEMORY_KIB = 65_536
LANES = 4


def plain(passphrase: str) -> bytes:
    """The bytes of a passphrase: the same whichever way a keyboard composes accented letters."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def hash_passphrase(passphrase: str) -> str:
    """Return the PHC string to keep; two hashes of one passphrase differ by their salts."""
    from argon2 import PasswordHasher  # late: nobody logs in before the window stands

    return PasswordHasher(TIME_COST, MEMORY_KIB, LANES).hash(plain(passphrase))


def fits(stored_hash: str, passphrase: str) -> bool:
    """Whether the passphrase is the one of the hash; raises StorageError for what is no hash."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

    try:
        return PasswordHasher().verify(stored_hash, plain(passphrase))
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError) as error:
        raise StorageError(
            "What is kept of this account's passphrase cannot be read.",
            hint="An administrator of the office can set a new passphrase.",
        ) from error
