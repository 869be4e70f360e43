"""The programme's authority as scripts run it, from its founding to a return that another office refuses."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from office_fixtures import FULL, NYOTA, PASSPHRASE, office_template
from program import Program

import main
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.texts.catalogue import Catalogue

__all__ = ["office_template"]

PERIOD = "202609"
WORDS = "seven quiet herons cross the lagoon"


@pytest.fixture
def sender(office_template, tmp_path) -> Program:
    shutil.copytree(office_template, tmp_path / "home")
    return Program(tmp_path / "home")


@pytest.fixture
def receiver(tmp_path) -> Program:
    """Another office that knows nobody of the first one."""
    home = tmp_path / "other"
    services, store = main.open_office(home, SystemClock(), Catalogue())
    services.people.found_office("Kisumu County Health Office", "County", "Kisumu")
    services.people.add("officer", "R. Atieno", Role.OFFICER, PASSPHRASE)
    services.people.add("clerk", "J. Moraa", Role.CLERK, PASSPHRASE)
    store.close()
    return Program(home)


def a_return(folder: Path) -> Path:
    path = folder / "return.json"
    cells = month_of(FlowOfClients.starting(NYOTA, 2, 12), Period.parse(PERIOD))
    data = {"form": FULL, "facility": NYOTA, "period": PERIOD, "cells": cells}
    path.write_text(json.dumps({**data, "reasons": {"Q417": "First month in the program."}}))
    return path


def certified(sender: Program, folder: Path, username: str, files: Path, *more: str) -> Path:
    """The office asks, the authority issues: two files on a stick; the second one is taken in later."""
    services, store = main.open_office(sender.home, SystemClock(), Catalogue())
    try:
        person = services.people.find(username)
        request = files / f"{username}.kmmp-request"
        services.certificates.request(person, PASSPHRASE, request)
        person = services.people.find(username)
        issued = sender(
            "authority",
            "issue",
            folder,
            request,
            "--fingerprint",
            person.fingerprint.lower(),
            *more,
            passphrase=WORDS,
        )
        return Path(issued["file"])
    finally:
        store.close()


def cms_of(pdf: Path) -> list[tuple[bytes, bytes]]:
    """(signature, signed bytes) of every signature of a PDF, by its byte ranges alone."""
    content = pdf.read_bytes()
    found = []
    for match in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", content):
        a, b, c, d = map(int, match.groups())
        der = bytes.fromhex(content[a + b + 1 : c - 1].decode())
        long = 4 + int.from_bytes(der[2:4], "big")  # the rest is filling
        found.append((der[:long], content[a : a + b] + content[c : c + d]))
    return sorted(found, key=lambda pair: len(pair[1]))


def openssl_accepts(folder: Path, signature: tuple[bytes, bytes], trust: Path) -> bool:
    """What openssl says with nothing but the PEM files that lie beside a trust file."""
    (folder / "s.der").write_bytes(signature[0])
    (folder / "s.bin").write_bytes(signature[1])
    both = folder / "all.pem"
    both.write_text(trust.with_suffix(".issuers.pem").read_text() + trust.with_suffix(".crl.pem").read_text())
    command = "openssl cms -verify -binary -inform DER -in s.der -content s.bin -purpose any -out /dev/null"
    done = subprocess.run(
        [*shlex.split(command), "-crl_check_all", "-CAfile", str(both)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 or "revoked" in done.stderr, done.stderr
    return done.returncode == 0


def test_the_whole_life_of_a_certificate(sender: Program, receiver: Program, tmp_path: Path):
    folder, files, out = tmp_path / "authority", tmp_path / "stick", tmp_path / "out"
    files.mkdir()
    made = sender(
        "authority", "create", folder, "--programme", "Kenya Mentor Mother Program", passphrase=WORDS
    )
    root = made["authority"]["fingerprint"]
    issued = [
        certified(sender, folder, "clerk", files, "--new-office"),
        certified(sender, folder, "manager", files),
    ]
    waits = sender("keys", "take", issued[0], passphrase=None, code=1)
    assert "does not know the programme's root yet" in waits["error"]["message"]
    published = sender("authority", "publish", folder, "--to", files, passphrase=WORDS)
    assert (published["authority"]["number"], published["authority"]["fingerprint"]) == (1, root)
    first = Path(published["file"])
    sender("trust", "take", first, "--as", "manager", "--fingerprint", root)
    for certificate in issued:
        assert "signs from now on" in sender("keys", "take", certificate, passphrase=None)["said"]

    sender("returns", "set", a_return(tmp_path), "--as", "clerk")
    sender("complete", "--facility", NYOTA, "--period", PERIOD, "--as", "clerk")
    sender("approve", "--facility", NYOTA, "--period", PERIOD, "--as", "manager")
    sent = sender("export", "--period", PERIOD, "--facility", NYOTA, "--to", out)
    signed = [Path(f) for f in sent["files"] if f.endswith((".xlsx", ".pdf"))]
    assert len(signed) == 2

    unknown = receiver("verify", *signed, passphrase=None, code=1)
    assert {f["who"]["answer"] for f in unknown["files"]} == {"cannot_say"}
    receiver("trust", "show", passphrase=None, code=1)
    refused = receiver("trust", "take", first, "--as", "officer", code=1)
    assert "not known here yet" in refused["error"]["message"]
    another = root[:-1] + ("1" if root.endswith("0") else "0")
    receiver("trust", "take", first, "--as", "officer", "--fingerprint", another, code=1)
    receiver("trust", "take", first, "--as", "clerk", "--fingerprint", root, code=1)
    receiver("trust", "take", first, "--as", "officer", "--fingerprint", root)
    confirmed = receiver("verify", *signed, passphrase=None)
    assert all(f["approved"] and f["who"]["answer"] == "yes" for f in confirmed["files"])
    assert receiver("trust", "show", passphrase=None)["trust"]["number"] == 1

    receiver("receive", *signed, "--as", "officer", "--add-facilities")
    assert receiver("trust", "doubts", passphrase=None)["doubts"] == []

    stranger = Program(tmp_path / "nowhere")
    assert "identity not confirmed" in json.dumps(stranger("verify", *signed, passphrase=None, code=1))
    seen = stranger("verify", "--trust", first, *signed, passphrase=None)
    assert seen["trust"]["fingerprint"] == root
    assert all(f["approved"] for f in seen["files"])

    for signature in cms_of(next(f for f in signed if f.suffix == ".pdf")):
        assert openssl_accepts(tmp_path, signature, first)

    sender("authority", "revoke", folder, "--person", "P. Otieno", "--why", "left", passphrase=WORDS)
    listed = sender("authority", "list", folder, passphrase=None)
    assert {p["name"]: bool(p["certificates"][0]["revoked_at"]) for p in listed["offices"][0]["people"]} == {
        "A. Wanjiru": False,
        "P. Otieno": True,
    }
    second = Path(sender("authority", "publish", folder, "--to", files, passphrase=WORDS)["file"])
    assert all(f["approved"] for f in receiver("verify", *signed, passphrase=None)["files"]), "not heard yet"
    taken = receiver("trust", "take", second, "--as", "clerk")
    assert (taken["trust"]["number"], [d["facility"] for d in taken["doubts"]]) == (2, [NYOTA])
    [doubt] = receiver("trust", "doubts", passphrase=None, code=1)["doubts"]
    assert [(s["role"], s["name"], s["why"]) for s in doubt["signers"]] == [
        ("manager", "P. Otieno", "revoked")
    ]
    which = ("--facility", NYOTA, "--period", PERIOD, "--reason", "Compared with the paper.")
    receiver("trust", "accept", *which, "--as", "clerk", code=1)
    receiver("trust", "accept", *which, "--as", "officer")
    [doubt] = receiver("trust", "doubts", passphrase=None)["doubts"]
    assert doubt["accepted"]["why"] == "Compared with the paper."
    totals = receiver("totals", "--period", PERIOD, passphrase=None, code=None)
    assert [d["name"] for d in totals["doubts"]] == [doubt["name"]]
    revoked = receiver("verify", *signed, passphrase=None, code=1)
    assert {f["who"]["answer"] for f in revoked["files"]} == {"no"}
    assert all("revoked" in f["who"]["text"] for f in revoked["files"])
    assert not any(f["approved"] for f in revoked["files"])
    clerk, manager = cms_of(next(f for f in signed if f.suffix == ".pdf"))
    assert openssl_accepts(tmp_path, clerk, second)
    assert not openssl_accepts(tmp_path, manager, second), "openssl reads the list as we do"
    older = receiver("trust", "take", first, "--as", "officer", "--fingerprint", root, code=1)
    assert "has number 2 already" in older["error"]["message"]
    assert all(
        not f["approved"]
        for f in stranger("verify", "--trust", second, *signed, passphrase=None, code=1)["files"]
    )


def test_wrong_use_and_wrong_passphrases_change_nothing(sender: Program, tmp_path: Path):
    folder = tmp_path / "authority"
    sender("authority", "create", folder, "--programme", "P", passphrase="too short", code=1)
    assert not folder.exists()
    sender("authority", "publish", folder, passphrase=WORDS, code=1)
    assert "no programme authority" in sender.error
    sender("authority", "create", folder, "--programme", "P", passphrase=WORDS)
    before = (folder / "programme.kmmp-authority").read_bytes()
    sender("authority", "publish", folder, passphrase=WORDS + "s", code=1)
    sender("authority", "create", folder, "--programme", "P", passphrase=WORDS, code=1)
    sender("authority", "revoke", folder, "--person", "nobody", "--why", "x", passphrase=WORDS, code=1)
    sender("authority", "publish", folder, "--days", "5000", passphrase=WORDS, code=1)
    assert (folder / "programme.kmmp-authority").read_bytes() == before
    assert datetime.fromisoformat(
        sender("authority", "publish", folder, passphrase=WORDS)["authority"]["valid_until"]
    ) > datetime.now(UTC)
