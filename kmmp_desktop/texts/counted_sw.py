"""Swahili sentences with a number in them where the number is one: noun and agreement in the singular.

A sentence that says one in another way altogether stands in the catalogue under its English singular
(``kmmp_desktop.counted``), and counts before what is made here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_MA, _VI, _N, _MI, _KU, _WA = range(6)
"""Noun classes, by how their plural begins; ``_N`` has no plural of the noun itself."""

NOUNS: Mapping[str, tuple[str, int]] = {
    **{
        f"ma{noun}": (noun, _MA)
        for noun in ("swali", "tatizo", "ingizo", "badiliko", "onyo", "lengo", "toleo", "neno")
    },
    "makosa": ("kosa", _MA),
    "mambo": ("jambo", _MA),
    "majibu": ("jibu", _MA),
    "majaribio": ("jaribio", _MA),
    "majedwali": ("jedwali", _MA),
    **{f"vi{noun}": (f"ki{noun}", _VI) for noun in ("tuo", "wango", "tabu", "sanduku", "tu", "pindi")},
    "vyeti": ("cheti", _VI),
    "miezi": ("mwezi", _MI),
    "mihtasari": ("muhtasari", _MI),
    "minyororo": ("mnyororo", _MI),
    "mistari": ("mstari", _MI),
    "kurasa": ("ukurasa", _KU),
    "maamuzi": ("uamuzi", _MI),
    "watu": ("mtu", _WA),
    **{
        noun: (noun, _N)
        for noun in (
            "ripoti", "seli", "takwimu", "faili", "tahadhari", "rasimu", "siku", "saa", "dakika", "sekunde",
            "hatua", "safu", "akaunti", "herufi", "tarakimu", "sahihi", "karatasi", "fomu", "thamani",
            "jumla", "stakabadhi", "kanuni", "ngazi", "picha", "sababu", "kaulisiri", "safuwima", "sehemu",
            "pointi",
        )
    },
}  # fmt: skip

_AGREEMENT: Mapping[int, tuple[tuple[str, str], ...]] = {
    _MA: (
        ("yaliyo", "lililo"), ("yanayo", "linalo"), ("yasiyo", "lisilo"), ("yote", "lote"), ("ya$", "la"),
        ("haya", "hali"), ("mapya", "jipya"), ("makubwa", "kubwa"), ("yenye", "lenye"), ("ya", "li"),
    ),
    _VI: (
        ("vilivyo", "kilicho"), ("vinavyo", "kinacho"), ("visivyo", "kisicho"), ("vyote", "chote"),
        ("vya$", "cha"), ("havi", "haki"), ("hivi$", "hiki"), ("vyenye", "chenye"), ("vi", "ki"),
    ),
    _N: (
        ("zilizo", "iliyo"), ("zinazo", "inayo"), ("zisizo", "isiyo"), ("zote", "yote"), ("za$", "ya"),
        ("hazi", "hai"), ("zake$", "yake"), ("zenye", "yenye"), ("zi", "i"),
    ),
    _MI: (("iliyo", "ulio"), ("yote", "wote"), ("ya$", "wa"), ("hai", "hau"), ("ili", "uli"), ("ime", "ume")),
    _KU: (("zilizo", "ulio"), ("zote", "wote"), ("za$", "wa"), ("hazi", "hau"), ("zi", "u")),
    _WA: (("wali", "ali"), ("wame", "ame"), ("wana", "ana"), ("hawa", "ha")),
}  # fmt: skip
"""Beginnings of words that agree with the noun, the first that fits; ``$``: the whole word."""

_PHRASE = re.compile(
    rf"\b(?P<noun>{'|'.join(NOUNS)})\b"
    rf"(?P<agreeing>(?: (?:ya|za|vya) [\w ]+?)?(?: (?!{'|'.join(NOUNS)})\w+)?)"
    r" \{(?P<name>\w+)\}",
    re.IGNORECASE,
)
_END = re.compile(r"[.;:,{(]|$")


def with_one(template: str, ones: Collection[str]) -> str:
    """The template for a one in each of the places named ``ones``."""
    said, last = "", len(template)
    for found in reversed(list(_PHRASE.finditer(template))):
        if found["name"] in ones:
            clause = _END.search(template, found.end(), last)
            end = clause.start() if clause else last
            said = _singular(found, template[found.end() : end]) + template[end:last] + said
        else:
            said = template[found.start() : last] + said
        last = found.start()
    return template[:last] + said


def _singular(found: re.Match[str], clause: str) -> str:
    """The noun with its number, and the words that agree with it before and behind."""
    noun = found["noun"]
    said, kind = NOUNS[noun.lower()]
    said = said.capitalize() if noun[0].isupper() else said
    before, behind = (
        re.sub(r"\w+", lambda word: _agreeing(word[0], kind), part) for part in (found["agreeing"], clause)
    )
    return f"{said}{before} {{{found['name']}}}{behind}"


def _agreeing(word: str, kind: int) -> str:
    for begin, singular in _AGREEMENT[kind]:
        if begin.endswith("$"):
            if word == begin[:-1]:
                return singular
        elif word.startswith(begin) and len(word) > len(begin):
            return singular + word[len(begin) :]
        elif word == begin and len(begin) > 3:
            return singular
    return word
