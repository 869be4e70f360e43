"""Expressions and returns at random, for tests of the check language."""

from form_builders import form_with
from hypothesis import strategies as st

from kmmp_desktop.domain.form import MissingRule

FORM = form_with()
ENTRIES = [str(key).removeprefix("SM_") for key in FORM.entry_cells]
COUNTS = ["B1", "B2", "B3", "B8"]

typed = st.sampled_from(["0", "1", "12", "7x", "NR", "NA", "UNK"])
figures = st.none() | typed | st.integers(0, 9_999_999).map(str)
returns = st.dictionaries(st.sampled_from(ENTRIES), figures, max_size=20)
earlier = st.dictionaries(st.integers(1, 12), returns, max_size=12)
rules = st.sampled_from(list(MissingRule))

counts = st.fixed_dictionaries({code: st.integers(0, 300) for code in COUNTS})
atoms = st.sampled_from(COUNTS) | st.integers(0, 50).map(str)
sums = st.recursive(atoms, lambda parts: st.tuples(parts, st.sampled_from("+-*"), parts).map(
    lambda made: f"({made[0]} {made[1]} {made[2]})"), max_leaves=8)

references = st.sampled_from(["A1", "A1[ANC]", "A5", "B1", "B2", "B4", "B5", "@load", "@share"])
leaves = references | st.integers(0, 200).map(str) | st.sampled_from(
    ["0.5", "share_reported()", "days_in_month()", "all_zero()", "identical_to_previous()",
     "previous_return_exists()", "(deadline() - period_end())", "(B6 - deadline(15))", "staff_required(A4)",
     "previous(A4)", "previous(B1 + A5, 2)", "mean(B1, 3)", "median(A1, 6)", "modified_z(B1, 12)",
     "z(A4[PN], 7)", "minimum(B1, 12)", "maximum(A4[PN], 7)", "maximum(B1 + A5, 12, 1.5)",
     "minimum(A1, 9, @share)"])


def functions(parts):
    """Expressions made of ``parts``: every operator and function that takes and gives a number."""
    pairs = st.tuples(parts, parts)
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-*/%^"), parts).map(lambda made: f"({' '.join(made)})"),
        st.tuples(st.sampled_from(["-", "abs", "round"]), parts).map(lambda made: f"{made[0]}({made[1]})"),
        st.tuples(st.sampled_from(["greatest", "least", "firstNonNull"]), pairs).map(
            lambda made: f"{made[0]}({made[1][0]}, {made[1][1]})"),
        st.tuples(st.sampled_from(["<", "=", "!=", ">="]), pairs, pairs).map(
            lambda made: f"if({made[1][0]} {made[0]} {made[1][1]}, {made[2][0]}, {made[2][1]})"),
        st.tuples(parts, pairs).map(lambda made: f"if(isNull({made[0]}), {made[1][0]}, {made[1][1]})"))


numbers = st.recursive(leaves, functions, max_leaves=10)
comparisons = st.tuples(numbers, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), numbers).map(
    lambda made: f"({' '.join(made)})")
conditions = st.recursive(
    comparisons | st.sampled_from(["B5", "isNull(B7)", "isNotNull(A1)", "not all_zero()"]),
    lambda parts: parts.map(lambda part: f"not ({part})") | st.tuples(
        parts, st.sampled_from(["and", "or"]), parts).map(lambda made: f"({' '.join(made)})"), max_leaves=4)
