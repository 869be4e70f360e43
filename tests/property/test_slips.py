"""One slip put into each of many valid returns: how often the right cell is named first.

``KMMP_WRITE_TABLES=1 pytest tests/property/test_slips.py`` writes the table into docs/checks.md.
"""

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slip_injection import CALM, NEW, UNEVEN, Fingers, a_month, count, full_return, months_of, outcome

from kmmp_desktop.domain.findings import SlipKind
from kmmp_desktop.domain.values import CellValue, Kind

DOC = Path(__file__).parents[2] / "docs" / "checks.md"
SEED, SAMPLE = "slips of 2026", 100
WORDS = {
    SlipKind.TRANSPOSED: "two digits changed places",
    SlipKind.EXTRA_ZERO: "a zero too many",
    SlipKind.MISSING_ZERO: "a zero too few",
    SlipKind.LEFT_OUT: "total without one part",
    SlipKind.DOUBLED: "total with one part twice",
    SlipKind.LEFT_ZERO: "cell left at 0",
    SlipKind.REPEATED: "figure of the cell before typed again",
    SlipKind.LAST_MONTH: "last month's figure",
    SlipKind.SWAPPED: "two neighbours changed places",
    SlipKind.SHIFTED: "four or more figures one cell on",
    SlipKind.SHIFTED_BACK: "four or more figures one cell back",
}
OUTCOMES = ("first", "among", "silent", "wrong")


@pytest.fixture(scope="module")
def counted() -> dict[tuple[SlipKind, str], Counter[str]]:
    return {
        (kind, history): count(kind, SAMPLE, SEED, history)
        for kind in WORDS
        for history in (CALM, UNEVEN, NEW)
        if (kind, history) != (SlipKind.LAST_MONTH, NEW)
    }


def of_all(counted, history: str) -> Counter[str]:
    return sum((each for (_, when), each in counted.items() if when == history), Counter())


def share(found: Counter[str], *outcomes: str) -> float:
    """Of the slips that made a check fail."""
    seen = found.total() - found["unseen"]
    return sum(found[each] for each in outcomes) / seen


def table(counted) -> str:
    def brief(found: Counter[str] | None) -> str:
        return " · ".join(str(found[each]) for each in OUTCOMES) if found else ""

    rows = [
        f"Seed `{SEED}`, {SAMPLE} slips of each kind and column.",
        "",
        "| slip | no check fails | named first | among three | nothing said | another cell first "
        "| months before uneven | first month of a facility |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for kind, words in WORDS.items():
        calm = counted[kind, CALM]
        cells = [str(calm[each]) for each in ("unseen", *OUTCOMES)]
        rows.append(
            f"| {words} | {' | '.join(cells)} | {brief(counted[kind, UNEVEN])} "
            f"| {brief(counted.get((kind, NEW)))} |"
        )
    calm = of_all(counted, CALM)
    cells = [str(calm[each]) for each in ("unseen", *OUTCOMES)]
    uneven, new = (brief(of_all(counted, history)) for history in (UNEVEN, NEW))
    rows.append(f"| all | {' | '.join(cells)} | {uneven} | {new} |")
    return "\n".join(rows)


def test_the_table_of_the_manual_is_what_is_counted(counted):
    start, end = "<!-- counted by tests/property/test_slips.py -->\n", "\n<!-- end of the count -->"
    text, fresh = DOC.read_text(encoding="utf-8"), table(counted)
    print(f"\n{fresh}")  # noqa: T201  # the count itself is what one wants to see
    before, rest = text.split(start)
    written, after = rest.split(end)
    if os.environ.get("KMMP_WRITE_TABLES"):
        DOC.write_text(before + start + fresh + end + after, encoding="utf-8")
        return
    assert written == fresh, "count again: KMMP_WRITE_TABLES=1 pytest tests/property/test_slips.py"


def test_of_slips_that_a_check_meets_the_right_cell_is_named_first_in_most(counted):
    assert share(of_all(counted, CALM), "first") >= 0.80
    assert share(of_all(counted, UNEVEN), "first") >= 0.68
    assert share(of_all(counted, NEW), "first") >= 0.45


def test_another_cell_is_hardly_ever_named_first(counted):
    """No false confidence: where the figures do not tell, nothing is said."""
    assert share(of_all(counted, CALM), "wrong", "among") <= 0.04
    assert share(of_all(counted, UNEVEN), "wrong", "among") <= 0.05
    assert share(of_all(counted, NEW), "wrong") <= 0.06


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        (SlipKind.TRANSPOSED, 0.80),
        (SlipKind.EXTRA_ZERO, 0.90),
        (SlipKind.MISSING_ZERO, 0.80),
        (SlipKind.LEFT_OUT, 0.90),
        (SlipKind.DOUBLED, 0.90),
        (SlipKind.SWAPPED, 0.80),
        (SlipKind.LEFT_ZERO, 0.50),
        (SlipKind.REPEATED, 0.65),
        (SlipKind.LAST_MONTH, 0.15),
        (SlipKind.SHIFTED, 0.72),
        (SlipKind.SHIFTED_BACK, 0.72),
    ],
)
def test_each_kind_is_found_about_as_often_as_the_manual_says(counted, kind, least):
    assert share(counted[kind, CALM], "first") >= least


@settings(max_examples=60)
@given(
    st.integers(0, 10_000),
    st.integers(1, 8),
    st.integers(8, 150),
    st.integers(0, 13),
    st.sampled_from(list(WORDS)),
)
def test_whatever_slipped_each_suggestion_makes_its_check_hold_and_nothing_is_changed(
    seed, staff, clients, month, kind
):
    compiled = full_return()
    valid = a_month(months_of(str(seed), staff, clients, month + 1), month)
    made = Fingers(compiled.form, Random(seed)).slip(kind, valid)
    if made is None:
        return
    typed = dict(made.figures.values)
    found = compiled.run(made.figures).findings
    assert made.figures.values == typed
    for finding in found:
        assert len(finding.slips) <= 3
        for slip in finding.slips:
            trial = dict(typed)
            if slip.suggested:
                trial |= {key: CellValue(Kind.NUMBER, int(text), text) for key, text in slip.edits}
                after = compiled.run_touching([key for key, _ in slip.edits], made.figures.with_values(trial))
                assert finding.check not in {code for code, found in after.items() if found is not None}
    assert outcome(compiled, valid, made)[0] in ("unseen", *OUTCOMES)
