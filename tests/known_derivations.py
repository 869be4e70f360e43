"""What scrypt and Argon2 gave once is not reckoned anew: the same answer to the same question, from a folder.

Both are pure functions made slow on purpose, and most tests ask them about the same few accounts of a
template. Every process of a test run shares the folder; a question nobody asked yet is answered for real.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = "KMMP_TEST_DERIVATIONS"
"""Environment variable: where the answers of this test run lie."""
DEAR = 1 << 14
"""Costs from here on are kept; the cheap ones of tests are quicker than a file."""


def open_folder() -> None:
    """Make the folder of a test run, unless this process is a part of one."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="kmmp-derived-")


def remove_folder() -> None:
    if folder := os.environ.pop(FOLDER, ""):
        shutil.rmtree(folder, ignore_errors=True)


def use() -> None:
    """Let this process ask the folder first."""
    folder = Path(os.environ[FOLDER])
    _use_for_scrypt(folder)
    _use_for_argon2(folder)


def _kept(folder: Path, question: tuple[object, ...], reckon: Callable[[], bytes]) -> bytes:
    path = folder / hashlib.sha256(repr(question).encode()).hexdigest()
    try:
        return path.read_bytes()
    except FileNotFoundError:
        answer = reckon()
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as half:
        half.write(answer)
    Path(half.name).replace(path)  # whole or not there: another process may look at this moment
    return answer


def _use_for_scrypt(folder: Path) -> None:
    from cryptography.hazmat.primitives.kdf import scrypt

    real = scrypt.Scrypt

    class KnownScrypt:
        """``Scrypt`` as far as the program uses it."""

        def __init__(self, *, salt: bytes, length: int, n: int, r: int, p: int) -> None:
            self._asked = {"salt": salt, "length": length, "n": n, "r": r, "p": p}

        def derive(self, key_material: bytes) -> bytes:
            def reckon() -> bytes:
                return real(**self._asked).derive(key_material)

            if self._asked["n"] < DEAR:
                return reckon()
            return _kept(folder, ("scrypt", *sorted(self._asked.items()), key_material), reckon)

    scrypt.Scrypt = KnownScrypt


def _use_for_argon2(folder: Path) -> None:
    from argon2 import _password_hasher
    from argon2.exceptions import VerifyMismatchError

    real = _password_hasher.verify_secret

    def verify(stored: bytes, secret: bytes, kind: object) -> bool:
        def reckon() -> bytes:
            try:
                return b"1" if real(stored, secret, kind) else b"0"
            except VerifyMismatchError:
                return b"0"

        if _kept(folder, ("argon2", stored, secret, str(kind)), reckon) != b"1":
            raise VerifyMismatchError("The password does not match the supplied hash")
        return True

    _password_hasher.verify_secret = verify
