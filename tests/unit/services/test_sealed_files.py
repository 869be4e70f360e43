"""Small signed files: nothing but the very bytes that were signed is read."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_fixtures import NOON, OTIENO

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.security.accounts import UnlockedKey
from kmmp_desktop.security.certificates import make_certificate
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.sealed_files import SUFFIXES, kind_of, open_sealed, seal

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CERTIFICATE = make_certificate(OTIENO, Office(OTIENO.id, "Ziwa", "Ziwa"), KEY, NOON)
SIGNER = UnlockedKey(Person(OTIENO.id, "otieno", "Otieno Ouma", Role.MANAGER, CERTIFICATE), CERTIFICATE, KEY)
FILE = seal("receipt", {"code": "KM7Q", "names": ["Né"]}, SIGNER)


def test_what_was_sealed_is_read_back_with_its_certificate() -> None:
    opened = open_sealed("a", FILE, signed_by, practice=False)
    assert (opened.kind, opened.data["code"], opened.data["names"]) == ("receipt", "KM7Q", ["Né"])
    assert opened.certificate == CERTIFICATE
    assert kind_of(FILE) == "receipt"


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(0, 7))
def test_a_file_with_any_bit_changed_is_refused(place: int, bit: int) -> None:
    changed = bytearray(FILE)
    changed[place] ^= 1 << bit
    with pytest.raises(FileRefusedError):
        open_sealed("a", bytes(changed), signed_by, practice=False)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise_anything_but_a_refusal(content: bytes) -> None:
    kind_of(content)
    with pytest.raises(FileRefusedError):
        open_sealed("a", content, signed_by, practice=False)


def test_a_receipt_is_never_read_as_a_recall() -> None:
    outer = json.loads(FILE)
    with pytest.raises(FileRefusedError, match="changed"):
        open_sealed("a", canonical_bytes({**outer, "kind": "recall"}), signed_by, practice=False)
    with pytest.raises(FileRefusedError, match="another kind"):
        open_sealed("a", FILE, signed_by, "recall", practice=False)


def test_spaces_other_keys_or_a_second_signer_do_not_pass() -> None:
    outer = json.loads(FILE)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    stranger = UnlockedKey(SIGNER.person, CERTIFICATE, other)
    for content in (
        json.dumps(outer).encode(),
        canonical_bytes({**outer, "note": "x"}),
        FILE + b"\n",
        seal("receipt", {"code": "KM7Q"}, stranger),
        canonical_bytes({**outer, "signature": base64.b64encode(b"x" * 256).decode()}),
    ):
        with pytest.raises(FileRefusedError):
            open_sealed("a", content, signed_by, practice=False)


def test_a_file_of_a_newer_program_says_so() -> None:
    outer = {**json.loads(FILE), "kmmp_file": 2}
    with pytest.raises(FileRefusedError, match="newer version"):
        open_sealed("a", canonical_bytes(outer), signed_by, practice=False)


def test_a_kind_nobody_knows_cannot_be_written() -> None:
    with pytest.raises(KeyError):
        seal("poem", {}, SimpleNamespace())
    assert set(SUFFIXES) == {"request", "certificate", "trust", "receipt", "questions", "recall"}
