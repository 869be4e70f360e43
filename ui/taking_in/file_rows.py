"""Entry workbooks as lines: what each brings, a verdict that starts with a verb, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kmmp_desktop.services.taking_in import BookFile, Step
from ui import wording
from ui.faces.face import Column, Face, Row
from ui.wording import Say, short_month

SHAPES = {
    Step.TAKE: ("receive", "accent", "text"),
    Step.SAME: ("passed", "muted", "muted"),
    Step.FIX: ("warning", "warn", "warn_text"),
    Step.TWICE: ("warning", "warn", "warn_text"),
    Step.REFUSE: ("error", "err", "err_text"),
    Step.TAKEN: ("passed", "ok", "text"),
}
"""Icon, its token and the ink of the words for each step."""


def columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("File"), 30, 20),
        Column(say("Facility"), 22, 16),
        Column(say("Month"), 0, 10),
        Column(say("What comes in"), 22, 16),
        Column(say("Verdict and next step"), 40, 24),
    )


def file_rows(files: Sequence[BookFile], say: Say) -> tuple[Row, ...]:
    return tuple(Row(str(file.path), _faces(file, say)) for file in files)


def _faces(file: BookFile, say: Say) -> tuple[Face, ...]:
    key = file.key
    icon, icon_ink, ink = SHAPES[file.step]
    return (
        Face(file.path.name, icon="workbook", icon_ink="muted", path=True, spoken=str(file.path)),
        Face(file.facility or say("not known"), ink="text" if file.facility else "muted"),
        Face(f"{short_month(say, key.period)} {key.period.year}" if key else "", small=True),
        Face(what_comes(file, say), small=True),
        Face(verdict(file, say), detail(file, say), icon=icon, icon_ink=icon_ink, ink=ink, bold=True),
    )


def what_comes(file: BookFile, say: Say) -> str:
    """``3 new, 1 changed, 120 same``; what is none of it is left out."""
    counts = (
        ("{count} new", file.new),
        ("{count} changed", file.changed),
        ("{count} the same", file.same),
        ("{count} cannot be taken", file.rejected),
    )
    if file.step is Step.REFUSE:
        return say("nothing")
    return ", ".join(say(words, count=wording.number(count)) for words, count in counts if count) or say(
        "nothing"
    )


def verdict(file: BookFile, say: Say) -> str:
    """What is to be done with it, in a word or two."""
    if file.step is Step.FIX:
        many = say("Fix {count} cells.", count=wording.number(file.rejected))
        return say("Fix 1 cell.") if file.rejected == 1 else many
    words: dict[Step, Callable[[], str]] = {
        Step.TAKE: lambda: say("Take in."),
        Step.SAME: lambda: say("Already here."),
        Step.TWICE: lambda: say("Choose one."),
        Step.REFUSE: lambda: say("Refuse."),
        Step.TAKEN: lambda: say("Taken in."),
    }
    return words[file.step]()


def detail(file: BookFile, say: Say) -> str:
    """The reason or the next step, after the verdict."""
    if file.why is not None:
        return say(file.why)
    if file.step is Step.FIX:
        return say("Nothing of it is taken in before.")
    if file.step is Step.SAME:
        return say("Nothing to do.")
    if file.step is Step.TAKEN:
        return say("Enter opens the return.")
    if file.changed:
        return (
            say("It changes a figure that stands there.")
            if file.changed == 1
            else say("It changes {count} figures that stand there.", count=wording.number(file.changed))
        )
    return ""


def standing(files: Sequence[BookFile], say: Say) -> str:
    """``6 can be taken in, 2 add nothing new, 4 need a hand.``"""
    ready = sum(1 for f in files if f.step is Step.TAKE)
    taken = sum(1 for f in files if f.step is Step.TAKEN)
    same = sum(1 for f in files if f.step is Step.SAME)
    parts = (
        (say("{count} can be taken in", count=wording.number(ready)), ready),
        (say("{count} were taken in", count=wording.number(taken)), taken),
        (say("{count} add nothing new", count=wording.number(same)), same),
        (
            say("{count} need a hand", count=wording.number(len(files) - ready - taken - same)),
            len(files) - ready - taken - same,
        ),
    )
    return ", ".join(words for words, count in parts if count) + "."
