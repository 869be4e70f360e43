"""How much waits stands at the tabs of Review and Receive, and goes when it is done."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flow_office import wait
from ui_fakes import P_OTIENO

from ui.main_window import MainWindow


@pytest.fixture
def waiting(window: MainWindow) -> dict[str, int]:
    """What waits in the invented office, for its manager."""
    found = {"review": 9, "doubts": 2}
    window.desk.services.approval = SimpleNamespace(waiting=lambda: [None] * found["review"])
    window.desk.services.doubts = SimpleNamespace(waiting=lambda: (None,) * found["doubts"])
    window.desk.person = P_OTIENO
    window.person_changed()
    return found


def test_the_tabs_say_how_many_wait_in_figures_and_in_words(
    qtbot: Any, window: MainWindow, waiting: dict[str, int]
) -> None:
    bar = window.places
    names = [name for name, _ in bar._names]
    at = names.index("review")
    before = bar.tabSizeHint(at).width()
    window._following.look()
    wait(qtbot, lambda: bar.count_words("review") == "9")
    assert bar.count_words("receive") == "2"
    assert bar.count_words("worklist") == ""
    assert bar.accessibleTabName(at) == "Review, 9 returns wait"
    assert bar.tabToolTip(names.index("receive")) == "2 returns with a revoked key"
    assert bar.tabSizeHint(at).width() > before
    waiting.update(review=0, doubts=0)
    window.show_place("worklist")
    wait(qtbot, lambda: bar.count_words("review") == bar.count_words("receive") == "")
    assert bar.tabSizeHint(at).width() == before


def test_counts_stay_when_the_language_changes_and_a_clerk_has_none_of_review(
    qtbot: Any, window: MainWindow, waiting: dict[str, int]
) -> None:
    window._following.look()
    wait(qtbot, lambda: window.places.count_words("review") == "9")
    window.use_language("sw")
    assert window.places.count_words("review") == "9"
    window._following.look()
    wait(qtbot, lambda: "Ripoti 9 zinasubiri" in window.places.accessibleTabName(1))


def test_figures_that_are_typed_start_no_count(
    qtbot: Any, window: MainWindow, waiting: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = window._following.counts
    wait(qtbot, lambda: counts._task is None and not counts._soon.isActive())
    for here, counted in (("entry", False), ("keying", False), ("review", True)):
        with monkeypatch.context() as shown:
            shown.setattr(window, "_here", here)
            counts._saved()
        assert counts._soon.isActive() is counted, here
    wait(qtbot, lambda: counts._task is None and not counts._soon.isActive())
