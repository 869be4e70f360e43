"""Any text at all, and any string of words: nothing but the language's own errors, both evaluators alike."""

from fuzz_targets import WORDS, take_file, take_in
from hypothesis import example, given, settings
from hypothesis import strategies as st

words = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)
surrogates_too = st.text(st.characters(), max_size=60) | st.text(
    st.characters(categories=["Cs", "Cf", "Cc", "L", "N"])
)


@settings(max_examples=300)
@given(words | surrogates_too)
@example("if(" * 60 + "B1" + "*2+1 = 1 and B5 or B5, 1, 2)" * 60 + " = 1")
@example("1 / (B1 / B2) = 1")
@example("B1 ^ 999999999999999 - B1 ^ 999999999999999 = 0 ^ -1")
@example("abs(" * 99 + "B1" + ")" * 99)
@example("-" * 99 + "B1 = 1")
@example("1e" + "9" * 300)
def test_any_text_is_taken_or_refused(text):
    take_in(text)


@settings(max_examples=60)
@given(words | surrogates_too)
@example("\x00")
@example("\ud800")
@example("&a [*a]")
def test_any_text_in_a_form_file_is_taken_or_refused(text):
    take_file(text)
