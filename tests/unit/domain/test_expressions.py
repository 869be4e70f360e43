"""Reading the check language: trees and error messages with their place."""

import pytest

from kmmp_desktop.domain.expressions import (
    MAX_DEPTH,
    And,
    Call,
    Compare,
    Negate,
    Not,
    Number,
    Or,
    Power,
    Product,
    Reference,
    Setting,
    Sum,
    children,
    parse,
)
from kmmp_desktop.errors import ExpressionError

A, B, C = Reference("A1"), Reference("B1"), Reference("C1")


@pytest.mark.parametrize(("text", "tree"), [
    ("A1", A),
    ("A1[ANC]", Reference("A1", "ANC")),
    ("A1[1]", Reference("A1", "1")),
    ("A1[10_19]", Reference("A1", "10_19")),
    ("KM_A1 [ ANC ]", Reference("KM_A1", "ANC")),
    ("3a", Reference("3a")),
    ("1e5", Reference("1e5")),
    ("12", Number(12)),
    ("0.95", Number(0.95)),
    ("@load", Setting("load")),
    ("((A1))", A),
    ("+A1", A),
    ("A1 + B1 - C1", Sum((("+", A), ("+", B), ("-", C)))),
    ("A1 - (B1 - C1)", Sum((("+", A), ("-", Sum((("+", B), ("-", C))))))),
    ("A1 * B1 / C1", Product((("*", A), ("*", B), ("/", C)))),
    ("A1 + B1 * C1", Sum((("+", A), ("+", Product((("*", B), ("*", C))))))),
    ("-A1 ^ B1", Negate(Power(A, B))),
    ("A1 ^ B1 ^ C1", Power(A, Power(B, C))),
    ("A1 ^ -B1", Power(A, Negate(B))),
    ("-A1 * B1", Product((("*", Negate(A)), ("*", B)))),
    ("A1 + B1 = C1", Compare("=", Sum((("+", A), ("+", B))), C)),
    ("A1<=B1", Compare("<=", A, B)),
    ("A1 != B1", Compare("!=", A, B)),
    ("not A1 = B1 and C1", And((Not(Compare("=", A, B)), C))),
    ("A1 or B1 and C1", Or((A, And((B, C))))),
    ("not not A1", Not(Not(A))),
    ("f()", Call("f", ())),
    ("f(A1, B1 > 2)", Call("f", (A, Compare(">", B, Number(2))))),
])
def test_text_becomes_a_tree(text, tree):
    assert parse(text) == tree


def test_a_node_knows_where_it_stands():
    text = "A1 + (B1 - C1)  = C14"
    tree = parse(text)
    assert text[slice(*tree.left.span)] == "A1 + (B1 - C1)"
    assert text[slice(*tree.right.span)] == "C14"
    assert [text[slice(*part.span)] for part in children(tree.left)] == ["A1", "B1 - C1"]


@pytest.mark.parametrize(("text", "position", "words"), [
    ("", 0, "empty"),
    ("   ", 0, "empty"),
    ("A1 +", 4, "ends"),
    ("A1 B1", 3, "B1"),
    ("(A1", 3, "ends"),
    ("A1)", 2, ")"),
    ("A1[", 3, "ends"),
    ("A1[]", 3, "category"),
    ("A1[B", 4, "ends"),
    ("A1[1.5]", 3, "category"),
    ("f(A1,)", 5, "a code"),
    ("A1 = B1 = C1", 8, "Join them"),
    ("A1 == B1", 3, "Write = "),
    ("A1 <> B1", 3, "Write !="),
    ("A1 ≤ B1", 3, "Write <="),
    ("A1 − B1", 3, "minus of the keyboard"),
    ("A1 && B1", 3, "Write and"),
    ("!A1", 0, "Write not"),
    ('A1["ANC"]', 3, "quotation marks"),
    ("1.2.3", 0, "neither a number"),
    ("1.", 0, "neither a number"),
    (".5", 0, "0.5"),
    ("@", 0, "@caseload_max"),
    ("@ load", 0, "@caseload_max"),
    ("A1 + not B1", 5, "not"),
    ("A1 ; import os", 3, ";"),
    ("A1\x00", 2, "\\x00"),
    ("1234567890123456", 0, "too long"),
    ("= A1", 0, "="),
])
def test_a_mistake_is_told_with_its_place(text, position, words):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.position == position
    assert words in str(caught.value)


@pytest.mark.parametrize("hostile", [
    "(" * 1_000_000, "-" * 19_999, "not " * 4_999, "2^" * 9_999 + "2", "f(" * 9_000, "((((" + "A1" * 5_000,
    "A1[" * 6_000, "A1+" * 400_000, "9" * 1_000_000, "\x00" * 1_000_000, "A" * 1_000_000, "if(" * 5000 + "A1",
])
def test_hostile_text_is_refused_without_harm(hostile):
    with pytest.raises(ExpressionError):
        parse(hostile)


def test_nesting_up_to_the_limit_is_read():
    depth = MAX_DEPTH - 1
    assert parse("(" * depth + "A1" + ")" * depth) == A
    with pytest.raises(ExpressionError, match="nests more than"):
        parse("(" * (depth + 1) + "A1" + ")" * (depth + 1))


def test_long_flat_sums_are_no_nesting():
    tree = parse(" + ".join(["A1"] * 3_000))
    assert len(tree.terms) == 3_000
