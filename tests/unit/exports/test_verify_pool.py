"""Files of strangers in processes of their own: same answers, in order, whatever a file does there."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import exports_fixtures as fixtures
import pytest

import wiring
from exports.pdf import PdfMaker
from exports.verify_messages import read_answer, write_answer
from exports.verify_pool import WorkerChecker
from exports.verify_worker import Limits
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.verdict import Answer, FileCheck
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.checking_files import MOST_BYTES, NotChecked, PlainChecker, WhyNot
from kmmp_desktop.text import Message, Text

ROOT = Path(__file__).resolve().parents[3]
REAL = (sys.executable, str(ROOT / "main.py"), "--verify-worker")
ODD = (sys.executable, str(ROOT / "tests" / "odd_worker.py"))
LIMITS = Limits(seconds=1.0, seconds_per_megabyte=600.0)
"""One second for a small file: only for files that use up their time whatever it is. See ``patient``."""
makers = (WorkbookMaker(), PdfMaker())


def odd(words):
    return b"PK\x03\x04 " + words.encode()


def patient(words):
    """A file that is given ten minutes: it is through at once, but the machine may be busy."""
    return odd(words + " " * 1_000_000)


def running(checker):
    return [p._running for p in checker._all if p._running is not None and p._running.poll() is None]


@pytest.fixture
def real():
    checker = WorkerChecker(REAL, processes=2)
    yield checker
    checker.close()


@pytest.fixture
def strange():
    checker = WorkerChecker(ODD, LIMITS, processes=2)
    yield checker
    checker.close()


@pytest.fixture(scope="module")
def files():
    found = {}
    for maker in makers:
        plain = maker.build(fixtures.small_document())
        clerk = maker.sign(plain, fixtures.clerk(), "clerk", fixtures.COMPLETED)
        whole = maker.sign(clerk, fixtures.manager(), "manager", fixtures.APPROVED)
        middle = len(whole) // 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        found |= {f"{n}.{maker.kind}": c for n, c in zip("pcwx", (plain, clerk, whole, changed), strict=True)}
    return found | {"letter.txt": b"Dear all", "empty.pdf": b"", "cut.pdf": b"%PDF-1.7"}


def test_the_process_answers_what_is_answered_without_it(real, files):
    plain = PlainChecker(makers)
    for name, content in files.items():
        assert real.check(name, content) == plain.check(name, content), name
    assert real.check("w.xlsx", files["w.xlsx"]).data["kind"] == "return"


def test_one_file_after_the_other_needs_one_process(real, files):
    for content in files.values():
        real.check("a", content)
    assert len(running(real)) == 1


def test_many_come_back_in_order_with_the_bytes_that_were_checked(real, files, tmp_path):
    listed = []
    for name, content in (*files.items(), *files.items()):
        path = tmp_path / f"{len(listed)}{name}"
        path.write_bytes(content)
        listed.append((name, path))
    listed.insert(3, ("gone", tmp_path / "gone.xlsx"))
    listed.insert(5, ("folder", tmp_path))
    said = []
    for (_, path), checked in zip(
        listed, real.check_many(listed, lambda d, of: said.append((d, of))), strict=True
    ):
        assert checked.path == path
        if path.is_file():
            assert checked.content == path.read_bytes()
            assert checked.digest == hashlib.sha256(checked.content).digest()
        else:
            assert checked[1:] == (checked.found, b"", b"")
            assert checked.found.why is WhyNot.UNREADABLE
    assert said == [(n + 1, len(listed)) for n in range(len(listed))]
    assert len(running(real)) == 2, "both cores"


def test_no_more_than_a_few_files_are_read_ahead(strange, tmp_path, monkeypatch):
    read = []
    fine = patient("fine")
    monkeypatch.setattr("exports.verify_pool.read_file", lambda path: read.append(path) or fine)
    many = strange.check_many(("a", tmp_path / str(n)) for n in range(100))
    for _ in range(10):
        next(many)
    time.sleep(0.2)
    assert 10 <= len(read) <= 16
    many.close()


def test_stopping_at_a_report_stops_and_the_next_check_works(strange, tmp_path):
    class Stopped(Exception):
        pass

    def stop(done, of):
        if done == 3:
            raise Stopped

    path = tmp_path / "a.xlsx"
    path.write_bytes(patient("fine"))
    with pytest.raises(Stopped):
        list(strange.check_many([("a", path)] * 50, stop))
    assert strange.check("a", patient("fine")).intact is Answer.YES


def test_a_process_killed_from_outside_is_started_again_and_nothing_is_lost(real, files, tmp_path):
    path = tmp_path / "w.xlsx"
    path.write_bytes(files["w.xlsx"])
    found = []
    for number, checked in enumerate(real.check_many([("w", path)] * 40)):
        found.append(checked.found)
        if number in (4, 15, 16, 30):
            for process in running(real):
                os.kill(process.pid, signal.SIGKILL)
    # one whose process was killed is tried again; killed twice, it could not be judged: never changed
    assert len(found) == 40
    assert all(one.intact is Answer.YES for one in found if isinstance(one, FileCheck))
    assert sum(isinstance(one, NotChecked) for one in found) <= 2


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_process_that_dies_while_it_starts_is_started_again(deaths, tmp_path):
    dies = "import os, sys; n = len(os.listdir(sys.argv[1])); open(f'{sys.argv[1]}/{n}', 'w').close();"
    dies += f"n < {deaths} and os.kill(os.getpid(), 9); os.execv(sys.argv[2], sys.argv[2:])"
    checker = WorkerChecker((sys.executable, "-c", dies, str(tmp_path), *ODD), LIMITS, processes=1)
    assert checker.check("good", patient("fine")).intact is Answer.YES
    assert len(list(tmp_path.iterdir())) == deaths + 1
    checker.close()


@pytest.mark.parametrize("words", ["sleep 6000", "spin", "die"])
def test_a_file_that_eats_time_or_kills_its_process_could_not_be_judged(strange, words):
    before = time.monotonic()
    found = strange.check("evil", odd(words))
    assert isinstance(found, NotChecked)
    assert found.why is WhyNot.LIMITS
    assert time.monotonic() - before < 600
    assert strange.check("good", patient("fine")).intact is Answer.YES


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_file_that_eats_memory_could_not_be_judged():
    checker = WorkerChecker(ODD, LIMITS, processes=1)
    found = checker.check("evil", patient("eat 600"))
    assert isinstance(found, NotChecked)
    assert found.why is WhyNot.LIMITS
    assert checker.check("good", patient("eat 50")).intact is Answer.YES
    checker.close()


@pytest.mark.parametrize("words", ["nonsense", "raise"])
def test_an_answer_that_is_none_is_not_taken_for_one(strange, words):
    assert strange.check("evil", odd(words)).why is WhyNot.LIMITS


def test_what_a_library_prints_does_not_get_into_the_answers(strange):
    for words in ("print", "fine"):
        assert strange.check("a", patient(words)).data["said"].split() == [words]


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_the_process_cannot_write_into_files(strange, tmp_path):
    target = tmp_path / "evil"
    assert strange.check("a", patient(f"write {target}") + b" PK\x05\x06").intact is Answer.NO
    assert not target.exists() or target.stat().st_size == 0


def test_too_large_and_foreign_files_never_get_to_a_process(real):
    assert real.check("a", b"PK\x03\x04" + bytes(MOST_BYTES)).why is WhyNot.TOO_LARGE
    assert real.check("a", b"GIF89a").why is WhyNot.NOT_OURS
    assert not running(real)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
def test_a_pipe_in_the_folder_is_not_waited_for(real, tmp_path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    [checked] = real.check_many([("pipe", tmp_path / "pipe.xlsx")])
    assert checked.found.why is WhyNot.UNREADABLE


def test_closing_leaves_no_process_behind(real, files):
    real.check("a", files["w.xlsx"])
    [process] = running(real)
    real.close()
    assert process.poll() is not None
    assert real.check("a", files["w.xlsx"]).why is WhyNot.LIMITS


def test_a_process_whose_parent_is_gone_ends():
    process = subprocess.Popen(REAL, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    process.stdin.close()
    assert process.wait(600) == 0
    process.stdout.close()


@pytest.mark.parametrize("command", [("/no/such/program",), (sys.executable, "-c", "print('hello')")])
def test_a_program_that_cannot_be_started_is_said(command, files):
    checker = WorkerChecker(command, processes=1)
    with pytest.raises(KmmpError, match="could not be started"):
        checker.check("a", files["w.xlsx"])


def test_an_answer_survives_the_way_there_and_back(files):
    for maker in makers:
        for content in files.values():
            check = maker.check(content)
            assert read_answer(write_answer(check)) == check


def test_sentences_within_sentences_survive():
    inner = Message("{n} days", {"n": 3})
    message = Message("{a} {b} {c} {d}", {"a": inner, "b": Text("one", "moja"), "c": None, "d": 1.5})
    check = FileCheck("pdf", (), Answer.NO, (message,), None)
    assert read_answer(write_answer(check)).problems == (message,)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\x80\x04K\x01.",
        b'{"kind":"xlsx","intact":"yes","problems":[],"signatures":[],"data":null}',
        b'{"kind":"xlsx","intact":"no","problems":[],"signatures":[],"data":{}}',
        b'{"kind":"xlsx","intact":"perhaps","problems":[],"signatures":[],"data":null}',
        b'{"kind":7,"intact":"no","problems":[],"signatures":[],"data":null}',
        b'{"kind":"xlsx","intact":"yes","problems":[],"signatures":[],"data":[]}',
        b'{"kind":"xlsx","intact":"no","problems":["a"],"signatures":[],"data":null}',
        b'{"kind":"xlsx","intact":"no","problems":[{"text":"a","params":{"b":[1]}}],"signatures":[],"data":null}',
        b'{"kind":"xlsx","intact":"no","problems":[],"signatures":[{}],"data":null}',
        b'{"kind":"xlsx","intact":"no","problems":[],"signatures":[{"role":"clerk","name":"","certificate":"%%",'
        b'"fingerprint":"","signed_at":null,"valid":1,"problem":null}],"data":null}',
    ],
)
def test_what_is_not_an_answer_is_refused(answer):
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        read_answer(answer)


def test_an_installed_program_starts_itself_and_a_checkout_its_main(monkeypatch):
    assert wiring._checker()._all[0]._command == list(REAL)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert wiring._checker()._all[0]._command == [sys.executable, "--verify-worker"]
