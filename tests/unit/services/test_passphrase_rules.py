"""Which passphrases are refused, and that the reason is said without saying the passphrase."""

import pytest

from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.passphrase_rules import weigh

NAMES = ("Achieng Nyambura", "Ziwa Health Partners, Kisumu")


def reason(passphrase, username="achieng", names=NAMES):
    with pytest.raises(RefusedError) as told:
        weigh(passphrase, username, names)
    said = f"{told.value.message} {told.value.hint}"
    assert passphrase not in said
    return said


@pytest.mark.parametrize(
    "good",
    [
        "maize lantern lake",
        "kijiko na sufuria",
        "Xk9#mQ2$vL7p",
        "nyota ya asubuhi",
        "kettle Kisumu copper rain",  # a word of the office among others
        "pipi ðíßûåö ndizi",
    ],
)
def test_words_of_ones_own_are_taken(good):
    weigh(good, "achieng", NAMES)


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("too short", "has 9 characters; it needs at least 10"),
        ("", "has 0 characters"),
        ("aaaaaaaaaaaa", "repeats itself"),
        ("abababababab", "repeats itself"),
        ("my achieng words", "holds the user name"),
        ("password123", "tried first"),
        ("P@ssw0rd2026!", "tried first"),
        ("Harambee-Kenya", "tried first"),
        ("hakuna matata", "tried first"),
        ("1234567890", "tried first"),
        ("qwertyuiop12", "tried first"),
        ("poiuytrewq", "tried first"),
        ("abcdefghijk", "tried first"),
        ("Nyambura.2026", "your own name or the name of the office"),
        ("ziwa partners 1", "your own name or the name of the office"),
    ],
)
def test_what_is_guessed_first_is_refused_with_the_reason(weak, why):
    said = reason(weak) if weak else ""
    if weak:
        assert why in said
        assert "Three or four words" in said


def test_without_names_and_user_name_the_other_rules_hold():
    weigh("Nyambura.2026.mvua", "", ())
    assert "tried first" in reason("password123", "", ())
