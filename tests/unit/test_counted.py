"""Of one thing every sentence speaks in the singular, in both languages."""

import pytest

from kmmp_desktop.text import Message
from kmmp_desktop.texts.catalogue import Catalogue


@pytest.mark.parametrize(
    ("template", "params", "english", "swahili"),
    [
        ("{count} returns are chosen.", {"count": 1}, "1 return is chosen.", "Ripoti 1 imechaguliwa."),
        ("{count} returns are chosen.", {"count": "1"}, "1 return is chosen.", "Ripoti 1 imechaguliwa."),
        ("{count} returns are chosen.", {"count": 0}, "0 returns are chosen.", "Ripoti 0 zimechaguliwa."),
        ("{count} returns are chosen.", {"count": 11}, "11 returns are chosen.", "Ripoti 11 zimechaguliwa."),
        (
            "{open} accounts are open, {closed} are closed",
            {"open": 3, "closed": 1},
            "3 accounts are open, 1 is closed",
            "Akaunti 3 ziko wazi, 1 zimefungwa",
        ),
        ("{count} facilities", {"count": 1}, "1 facility", "Kituo 1"),
        ("last {count} months", {"count": 1}, "last 1 month", "mwezi 1 uliopita"),
        (
            "There are {count} facilities already. More can be added.",
            {"count": 1},
            "There is 1 facility already. More can be added.",
            "Tayari kuna kituo 1. Vingine vinaweza kuongezwa.",
        ),
        (
            "{count} receipts are in {folder}. Send each to its office.",
            {"count": 1, "folder": "out"},
            "1 receipt is in out. Send it to its office.",
            "Stakabadhi 1 iko kwenye out. Itume kwa ofisi yake.",
        ),
    ],
)
def test_one_is_said_in_the_singular(
    template: str, params: dict[str, object], english: str, swahili: str
) -> None:
    texts, message = Catalogue(), Message(template, params)
    assert str(message) == texts.say(message) == texts.say(template, **params) == english
    assert texts.say_in("sw", message) == swahili
