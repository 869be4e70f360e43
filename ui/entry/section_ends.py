"""What is told where a section or the return ends, and where somebody types on there as if it did not."""

from __future__ import annotations

from kmmp_desktop.text import Message, Text


def end_words(action: str, here: str, there: str | None, instead: tuple[str, str] | None) -> Message:
    """``here``, ``there``: codes of the section that ends and of the one that Enter goes on to (``None``: the
    return ends). ``instead``: the figure that stood in the last cell when its end was told, and the one that
    was typed over it since: the cursor does not jump by itself, and nothing is overwritten unsaid."""
    if action != "next":
        if there is None:
            return Message("This is the first cell of the return.")
        names = {"section": Text(here), "next": Text(there)}
        return Message("Start of section {section}. Shift+Tab goes back to {next}.", names)
    if instead is not None:
        before, now = instead
        if there is None:
            return Message(
                "End of the return: {now} stands here instead of {before}. Ctrl+Z takes it back.",
                {"now": Text(now), "before": Text(before)},
            )
        return Message(
            "End of section {section}: {now} stands here instead of {before}. Ctrl+Z takes it back, Enter "
            "goes on to {next}.",
            {"section": Text(here), "next": Text(there), "now": Text(now), "before": Text(before)},
        )
    if there is None:
        return Message("End of the return. F4 goes to the next problem.")
    return Message(
        "End of section {section}. Enter goes on to {next}.", {"section": Text(here), "next": Text(there)}
    )
