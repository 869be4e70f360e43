"""A locked signing key is not in the memory of the program any more: searched, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOOK = '''
import gc, pickle, re, sys
sys.path.insert(0, sys.argv[1])
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.security.accounts import AccountSecurity, private
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.envelope import Cost
from dataclasses import replace

class Clock:
    def now(self):
        return datetime(2026, 12, 3, tzinfo=UTC)

TURNED = bytes(one ^ 0x5A for one in range(256))

def hidden(data):
    return data.translate(TURNED)  # what is looked for must not be found in the looking

def made():
    words = "maize lantern lake"
    office = Office(UUID(int=2), "Ziwa", "Ziwa")
    certificate, envelope = security.make_key(person, office, words, Clock().now())
    numbers = private(security.open(person, envelope, words)).private_numbers()
    wanted = {}
    for name, number in (("p", numbers.p), ("q", numbers.q), ("d", numbers.d)):
        little = number.to_bytes((number.bit_length() + 7) // 8, "little")
        wanted[name + " as OpenSSL has it"] = hidden(little[:32])
        wanted[name + " as the file has it"] = hidden(little[::-1][-32:])
    return replace(person, certificate=certificate), envelope, wanted

def found():
    seen = set()
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            start, end, rights = re.match(r"(\\w+)-(\\w+) (\\S+)", line).groups()
            if not rights.startswith("rw") or "[v" in line:
                continue
            try:
                memory.seek(int(start, 16))
                data = bytearray(int(end, 16) - int(start, 16))
                memory.readinto(data)
            except (OSError, ValueError):
                continue
            turned = data.translate(TURNED)
            data[:] = bytes(len(data))
            seen |= {name for name, one in wanted.items() if turned.find(one) >= 0}
    return sorted(seen)

security = AccountSecurity(Attempts(Path(sys.argv[2]), Clock()), Cost(4, 8, 1))
person = Person(UUID(int=1), "clerk", "A. Wanjiru", Role.CLERK)
kept = Path(sys.argv[2] + ".kept")
if sys.argv[3] == "make":  # in another process: what is computed here may stay in its memory
    kept.write_bytes(pickle.dumps(made()))
    sys.exit()
owner, envelope, wanted = pickle.loads(kept.read_bytes())
signer = security.unlock(owner, envelope, "maize lantern lake")
signer.sign(b"18 mothers")
print(found())
signer.lock()
gc.collect()
print(found())
'''


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked at through /proc")
def test_after_the_lock_neither_prime_nor_exponent_is_in_memory(tmp_path: Path) -> None:
    for step in ("make", "look"):
        done = subprocess.run(
            [sys.executable, "-c", LOOK, str(ROOT), str(tmp_path / "attempts.json"), step],
            capture_output=True,
            text=True,
            check=True,
        )
    unlocked, locked = done.stdout.splitlines()
    assert "p as OpenSSL has it" in unlocked
    assert locked == "[]"
