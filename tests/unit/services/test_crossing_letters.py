"""Letters that cross one another, and replies that would lie on one another."""

from dataclasses import replace

import pytest
from received_office import receiver_home, sender, sender_home  # noqa: F401
from two_offices import ON_BOTH, signing_receiver, two  # noqa: F401

from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.services.receiving_replies import Reply, write_replies


class Slow:
    """A signer beside whom something else happens in the office while the key is at work."""

    def __init__(self, signer, meanwhile):
        self._signer, self._meanwhile = signer, meanwhile
        self.person, self.certificate = signer.person, signer.certificate

    def sign(self, data):
        self._meanwhile()
        return self._signer.sign(data)

    def lock(self):
        """Nothing of its own is open."""


@ON_BOTH
def test_no_receipt_is_given_for_what_was_recalled_while_it_was_signed(two):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)

    def recalled():
        with two.there.work() as work:
            work.returns.save_revision(replace(work.returns.revision(sent.id), state=State.RECALLED))
            work.commit()

    signer = Slow(two.there.signer("mwende"), recalled)
    with pytest.raises(RefusedError, match="recalled"):
        two.there.services.letters.receipts.make([sent.id], signer, two.bag / "receipts")
    assert not list((two.bag / "receipts").iterdir())
    assert not two.there.services.letters.receipts.given(sent.id)


def test_replies_to_senders_whose_names_look_alike_are_files_of_their_own(tmp_path):
    senders = ("Ziwa A", "Ziwa-A", "ZIWA A", "Ὑγίεια", "")
    paths = write_replies([Reply(one, 1, f"To {one}") for one in senders], tmp_path)
    assert len({path.name.casefold() for path in paths}) == len(senders)
    assert [path.read_text("utf-8-sig") for path in paths] == [f"To {one}" for one in senders]


def test_a_letter_that_cannot_take_its_name_is_told_and_can_be_written_elsewhere(two):  # noqa: F811
    """On Windows another program may hold a file of that name open; here a folder stands in the way."""
    sent, _ = two.send()
    in_the_way = two.bag / "a.kmmp-recall"
    in_the_way.mkdir()
    recalls, signer = two.here.services.letters.recalls, two.here.signer("clerk")
    with pytest.raises(FileRefusedError):
        recalls.recall(sent.id, signer, "Wrong month.", in_the_way)
    assert not list(two.bag.glob(".*"))
    recalls.recall(sent.id, signer, "Wrong month.", two.bag / "b.kmmp-recall")
    assert (two.bag / "b.kmmp-recall").read_bytes().startswith(b'{"certificate"')
