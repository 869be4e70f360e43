"""Small files that somebody without any key has crafted: each is refused in words, and the list goes on."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest
from authority_fixtures import DECEMBER, Member, key, member
from cryptography.hazmat.primitives.serialization import Encoding
from received_office import receiver, receiver_home, sender_home  # noqa: F401

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Office, Role
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.security.authority_certificates import Issuer, make_list, make_root
from kmmp_desktop.security.trust_list import read_trust
from kmmp_desktop.services.pack_files import moment
from kmmp_desktop.services.receiving_rows import Step
from kmmp_desktop.services.sealed_files import seal

EVIL = Office(UUID(int=66), "Nobody knows us", "Nobody")


def odd_version() -> Member:
    """Somebody whose certificate says that it is of a version of X.509 that does not exist."""
    who = member("Evil Man", Role.CLERK, EVIL, 9)
    at = who.certificate.index(bytes.fromhex("a003020102"))
    who.certificate = who.certificate[: at + 4] + b"\x05" + who.certificate[at + 5 :]
    return who


def trust_file(issued_at: str, valid_until: str) -> bytes:
    """A whole trust file of a root that somebody made at home."""
    far = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    root = make_root("Programme", UUID(int=67), key(9), DECEMBER)
    crl = make_list(Issuer(root, key(9)), 1, [], DECEMBER, far).public_bytes(Encoding.DER)
    who = member("Evil Man", Role.CLERK, EVIL, 9)
    who.certificate = root.public_bytes(Encoding.DER)
    data = {
        "authority": str(UUID(int=67)),
        "programme": "Programme",
        "number": 1,
        "issued_at": issued_at,
        "valid_until": valid_until,
        "root": base64.b64encode(who.certificate).decode(),
        "offices": [],
        "crls": [base64.b64encode(crl).decode()],
        "roster": [],
        "withdrawn": [],
    }
    return seal("trust", data, who)


def pack() -> bytes:
    who = odd_version()
    inner = canonical_bytes(
        {"kmmp": 1, "kind": "pack", "id": str(UUID(int=1)), "issued_at": "2026-12-01T00:00:00Z"}
    )
    parts = {"content": inner, "certificate": who.certificate, "signature": who.sign(inner)}
    return canonical_bytes({"kmmp_pack": 1, **{k: base64.b64encode(v).decode() for k, v in parts.items()}})


CRAFTED = {
    "kind-is-a-list": lambda: b'{"certificate":"","content":"","kind":[],"kmmp_file":1,"signature":""}',
    "odd-version-receipt": lambda: seal("receipt", {"returns": []}, odd_version()),
    "odd-version-certificate": lambda: seal("certificate", {"chain": []}, odd_version()),
    "odd-version-trust": lambda: seal("trust", {"number": 1}, odd_version()),
    "odd-version-pack": pack,
    "good-until-the-end-of-time": lambda: trust_file("2026-12-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    "made-before-all-time": lambda: trust_file("0001-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_letter_does_not_end_the_list(receiver, tmp_path, name):  # noqa: F811
    path, after = tmp_path / f"{name}.kmmp-receipt", tmp_path / "after.kmmp-receipt"
    path.write_bytes(CRAFTED[name]())
    after.write_bytes(b"{}")
    first, second = receiver.services.receiving.look([path, after])
    assert first.step in (Step.REFUSE, Step.LEAVE), str(first.judged.text)
    assert second.path == after


def test_times_that_no_calendar_here_can_show_are_none():
    for text in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"):
        with pytest.raises(ValueError, match="year"):
            moment(text)
    with pytest.raises(FileRefusedError):
        read_trust("x", trust_file("2026-12-01T00:00:00Z", "9999-12-31T23:59:59Z"))
