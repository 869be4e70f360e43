"""Drafts of checks on disk: what somebody has typed and not published is there after a power cut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kmmp_desktop.domain.drafting import RuleDraft
from kmmp_desktop.domain.form import MissingRule, Severity
from kmmp_desktop.text import Text
from ui.page import Desk


class KeptDrafts:
    """The drafts of one person for one form at a time, in the settings of the office."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._name = ""
        self._kept = ""

    def recall(self, family: str) -> dict[str, RuleDraft]:
        """What the person drafted for the form and has not published; raises StorageError."""
        self._name = f"rules.drafts.{self._desk.person.id}.{family}"
        self._kept = self._desk.services.worklist.recall(self._name) or "{}"
        try:
            return {str(key): _read(body) for key, body in json.loads(self._kept).items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            return {}  # written by another version: the published checks are what counts

    def keep(self, drafts: Mapping[str, RuleDraft]) -> bool:
        """Write them down where they changed; whether they did. Raises StorageError."""
        text = json.dumps({key: _written(draft) for key, draft in drafts.items()})
        if not self._name or text == self._kept:
            return False
        self._desk.services.worklist.remember(self._name, text)
        self._kept = text
        return True


def _written(draft: RuleDraft) -> dict[str, Any]:
    return {
        "code": draft.code,
        "check": draft.expression,
        "when": draft.when,
        "severity": draft.severity.value,
        "title": [draft.title.en, draft.title.sw],
        "explain": [draft.explanation.en, draft.explanation.sw],
        "at": draft.at,
        "standard": draft.standard,
        "missing": [rule.value for rule in draft.missing],
        "new": draft.is_new,
    }


def _read(body: Mapping[str, Any]) -> RuleDraft:
    left, right = (MissingRule(rule) for rule in body["missing"])
    return RuleDraft(
        str(body["code"]),
        str(body["check"]),
        Severity(body["severity"]),
        Text(*map(str, body["title"])),
        str(body["at"]),
        str(body["standard"]),
        (left, right),
        str(body["when"]),
        Text(*map(str, body["explain"])),
        bool(body["new"]),
    )
