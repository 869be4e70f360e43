"""A question below the grid names its keys on its buttons, and marks the focus with the ring alone."""

from entry_typist import Typist
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.entry.page import EntryPage
from ui.style.look import Look
from ui.style.palette import apply

K = Qt.Key


def test_the_keys_of_a_question_stand_on_its_buttons(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_0)
    ask = page.ask
    assert ask.yes._key_hint == "Enter"
    assert ask.no._key_hint == "Esc"
    for button in (ask.yes, ask.no):
        assert button.width() >= button.sizeHint().width()
    typist.press(K.Key_Escape)
    assert ask.isHidden()


def test_a_warning_that_has_not_the_focus_names_no_key(page: EntryPage) -> None:
    page.ask.warn("The disk is full.", lambda: None)
    assert page.ask.yes._key_hint == ""


def test_no_grey_box_lies_behind_the_text_of_the_button_in_focus(
    page: EntryPage, typist: Typist, dressed: QApplication, look: Look
) -> None:
    apply(dressed, look)
    typist.control(K.Key_0)
    button = page.ask.yes
    assert button.hasFocus()
    focused = button.grab().toImage()
    page.ask.no.setFocus()
    assert focused == button.grab().toImage()
