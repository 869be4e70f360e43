"""The parser: what is written reads back, and nothing but an ExpressionError comes out."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kmmp_desktop.domain.expressions import (
    COMPARISONS,
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
from kmmp_desktop.domain.tokens import KEYWORDS
from kmmp_desktop.errors import ExpressionError

names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,4}", fullmatch=True).filter(lambda name: name not in KEYWORDS)
numbers = st.integers(0, 999_999).map(lambda number: number / 1000)
leaves = st.one_of(st.builds(Number, numbers), st.builds(Reference, names, st.just("") | names),
                   st.builds(Setting, names))


def chain(first, signs, nodes):
    return st.lists(st.tuples(st.sampled_from(signs), nodes), min_size=1, max_size=3).flatmap(
        lambda rest: nodes.map(lambda node: ((first, node), *rest)))


def grow(nodes):
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Negate, nodes), st.builds(Not, nodes), st.builds(Power, nodes, nodes),
        st.builds(Sum, chain("+", "+-", nodes)), st.builds(Product, chain("*", "*/%", nodes)),
        st.builds(Compare, st.sampled_from(COMPARISONS), nodes, nodes),
        st.builds(And, several), st.builds(Or, several),
        st.builds(Call, names, st.lists(nodes, max_size=3).map(tuple)))


trees = st.recursive(leaves, grow, max_leaves=12)


def write(node) -> str:
    """The tree as text, every part in parentheses."""
    parts = [f"({write(part)})" for part in children(node)]
    match node:
        case Number():
            return f"{node.value:.3f}"
        case Reference():
            return f"{node.code}[{node.category}]" if node.category else node.code
        case Setting():
            return f"@{node.name}"
        case Call():
            return f"{node.name}({', '.join(parts)})"
        case Negate() | Not():
            return f"{'-' if isinstance(node, Negate) else 'not '}{parts[0]}"
        case Sum() | Product():
            signs = [sign for sign, _ in (node.terms if isinstance(node, Sum) else node.factors)]
            return " ".join(f"{sign} {part}" for sign, part in zip(signs, parts, strict=True))[2:]
        case _:
            operator = {Power: "^", And: "and", Or: "or"}.get(type(node)) or node.operator
            return f" {operator} ".join(parts)


@given(trees)
def test_a_tree_reads_back_from_its_text(tree):
    assert parse(write(tree)) == tree


@given(trees)
def test_spaces_do_not_matter(tree):
    text = write(tree)
    assert parse(f"  {text}  ".replace("(", " ( ").replace(")", "\n)")) == tree


@given(trees)
def test_every_part_stands_where_it_says(tree):
    text = write(tree)
    todo = [parse(text)]
    while todo:
        node = todo.pop()
        start, end = node.span
        assert parse(text[start:end]) == node
        todo.extend(children(node))


SCRAPS = [*"()[],+-*/%^=<>!@.1\"}", "and", "or", "not", "C02", "if", "previous", "0.5", " ", "\n", "#{", "≤",
          "\x00", "é", "١", "__import__", "ANC"]


@settings(max_examples=500)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join),
                 st.lists(st.sampled_from(SCRAPS), max_size=40).map(" ".join)))
@example("(" * 20_000)
@example("-" * 20_000)
@example("a^" * 9_000 + "a")
@example("not " * 5_000 + "a")
@example("f(" * 10_000)
def test_nothing_but_an_expression_error_comes_out(text):
    try:
        parse(text)
    except ExpressionError as error:
        refused = error
    else:
        return
    assert 0 <= refused.position <= len(text)
    assert str(refused)
