"""Sentences with a number in them where the number is one: the one way to plurals.

A sentence is written once, with the plural: ``{count} returns are chosen.`` Said of one, it becomes
``{count} return is chosen.``, which is a sentence of the catalogue like any other where a language says
it in another way. Nobody asks ``if count == 1``. A test finds sentences with a noun that stands not here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

NOUNS: Mapping[str, str] = {
    "people": "person",
    **{
        f"{stem}ies": f"{stem}y"
        for stem in ("facilit", "entr", "repl", "tr", "countr", "summar", "quer", "cop", "categor")
    },
    **{
        f"{noun}s": noun
        for noun in (
            "account", "backup", "bit", "byte", "card", "cell", "certificate", "chain", "change",
            "character", "check", "clerk", "column", "comment", "consolidation", "day", "decision", "digit",
            "draft", "error", "exception", "figure", "file", "finding", "form", "hour", "indicator",
            "keying", "letter", "level", "line", "minute", "month", "object", "office",
            "page", "part", "passphrase", "picture", "place", "point", "question", "reason", "receipt",
            "return", "revision", "root", "row", "rule", "second", "section", "sheet", "signature", "slip",
            "standard", "step", "table", "target", "tier", "time", "total", "value", "warning", "window",
            "word", "workbook",
        )
    },
}  # fmt: skip
"""Nouns that stand behind a number, with their singular."""

VERBS: Mapping[str, str] = {
    "are": "is",
    "were": "was",
    "have": "has",
    "wait": "waits",
    "differ": "differs",
    "stay": "stays",
    "change": "changes",
    "fail": "fails",
    "add": "adds",
    "need": "needs",
    "rest": "rests",
}
"""Verbs right behind the number or its noun."""

_BETWEEN = "million|second|wrong|entry|more|large|blank|new|open|whole|completed or approved"
_PHRASE = re.compile(
    r"(?P<there>There are )?\{(?P<name>\w+)\}"
    rf"(?P<between> (?:(?:{_BETWEEN}) )*)"
    rf"(?:(?P<noun>{'|'.join(NOUNS)})\b(?: (?P<verb>{'|'.join(VERBS)})\b)?|(?P<alone>{'|'.join(VERBS)})\b)"
)

ONE: Mapping[tuple[str, str], str] = {
    ("count", "Add these {count} facilities"): "Add this facility",
    ("count", "All {count} cells can be taken."): "The cell can be taken.",
    ("of", "All {of} checks ran at {time}"): "The check ran at {time}",
    ("cells", "Clerk and manager have signed; all {cells} cells are covered."): (
        "Clerk and manager have signed; the {cells} cell is covered."
    ),
    ("count", "Opened where you stopped. All {count} figures are here."): (
        "Opened where you stopped. The {count} figure is here."
    ),
    (
        "count",
        "Opened where you stopped. All {count} figures are here. You were typing {draft} in row {row}.",
    ): "Opened where you stopped. The {count} figure is here. You were typing {draft} in row {row}.",
    (
        "figures",
        "{figures} figures and reasons entered after {time} were brought back, in {returns} returns.",
    ): "{figures} figure or reason entered after {time} was brought back, in {returns} returns.",
    ("count", "The recovery code has {count} letters and digits; it needs {needed}."): (
        "The recovery code has {count} letter or digit; it needs {needed}."
    ),
    ("outside", "No cell here can take the block: {outside} of its cells fall outside."): (
        "No cell here can take the block: {outside} of its cells falls outside."
    ),
    ("bad", "{bad} rows of {file} were refused; the others are in."): (
        "{bad} row of {file} was refused; the others are in."
    ),
    ("count", "{count} returns of the sample are not read yet."): (
        "{count} return of the sample is not read yet."
    ),
    (
        "count",
        "{count} cells that were filled when the workbook was made are empty now and stay as they are: "
        "{cells}.",
    ): "{count} cell that was filled when the workbook was made is empty now and stays as it is: {cells}.",
    (
        "count",
        "{count} values cannot be taken as figures and are kept as drafts; the first is "
        '"{value}" in {cell} of facility {facility}.',
    ): (
        '{count} value cannot be taken as a figure and is kept as a draft: "{value}" in {cell} of facility '
        "{facility}."
    ),
    (
        "count",
        "{count} steps could not be brought back. They are listed here, and stand in the log.",
    ): "{count} step could not be brought back. It is listed here, and stands in the log.",
    ("count", "{count} totals are left out: they are calculated."): (
        "{count} total is left out: it is calculated."
    ),
    ("count", "{count} of them have something to decide: look at each by itself."): (
        "{count} of them has something to decide: look at it by itself."
    ),
    (
        "count",
        "{count} returns have no error, no open warning and no large change. Read a sample of {sample}, "
        "then approve them together.",
    ): (
        "{count} return has no error, no open warning and no large change. Read a sample of {sample}, "
        "then approve it."
    ),
    ("count", "Take in: {count} of them are new here."): "Take in: {count} of them is new here.",
    (
        "count",
        "A signature as {role} cannot be added: {count} of the signatures clerk, manager are there, in this "
        "order.",
    ): (
        "A signature as {role} cannot be added: {count} of the signatures clerk, manager is there, in this "
        "order."
    ),
    ("count", "It changes {count} figures that stand there."): (
        "It changes {count} figure that stands there."
    ),
    ("count", "{count} change figures that stand there."): "{count} changes a figure that stands there.",
    (
        "left",
        "{count} cells filled, {left} left as they were: they take another kind of value. "
        "Ctrl+Z takes it back.",
    ): ("{count} cells filled, {left} left as it was: it takes another kind of value. Ctrl+Z takes it back."),
    ("count", "{count} receipts are in {folder}. Send each to its office."): (
        "{count} receipt is in {folder}. Send it to its office."
    ),
    (
        "count",
        "The list of files names each with its SHA-256, and the {count} returns that are not in it.",
    ): "The list of files names each with its SHA-256, and the {count} return that is not in it.",
    (
        "count",
        "{name} signed for the month. {count} returns are not in it and are named in the files.",
    ): "{name} signed for the month. {count} return is not in it and is named in the files.",
    ("count", "{count} files cannot be used as they are."): "{count} file cannot be used as it is.",
    ("left", "{rules} rules written; {left} checks of {all} do not travel."): (
        "{rules} rules written; {left} check of {all} does not travel."
    ),
    ("count", "{count} standards wait for someone who can cite them"): (
        "{count} standard waits for someone who can cite it"
    ),
}
"""Sentences that change in more than a noun and a verb: by the number and the sentence."""


def for_one(template: str, params: Mapping[str, object]) -> str:
    """The template as it is said where a number among ``params`` is one; else the template itself."""
    ones = ones_of(params)
    return with_one(template, ones) if ones else template


def ones_of(params: Mapping[str, object]) -> tuple[str, ...]:
    """The parameters that are a one, as a number or written out for people."""
    return tuple(
        name for name, value in params.items() if value == "1" or (type(value) is int and value == 1)
    )


def with_one(template: str, ones: Collection[str]) -> str:
    """The template for a one in each of the places named ``ones``."""
    for name in ones:
        template = ONE.get((name, template), template)
    return _PHRASE.sub(lambda found: _singular(found) if found["name"] in ones else found[0], template)


def _singular(found: re.Match[str]) -> str:
    begins = f"{'There is ' if found['there'] else ''}{{{found['name']}}}{found['between']}"
    if found["alone"]:
        return f"{begins}{VERBS[found['alone']]}"
    verb = f" {VERBS[found['verb']]}" if found["verb"] else ""
    return f"{begins}{NOUNS[found['noun']]}{verb}"
