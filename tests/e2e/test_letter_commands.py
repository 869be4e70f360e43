"""Letters and amendments by command, between two real offices."""

import json

import pytest
from program import Program
from received_office import NOVEMBER, SMALL, receiver_home, sender, sender_home
from two_offices import FIRST, signing_receiver, two

__all__ = ["receiver_home", "sender", "sender_home", "signing_receiver", "two"]
ABOUT = ("--form", SMALL, "--facility", FIRST, "--period", str(NOVEMBER))


@pytest.fixture
def programs(two):
    two.sent, two.files = two.send()
    return Program(two.here.home), Program(two.there.home)


def test_recall_receipt_amendment_by_command(two, programs):
    here, there = programs
    two.take_in(*two.files)
    receipts = two.bag / "receipts"
    month = ("--form", SMALL, "--period", str(NOVEMBER))
    [path] = there("receipts", "write", *month, "--to", receipts, "--as", "mwende")["files"]
    dry = here("letters", "read", path, "--dry-run", "--as", "clerk")["letters"]
    assert [(row["kind"], row["standing"], row["taken"]) for row in dry] == [("receipt", "new", False)]
    [row] = here("letters", "read", path, "--as", "clerk")["letters"]
    assert (row["taken"], row["signer"]) == (True, "J. Mwende")
    [row] = here("letters", "read", path, "--as", "clerk")["letters"]
    assert (row["standing"], row["taken"]) == ("already", False)
    late = here("recall", *ABOUT, "--why", "Wrong.", "--to", two.bag, "--as", "clerk", code=1)
    assert "Amend it instead" in late["error"]["message"]

    added = here("totals", *month, "--to", two.bag / "before.csv", code=None)
    assert added["made_before"] == []

    begun = here("amend", *ABOUT, "--why", "Counted again.", "--as", "clerk")["revision"]
    assert (begun["revision"], begun["state"], begun["why"]) == (2, "draft", "Counted again.")
    figures = {
        "form": SMALL,
        "facility": FIRST,
        "period": str(NOVEMBER),
        "cells": {"A1[ANC]": 21, "A4[ANC]": 23},
    }
    changes = two.bag / "changes.json"
    changes.write_text(json.dumps(figures))
    here("returns", "set", changes, "--as", "clerk")
    refused = here("complete", *ABOUT, "--as", "clerk", code=1)
    assert [item["subject"] for item in refused["items"] if not item.get("reason")][:2] == [
        "changed:SM_A1[ANC]",
        "changed:SM_A4[ANC]",
    ]
    figures = {
        **figures,
        "cells": {},
        "reasons": {"changed:A1[ANC]": "One was in October.", "changed:A4[ANC]": "Same."},
    }
    changes.write_text(json.dumps(figures))
    here("returns", "set", changes, "--as", "clerk")
    ready = here("complete", *ABOUT, "--as", "clerk")["revision"]
    assert (ready["revision"], ready["state"]) == (2, "ready")
    [made] = here("totals", *month, code=None)["made_before"]
    assert made["changed_since"] == [], "what was signed stands until the amendment is approved"
    here("approve", *ABOUT, "--as", "manager")
    [made] = here("totals", *month, code=None)["made_before"]
    [said] = made["changed_since"]
    assert said.endswith("revision 1 was used, revision 2 is here")


def test_a_recall_is_written_into_a_folder_and_read_there(two, programs):
    here, there = programs
    said = here("recall", *ABOUT, "--why", "The register of October.", "--to", two.bag, "--as", "clerk")
    assert said["revision"]["state"] == "recalled"
    path = two.bag / f"{FIRST}_202611_SMALL_r1.kmmp-recall"
    assert said["file"] == str(path)
    [row] = there("letters", "read", path, "--as", "mwende")["letters"]
    assert row["taken"]
    junk = two.bag / "a.kmmp-recall"
    junk.write_bytes(path.read_bytes()[:-9])
    assert there("letters", "read", junk, "--as", "mwende", code=1)["letters"][0]["standing"] == "refused"
