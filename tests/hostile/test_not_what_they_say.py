"""Imports that are not what they say, through every door, in a process whose memory is limited.

A door that hangs, crashes, takes the memory or says nothing is named with the file that did it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from impostors import make

HERE = Path(__file__).parent
LIMIT_MB = 900
"""Address space on top of what the program has when its doors are open."""

CHILD = """
import json, resource, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}, {here!r}]
from office_fixtures import THIRD, open_copy
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.errors import KmmpError
from import_doors import doors
from impostors import ALL, lay
home, room, made = map(Path, sys.argv[1:])
office = open_copy(home, SetClock(THIRD))
found = doors(office, room)
for door in found.values():
    path = room / ("warm." + door.name.rpartition(".")[2])
    path.write_bytes(door.content)
    try:
        door.take(path)
    except KmmpError:
        pass
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + {limit} * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for number, what in enumerate(ALL):
    for door in found.values():
        kind = "." + door.name.rpartition(".")[2] if "." in door.name else ".kmmp-" + door.name
        folder = room / (str(number) + "-" + door.name)
        folder.mkdir()
        path = folder / ("file" + kind)
        lay(made, path, what)
        print("AT", json.dumps([what, door.name]), flush=True)
        try:
            door.take(path)
            said = None
        except KmmpError as error:
            said = str(error.message)
        print("SAID", json.dumps([what, door.name, said]), flush=True)
with office.work() as work:
    counts = [len(work.people.all()), len(work.facilities.all())]
    print("HEAD", json.dumps([str(work.audit.head("office")), *counts]))
print("PEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are POSIX")
def test_every_impostor_gets_a_sentence_at_every_door_and_costs_no_memory(office, tmp_path):
    with office.work() as work:
        before = [str(work.audit.head("office")), len(work.people.all()), len(work.facilities.all())]
    room, made = tmp_path / "room", tmp_path / "made"
    room.mkdir()
    made.mkdir()
    make(made)
    root = HERE.parents[1]
    code = CHILD.format(root=str(root), tests=str(HERE.parent), here=str(HERE), limit=LIMIT_MB)
    done = subprocess.run(
        [sys.executable, "-c", code, str(office.home), str(room), str(made)],
        capture_output=True,
        text=True,
        timeout=900,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    lines = [line.partition(" ")[::2] for line in done.stdout.splitlines()]
    at = [rest for kind, rest in lines if kind == "AT"]
    assert done.returncode == 0, (at[-1:], done.stderr[-2000:])
    said = [json.loads(rest) for kind, rest in lines if kind == "SAID"]
    assert len(said) == len(at) > 400
    taken = {(what, door) for what, door, words in said if words is None}
    assert taken <= READS_AS_SOMETHING, taken - READS_AS_SOMETHING
    assert all(words is None or 10 < len(words) < 2_000 for _, _, words in said)
    assert [json.loads(rest) for kind, rest in lines if kind == "HEAD"] == [before]


READS_AS_SOMETHING = {
    ("not there", "database.json"),  # no server: the office is a file
}
"""What a door rightly reads: it is a table, if a strange one."""
