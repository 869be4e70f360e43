"""What a passphrase has to be, with the reason where it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from kmmp_desktop.errors import RefusedError

SHORTEST_PASSPHRASE = 10
"""Programme setting: long enough to resist guessing at the cost of Argon2id."""
_HINT = "Three or four words in a row are easy to keep and hard to guess."
_FEWEST = 5
"""Different characters."""
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_TRIED = """
password passphrase passcode letmein welcome changeme iloveyou administrator admin secret default
sunshine princess football baseball superman batman master dragon monkey shadow michael jennifer
charlie computer internet whatever trustno facebook google starwars pokemon liverpool arsenal chelsea
manchester manutd barcelona jesus jesuschrist godisgood godislove bible blessed amazing friends family
forever mylove loveyou lovely flower summer winter monday january december qwerty asdfgh zxcvbn
kenya kenyan nairobi kisumu mombasa nakuru eldoret harambee hakuna matata safaricom mpesa jambo karibu
habari nakupenda mungu munguakubariki mungunimwema asante asantesana shamba simba tusker
health hospital clinic county pmtct kmmp monthly report return returns mother infant
"""
_COMMON = frozenset(_TRIED.split())
"""Words that guessers try first, some of them because they are tried here. Offline and small on purpose:
what makes guessing hopeless is the length and the cost of a try, not the length of this list."""


def weigh(passphrase: str, username: str, names: Iterable[str] = ()) -> None:
    """Raises RefusedError for a weak one, with the reason; the sentence never holds it.

    ``names``: of the person and of the office. Their words count for nothing, nor do common words
    and rows of keys: what is left has to be long enough by itself.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RefusedError(
            "The passphrase has {count} characters; it needs at least {least}.",
            count=len(passphrase),
            least=SHORTEST_PASSPHRASE,
            hint=_HINT,
        )
    plain = _plain(passphrase)
    if len(set(passphrase)) < _FEWEST or (username and username in passphrase.lower()):
        raise RefusedError(
            "The passphrase is easy to guess: it repeats itself or holds the user name.", hint=_HINT
        )
    if _is_weak(plain, _COMMON):
        raise RefusedError(
            "The passphrase is easy to guess: it is made of words or keys that are tried first.", hint=_HINT
        )
    own = {word for name in names for word in re.findall(r"\w{3,}", _plain(name))}
    if own and _is_weak(plain, own):
        raise RefusedError(
            "The passphrase is easy to guess: it is made of your own name or the name of the office.",
            hint=_HINT,
        )


def _plain(text: str) -> str:
    """Small letters without accents; the usual figures for letters read as letters."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return bare.translate(str.maketrans("@$!", "asi"))


def _is_weak(plain: str, words: Iterable[str]) -> bool:
    """Whether too little is left without these words, rows of keys and what merely stands between."""
    known = sorted(words, key=len, reverse=True)
    for reading in {plain, plain.translate(str.maketrans("0134578", "oieastb"))}:
        left = reading
        for word in known:
            left = left.replace(word, " ")
        if left == reading and not _runs(reading):
            continue
        left = _without_rows(left)
        if len(re.sub(r"[\W\d_]", "", left)) < SHORTEST_PASSPHRASE // 2:
            return True
    return False


def _runs(text: str) -> bool:
    return _without_rows(text) != text


def _without_rows(text: str) -> str:
    """Without runs of four and more neighbours on the keyboard, in the alphabet or among figures."""
    left, at = "", 0
    while at < len(text):
        longest = 1
        for row in (*_ROWS, *(each[::-1] for each in _ROWS)):
            end = at + 1
            while end < len(text) and text[at : end + 1] in row:
                end += 1
            longest = max(longest, end - at)
        left += " " if longest >= 4 else text[at : at + longest]
        at += longest
    return left
