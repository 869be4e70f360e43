"""The line under the grid of a low window keeps the possible slip, however large the text is."""

import pytest
from form_builders import a_check, a_return, form_with
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.text import Message, Text
from ui.entry.hint_line import HintLine
from ui.style.look import SMALL, TEXT, Look


def say(text: str | Message, **params: object) -> str:
    return str(Message.of(text, params))


@pytest.fixture
def finding():
    words = "Tested, positive and Mothers together are {left}, and all of them are {right}: {direction}"
    title = Text(words)
    form = form_with(a_check("B1 + B2 + B8 = B3", at=("B3",), title=title))
    [found] = CompiledForm(form).run(a_return(form, {"B1": 40, "B2": 3, "B8": 4, "B3": 74})).findings
    assert found.slips
    return found


@pytest.fixture
def line(qtbot: QtBot, dressed: object):
    def make(scale: float, width: int) -> HintLine:
        made = HintLine(Look.light(scale), say)
        qtbot.addWidget(made)
        made.set_low(True)
        made.resize(width, 40)
        return made

    return make


@pytest.mark.parametrize(("scale", "width"), [(1.0, 1800), (1.0, 700), (1.5, 900), (2.0, 1100)])
def test_the_slip_is_painted_at_every_size(line, finding, scale: float, width: int) -> None:
    pictures = []
    for slip in (None, finding.slips[0]):
        hint = line(scale, width)
        hint.show_finding(finding, slip)
        hint.resize(width, hint.sizeHint().height())
        pictures.append(hint.grab().toImage())
    assert pictures[0] != pictures[1]


def test_at_twice_the_size_the_slip_takes_lines_of_its_own_and_three_at_most(line, finding) -> None:
    small, large = line(1.0, 1800), line(2.0, 1100)
    for hint in (small, large):
        hint.show_finding(finding, finding.slips[0])
    look = Look.light(2.0)
    assert small.sizeHint().height() == Look.light().row(SMALL, 26)
    _, slip, apart = large._told(800)
    assert apart
    assert str(finding.slips[0].message) == slip
    assert large._told(500)[0].endswith("…")
    assert large.sizeHint().height() <= look.metrics(TEXT, bold=True).lineSpacing() * 3 + look.px(12)


def test_a_slip_that_is_weighed_later_makes_room_for_itself(line, finding, qtbot: QtBot) -> None:
    hint = line(2.0, 1100)
    hint.show_finding(finding, None)
    before = hint.sizeHint().height()
    hint.show_finding(finding, finding.slips[0])
    assert hint.sizeHint().height() > before
