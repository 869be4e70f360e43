"""A key kept open for a sitting: asked for once, seen while it is open, forgotten at every end."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui_fakes import A_WANJIRU, P_OTIENO, PASSPHRASE

from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.keys import KeyState
from kmmp_desktop.text import Message
from ui.passphrase.dialog import PassphraseDialog, SigningWords
from ui.passphrase.signing_run import SigningRun

WORDS = SigningWords(Message("Mark as ready"), Message("You sign it."), Message("Sign"))
ENTER = Qt.Key.Key_Return


class OpenKey:
    """A signing key that tells when it is locked."""

    certificate = b"certificate"

    def __init__(self, person=A_WANJIRU):
        self.person = person
        self.locked = False

    def sign(self, data):
        if self.locked:
            raise RefusedError("locked")
        return b"signed " + data

    def lock(self):
        self.locked = True


@pytest.fixture
def opened(window):
    """The keys that were opened by passphrase in the window of the invented office."""
    made = []

    def unlock(person, passphrase):
        assert passphrase == PASSPHRASE
        made.append(OpenKey(person))
        return made[-1]

    window.desk.services.people.unlock = unlock
    return made


def sign(qtbot, window, work=lambda signer: signer.sign(b"x"), *, keep=False):
    """One act of signing, driven by keys; returns what the work returned."""
    run = SigningRun(window.desk, window)
    done = []
    run.start(WORDS, lambda signer, _language, _report: done.append(work(signer)))
    dialog = run.dialog
    if dialog.field.isVisible():
        QTest.keyClicks(dialog.field, PASSPHRASE)
        if keep:
            dialog.keep.setFocus()
            QTest.keyClick(dialog.keep, Qt.Key.Key_Space)
            dialog.field.setFocus()
        QTest.keyClick(dialog.field, ENTER)
    else:
        QTest.keyClick(dialog, ENTER)
    qtbot.waitUntil(lambda: not run.is_running and bool(done))
    return done[0]


def test_without_asking_for_it_the_key_is_locked_after_every_signature(qtbot, window, opened):
    assert sign(qtbot, window) == sign(qtbot, window) == b"signed x"
    assert [key.locked for key in opened] == [True, True]
    assert not window.key.mark.isVisible()


def test_a_key_kept_open_signs_again_with_enter_alone_and_is_seen_all_the_while(qtbot, window, opened):
    sign(qtbot, window, keep=True)
    assert window.key.mark.isVisible()
    assert window.key.mark.text() == "Key open"
    assert sign(qtbot, window) == b"signed x"
    assert len(opened) == 1
    assert not opened[0].locked


def end_by_mark(window):
    QTest.mouseClick(window.key.mark, Qt.MouseButton.LeftButton)


def end_by_key(window):
    window.key.lock()


def end_by_idle_lock(window):
    window.idle_lock.lock()


def end_by_person(window):
    window.desk.person = P_OTIENO
    window.person_changed()


def end_by_closing(window):
    window.close()


@pytest.mark.parametrize("end", [end_by_mark, end_by_key, end_by_idle_lock, end_by_person, end_by_closing])
def test_every_end_of_the_sitting_forgets_the_key(qtbot, window, opened, end):
    sign(qtbot, window, keep=True)
    end(window)
    assert opened[0].locked
    assert not window.desk.sitting.is_open
    assert window.desk.sitting.lend(A_WANJIRU) is None
    assert not window.key.mark.isVisible()


def test_the_same_person_sitting_down_again_keeps_nothing_after_the_lock(qtbot, window, opened):
    sign(qtbot, window, keep=True)
    window.idle_lock.lock()
    window.idle_lock._uncover()
    dialog = PassphraseDialog(window.desk, WORDS, window)
    dialog.show()
    assert dialog.field.isVisible()
    dialog.reject()


def test_nobody_signs_with_the_key_of_whoever_sat_there_before(qtbot, window, opened):
    sign(qtbot, window, keep=True)
    assert window.desk.sitting.lend(P_OTIENO) is None
    window.desk.person = P_OTIENO  # before the window has even heard of it
    dialog = PassphraseDialog(window.desk, WORDS, window)
    dialog.show()
    assert dialog.field.isVisible()
    dialog.reject()


def test_what_is_being_signed_when_the_window_locks_is_finished_and_then_the_key_goes(qtbot, window, opened):
    sign(qtbot, window, keep=True)
    begun, go_on = threading.Event(), threading.Event()
    signed = []

    def slow(signer, _language, _report):
        begun.set()
        assert go_on.wait(60)
        signed.append(signer.sign(b"the last of forty"))

    run = SigningRun(window.desk, window)
    run.start(WORDS, slow)
    QTest.keyClick(run.dialog, ENTER)
    assert begun.wait(60)
    window.idle_lock.lock()
    assert not opened[0].locked
    assert window.desk.sitting.lend(A_WANJIRU) is None
    go_on.set()
    qtbot.waitUntil(lambda: not run.is_running)
    assert signed == [b"signed the last of forty"]
    assert opened[0].locked


def test_a_dialog_that_was_open_when_the_sitting_ended_does_not_sign(qtbot, window, opened):
    sign(qtbot, window, keep=True)
    dialog = PassphraseDialog(window.desk, WORDS, window)
    dialog.open()
    given = []
    dialog.unlocked.connect(lambda signer, _language: given.append(signer))
    window.idle_lock.lock()
    assert not dialog.isVisible()
    assert given == []


def test_a_dialog_with_the_key_forgotten_meanwhile_asks_for_the_passphrase(qtbot, window, opened):
    sign(qtbot, window, keep=True)
    dialog = PassphraseDialog(window.desk, WORDS, window)
    dialog.open()
    window.key.lock()
    QTest.keyClick(dialog, ENTER)
    assert dialog.field.isVisible()
    QTest.keyClicks(dialog.field, PASSPHRASE)
    with qtbot.waitSignal(dialog.unlocked):
        QTest.keyClick(dialog.field, ENTER)
    assert len(opened) == 2


@pytest.mark.parametrize(
    "state",
    [KeyState(KeyStanding.EXPIRED), KeyState(KeyStanding.FINE, "0000 0000 0000 0001")],
    ids=["its certificate is over", "another key or certificate took its place"],
)
def test_a_key_that_is_not_good_any_more_is_not_signed_with(qtbot, window, opened, state):
    sign(qtbot, window, keep=True)
    window.desk.services.keys.state = lambda person: state
    dialog = PassphraseDialog(window.desk, WORDS, window)
    dialog.show()
    assert opened[0].locked
    assert dialog.field.isVisible()
    dialog.reject()


def test_who_sits_down_with_a_certificate_that_ends_is_told(qtbot, window):
    window.desk.services.keys.warning = lambda person: Message("It ends in {days} days.", {"days": 9})
    window.person_changed()
    qtbot.waitUntil(lambda: "in 9 days" in window.notice.sentence)


def test_who_sits_down_while_the_key_of_the_one_before_is_looked_at_hears_of_the_own_one(qtbot, window):
    go_on, said = threading.Event(), []

    def warning(person):
        assert go_on.wait(60)
        return Message("It ends in {days} days.", {"days": 9 if person.id == P_OTIENO.id else 5})

    window.desk.services.keys.warning = warning
    window.person_changed()
    window.desk.person = P_OTIENO
    window.person_changed()
    tell = window.notice.say
    window.notice.say = lambda *words: said.append(words[0]) or tell(*words)
    go_on.set()
    qtbot.waitUntil(lambda: "in 9 days" in window.notice.sentence)
    assert not [words for words in said if "in 5 days" in words]
