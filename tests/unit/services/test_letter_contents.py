"""Letters that somebody with a key has written by hand: what the program does not write is no letter."""

import copy
from uuid import UUID

import pytest

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.letter_contents import LONGEST, read_questions, read_recall, read_receipt
from kmmp_desktop.services.pack_files import stamp

ONE, TWO = UUID(int=1), UUID(int=2)
AT = "2026-12-03T08:00:00Z"
SPEAKER = {"id": str(ONE), "name": "J. Mwende", "role": "officer", "office": "National programme"}
HEAD = {
    "at": AT,
    "office": {"id": str(ONE), "name": "National programme", "partner": ""},
    "by": {"id": str(TWO), "name": "J. Mwende", "role": "officer"},
}
ABOUT = {
    "return": {"family": "SMALL", "facility": "20101", "period": "202611"},
    "facility_name": "Facility",
    "revision": {"id": str(ONE), "number": 1},
    "short_code": "KM7Q",
}
LINE = {**ABOUT, "files": [{"kind": "xlsx", "sha256": "0a" * 32}], "received_at": AT}
THREAD = {
    "id": str(ONE),
    "cell": "SM_A1[ANC]",
    "question": True,
    "said": [{"by": SPEAKER, "at": AT, "text": "Why?"}],
    "resolved_at": None,
    "resolved_by": None,
}
RECEIPT = {**HEAD, "returns": [LINE], "sent_by": {"id": str(TWO), "name": "Ziwa"}}
QUESTIONS = {**HEAD, **ABOUT, "threads": [THREAD], "note": ""}
RECALL = {**HEAD, **ABOUT, "why": "Wrong register."}
READ = {
    "receipt": (read_receipt, RECEIPT),
    "questions": (read_questions, QUESTIONS),
    "recall": (read_recall, RECALL),
}


def put(data, path, value):
    """A copy in which one thing is another; ``path``: ``returns 0 files 0 kind``."""
    changed = copy.deepcopy(data)
    *ways, last = [int(step) if step.isdigit() else step for step in path.split()]
    place = changed
    for step in ways:
        place = place[step]
    place[last] = value
    return changed


def test_what_the_program_writes_is_read():
    receipt = read_receipt("a", RECEIPT)
    assert (receipt.sender.office, receipt.sender.person, receipt.sent_by) == (ONE, TWO, TWO)
    [line] = receipt.lines
    assert (line.about.revision, line.about.number) == (ONE, 1)
    assert line.about.key == ReturnKey("SMALL", "20101", Period(2026, 11))
    assert (dict(line.files), stamp(line.received_at)) == ({"xlsx": "0a" * 32}, AT)
    old = {key: value for key, value in RECEIPT.items() if key != "sent_by"}
    assert read_receipt("a", old).sent_by is None, "older versions did not say it"
    [thread] = read_questions("a", QUESTIONS).threads
    assert (str(thread.key), thread.waits, thread.said[0].by.name) == ("SM_A1[ANC]", True, "J. Mwende")
    assert read_recall("a", RECALL).why == "Wrong register."


MOST = {
    "receipt": [("returns 0 revision number", 999), ("returns 0 facility_name", "x" * 200)],
    "questions": [
        ("threads", []),
        ("threads", [THREAD] * 1000),
        ("threads 0 said", THREAD["said"] * 200),
        ("threads 0 said 0 text", "x" * LONGEST),
        ("note", "x" * LONGEST),
        ("at", "2000-01-01T00:00:00Z"),
    ],
    "recall": [("why", "x" * LONGEST), ("at", "2199-12-31T23:59:59Z")],
}
ODD = {
    "receipt": [
        ("returns", []),
        ("returns", {}),
        ("returns", [LINE, LINE]),
        ("returns 0 revision number", 0),
        ("returns 0 revision number", 1000),
        ("returns 0 revision number", 1.0),
        ("returns 0 revision number", True),
        ("returns 0 revision id", "1"),
        ("returns 0 return period", "202613"),
        ("returns 0 return facility", 20101),
        ("returns 0 facility_name", "x" * 201),
        ("returns 0 files 0 sha256", "0A" * 32),
        ("returns 0 files 0 sha256", "0a" * 31),
        ("returns 0 files 0 sha256", 7),
        ("returns 0 files 0 kind", "x" * 9),
        ("returns 0 files", LINE["files"] * 9),
        ("returns 0 received_at", "9999-12-31T23:59:59Z"),
        ("sent_by", {"id": str(TWO), "name": 7}),
        ("by role", "king"),
        ("office name", None),
        ("office partner", "x" * 201),
    ],
    "questions": [
        ("threads", [THREAD] * 1001),
        ("threads", "none"),
        ("threads", {}),
        ("threads 0 question", 1),
        ("threads 0 said", []),
        ("threads 0 said", THREAD["said"] * 201),
        ("threads 0 said 0 text", "  "),
        ("threads 0 said 0 text", "x" * (LONGEST + 1)),
        ("threads 0 said 0 text", "half a letter \ud800"),
        ("threads 0 said 0 at", "9999-12-31T23:59:59Z"),
        ("threads 0 said 0 at", "0001-01-01T00:00:00Z"),
        ("threads 0 said 0 by name", " "),
        ("threads 0 said 0 by name", "x" * 201),
        ("threads 0 said 0 by office", None),
        ("threads 0 resolved_at", AT),
        ("threads 0 resolved_by", SPEAKER),
        ("note", None),
    ],
    "recall": [
        ("why", "x" * (LONGEST + 1)),
        ("why", None),
        ("at", "9999-12-31T23:59:59Z"),
        ("at", "1999-12-31T23:59:59Z"),
        ("at", "2026-12-03"),
        ("revision", None),
        ("return", []),
        ("return", {}),
        ("revision id", 7),
    ],
}


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, number) for kind, listed in MOST.items() for number in range(len(listed))]
)
def test_the_most_that_may_be_said_is_read(kind, number):
    read, data = READ[kind]
    assert read("a", put(data, *MOST[kind][number]))


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, number) for kind, listed in ODD.items() for number in range(len(listed))]
)
def test_what_no_office_writes_is_no_letter(kind, number):
    read, data = READ[kind]
    path, value = ODD[kind][number]
    with pytest.raises(FileRefusedError):
        read("a", put(data, path, value))
