"""The passphrase dialog: asks once, does not freeze, keeps nothing."""

import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from ui_fakes import A_WANJIRU, PASSPHRASE

from kmmp_desktop.errors import WrongPassphraseError
from kmmp_desktop.text import Message
from ui.passphrase.dialog import PassphraseDialog, SigningWords
from ui.passphrase.signing_run import SigningRun

WORDS = SigningWords(
    Message("Mark as ready"),
    Message("You sign the return of {facility}.", {"facility": "Nyota Health Centre"}),
    Message("Sign"),
    True,
)
ENTER = Qt.Key.Key_Return


class FakeSigner:
    def __init__(self):
        self.person = A_WANJIRU
        self.locked = False

    def lock(self):
        self.locked = True


@pytest.fixture
def signing(desk):
    """The desk with keys that open at a word, and the signers that were handed out."""
    made = SimpleNamespace(signers=[], threads=[], gate=threading.Event())
    made.gate.set()

    def unlock(person, passphrase):
        made.threads.append(threading.current_thread())
        assert made.gate.wait(60)
        if passphrase != PASSPHRASE:
            raise WrongPassphraseError(
                "The passphrase is not right for {username}.",
                username=person.username,
                hint="Check the Caps Lock key and try again.",
            )
        made.signers.append(FakeSigner())
        return made.signers[-1]

    desk.services.people.unlock = unlock
    made.desk = desk
    return made


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 500)
    widget.show()
    return widget


@pytest.fixture
def dialog(signing, window):
    opened = PassphraseDialog(signing.desk, WORDS, window)
    opened.open()
    return opened


def test_it_says_what_is_signed_and_by_whom(dialog):
    from PySide6.QtWidgets import QLabel

    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "You sign the return of Nyota Health Centre." in words
    assert "A. Wanjiru, clerk" in words
    assert f"Demo office: the passphrase is {PASSPHRASE}" in words
    assert dialog.focusWidget() is dialog.field
    assert dialog.field.echoMode() is QLineEdit.EchoMode.Password


def test_the_key_is_opened_off_the_screen_thread_and_the_field_is_emptied(dialog, signing, qtbot):
    dialog.language.setCurrentIndex(dialog.language.findData("sw"))
    QTest.keyClicks(dialog.field, PASSPHRASE)
    with qtbot.waitSignal(dialog.unlocked) as given:
        QTest.keyClick(dialog.field, ENTER)
    assert given.args == [signing.signers[0], "sw"]
    assert signing.threads[0] is not threading.main_thread()


def test_no_word_is_cut_off_while_the_key_is_opened(dialog, signing, qtbot):
    signing.gate.clear()
    qtbot.keyClicks(dialog.field, PASSPHRASE)
    qtbot.keyClick(dialog.field, ENTER)
    words, bar = dialog._ends, dialog._busy
    qtbot.waitUntil(lambda: bar.isVisible() and words.height() >= words.heightForWidth(words.width()))
    signing.gate.set()
    qtbot.waitUntil(lambda: bool(signing.signers))


def test_a_wrong_passphrase_is_said_and_can_be_typed_again(dialog, signing, qtbot):
    QTest.keyClicks(dialog.field, "not this one")
    QTest.keyClick(dialog.field, ENTER)
    qtbot.waitUntil(lambda: dialog._trouble.isVisible())
    assert dialog._trouble.text() == (
        "The passphrase is not right for wanjiru. Check the Caps Lock key and try again."
    )
    with qtbot.waitSignal(dialog.unlocked):
        QTest.keyClicks(dialog.field, PASSPHRASE)
        QTest.keyClick(dialog.field, ENTER)


def test_an_empty_passphrase_cannot_be_sent(dialog, signing):
    assert not dialog.sign.isEnabled()
    QTest.keyClick(dialog.field, ENTER)
    assert signing.threads == []


def test_closing_while_the_key_opens_locks_it_again_and_signs_nothing(signing, window, qtbot):
    run = SigningRun(signing.desk, window)
    signed = []
    run.start(WORDS, lambda signer, language, report: signed.append(signer))
    signing.gate.clear()
    QTest.keyClicks(run.dialog.field, PASSPHRASE)
    QTest.keyClick(run.dialog.field, ENTER)
    qtbot.waitUntil(lambda: bool(signing.threads))
    QTest.keyClick(run.dialog, Qt.Key.Key_Escape)
    signing.gate.set()
    qtbot.waitUntil(lambda: bool(signing.signers) and signing.signers[0].locked)
    assert signed == []


def test_the_key_is_locked_again_after_signing_and_after_a_failure(signing, window, qtbot):
    run = SigningRun(signing.desk, window)

    def refuse(signer, language, report):
        assert not signer.locked
        raise WrongPassphraseError("It does not fit.")

    for work in (lambda signer, language, report: "done", refuse):
        run.start(WORDS, work)
        QTest.keyClicks(run.dialog.field, PASSPHRASE)
        with qtbot.waitSignal(run.finished):
            QTest.keyClick(run.dialog.field, ENTER)
    assert [signer.locked for signer in signing.signers] == [True, True]


def test_swahili_is_proposed_for_a_swahili_screen(signing, window):
    signing.desk.texts.use("sw")
    dialog = PassphraseDialog(signing.desk, WORDS, window)
    assert dialog.language.currentData() == "sw"
    signing.desk.texts.use("en")
