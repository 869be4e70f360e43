"""Tables of tiers: nothing but a whole, unbroken table is taken, as text or as plain data."""

import json
import math

import pytest

from kmmp_desktop.domain.tiers import (
    MOST_TIERS,
    is_sound,
    is_table,
    plain_tiers,
    read_tiers,
    tier_words,
    tiers_of,
)
from kmmp_desktop.errors import RefusedError

WORDS = "0-30: 1; 31-100: 2; 101+: 3 + 1/75"
TIERS = ((0.0, 30.0, 1.0, 0.0), (31.0, 100.0, 2.0, 0.0), (101.0, math.inf, 3.0, 75.0))


@pytest.mark.parametrize(
    "text", [WORDS, "0-30:1,31-100:2,101-:3+1/75", " 0 – 30 : 1 ;31-100:2; 101 + : 3 + 1 / 75 ;"]
)
def test_a_table_is_read_however_it_is_spaced(text):
    assert read_tiers(text) == TIERS
    assert tier_words(TIERS) == WORDS


def test_it_comes_back_from_json_as_it_was():
    assert tiers_of(json.loads(json.dumps(plain_tiers(TIERS)))) == TIERS
    assert plain_tiers(TIERS)[2] == {"min": 101, "max": None, "staff": 3, "plus_one_per": 75}
    assert is_sound(TIERS)
    assert not is_sound(())
    assert not is_sound((*TIERS[:1], TIERS[2]))
    assert not is_sound(((0.5, math.inf, 1.0, 0.0),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read"),
        ("9", 'Tier 1 of the table, "9", cannot be read.'),
        ("0-30: 1; 40+: 2", "Tier 2 starts at 40; it has to start at 31."),
        ("0-30: 1; 30+: 2", "Tier 2 starts at 30; it has to start at 31."),
        ("1+: 1", "Tier 1 starts at 1; it has to start at 0."),
        ("0-30: 1; 31-20: 2; 21+: 3", "Tier 2 ends at 20, before its start at 31."),
        ("0-: 1; 31+: 2", "Tier 1 has to say where it ends"),
        ("0-30: 1; 31-100: 2", "Tier 2 is the last"),
        ("0-30: 3; 31+: 2", "Tier 2 asks for 2, fewer than the tier before it: 3."),
        ("0-30: 1 + 1/10; 31+: 3", "fewer than the tier before it: 4."),
        ("0-x: 1; 31+: 2", 'Tier 1: "x" is not a whole number from 0 up.'),
        ("0+: 1.5", '"1.5" is not a whole number'),
        ("0+: ", "Tier 1: a number is missing."),
        ("0+: 1 + 1/0", '"0" is not a whole number from 1 up.'),
        ("0+: 1000001", "not a whole number"),
        ("0+: ٣", "not a whole number"),
        ("; ".join([f"{n}-{n}: 1" for n in range(MOST_TIERS)] + [f"{MOST_TIERS}+: 1"]), "21 tiers; 20"),
    ],
)
def test_a_table_with_a_gap_or_no_numbers_is_refused_in_words(text, words):
    with pytest.raises(RefusedError) as caught:
        read_tiers(text)
    assert words in str(caught.value)
    assert not is_table(text)


ROW = {"min": 0, "max": None, "staff": 1, "plus_one_per": None}


@pytest.mark.parametrize(
    "rows",
    [
        None,
        {},
        "0+: 1",
        [[0, None, 1, None]],
        [{**ROW, "more": 1}],
        [{key: value for key, value in ROW.items() if key != "max"}],
        [{**ROW, "min": None}],
        [{**ROW, "staff": True}],
        [{**ROW, "staff": 1.5}],
        [{**ROW, "staff": "1"}],
        [{**ROW, "staff": -1}],
        [{**ROW, "staff": 10**7}],
        [{**ROW, "plus_one_per": 0}],
    ],
)
def test_plain_data_of_another_shape_is_no_table(rows):
    with pytest.raises(ValueError, match="tier"):
        tiers_of(rows)


def test_an_empty_list_is_no_table_either():
    with pytest.raises(RefusedError, match="needs a tier"):
        tiers_of([])
