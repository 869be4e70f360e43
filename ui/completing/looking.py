"""A look at the whole return, whose findings are kept in their lives."""

from __future__ import annotations

from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.open_return import OpenReturn


def look_over(services: Services, opened: OpenReturn) -> Completion:
    """Run every check; findings that only show on the whole return begin their life here."""
    completion = services.completion.look(opened)
    opened.note_report(completion.findings)
    return completion
