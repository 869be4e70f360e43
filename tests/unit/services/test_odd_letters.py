"""Letters that no file can carry are told while typing, not when the return is signed."""

import pytest
from office_fixtures import NYOTA

from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.errors import RefusedError


def narrative(opened):
    return next(CellKey(e.full) for e in opened.form if e.type is ValueType.TEXT)


def test_half_a_letter_in_a_narrative_is_kept_red_and_told(office):
    opened = office.fill()
    opened.set(narrative(opened), "Stock-out \ud83d of kits")
    assert not opened.value(narrative(opened)).is_valid
    items = office.services.completion.look(opened).items
    assert [str(i.what) for i in items if i.group == "invalid"] == [
        "The text holds a character that cannot be stored (U+D83D). Take it out."
    ]
    with pytest.raises(RefusedError):
        office.services.completion.complete(opened, office.signer())


def test_half_a_letter_in_a_reason_is_refused_where_it_is_written(office):
    opened = office.fill()
    with pytest.raises(RefusedError, match=r"U\+D83D"):
        opened.set_reason(next(iter(opened.reasons)), "Because \ud83d of kits")


def test_control_characters_in_a_narrative_are_signed_and_read_back(office):
    opened = office.open(NYOTA)
    office.fill()
    opened = office.open(NYOTA)
    opened.set(narrative(opened), "a\x01b\x1b\x0b\ufffe c")
    revision = office.services.completion.complete(opened, office.signer())
    with office.work() as work:
        for kind in ("xlsx", "pdf"):
            file = work.files.get(revision.id, kind)
            assert office.services.verifying.judge(file.name, file.content).data is not None
