"""The places of the program: who sees which, with which icon, and how each is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kmmp_desktop.domain.office import Role
from ui.page import Desk, Page


@dataclass(frozen=True, slots=True)
class Place:
    """``make`` imports late: a place costs nothing until it is first shown."""

    name: str
    label: str
    """Catalogue text."""
    icon: str
    make: Callable[[Desk], Page]
    tab: str = ""
    """The place under whose tab it is shown; empty: its own."""


def _worklist(desk: Desk) -> Page:
    from ui.worklist.page import WorklistPage

    return WorklistPage(desk)


def _entry(desk: Desk) -> Page:
    from ui.entry.page import EntryPage

    return EntryPage(desk)


def _completing(desk: Desk) -> Page:
    from ui.completing.page import CompletingPage

    return CompletingPage(desk)


def _keying(desk: Desk) -> Page:
    from ui.keying.page import KeyingPage

    return KeyingPage(desk)


def _review(desk: Desk) -> Page:
    from ui.review.page import ReviewPage

    return ReviewPage(desk)


def _sending(desk: Desk) -> Page:
    from ui.sending.page import SendingPage

    return SendingPage(desk)


def _findings(desk: Desk) -> Page:
    from ui.register.page import RegisterPage

    return RegisterPage(desk)


def _standards(desk: Desk) -> Page:
    from ui.standards.page import StandardsPage

    return StandardsPage(desk)


def _verifying(desk: Desk) -> Page:
    from ui.verifying.page import VerifyingPage

    return VerifyingPage(desk)


def _receive(desk: Desk) -> Page:
    from ui.receiving.page import ReceivePage

    return ReceivePage(desk)


def _doubts(desk: Desk) -> Page:
    from ui.doubts.page import DoubtsPage

    return DoubtsPage(desk)


def _taking_in(desk: Desk) -> Page:
    from ui.taking_in.page import TakingInPage

    return TakingInPage(desk)


def _rules(desk: Desk) -> Page:
    from ui.rules.page import RulesPage

    return RulesPage(desk)


def _quality(desk: Desk) -> Page:
    from ui.quality.page import QualityPage

    return QualityPage(desk)


def _my_key(desk: Desk) -> Page:
    from ui.keys.page import KeyPage

    return KeyPage(desk)


def _totals(desk: Desk) -> Page:
    from ui.totals.page import TotalsPage

    return TotalsPage(desk)


def _log(desk: Desk) -> Page:
    from ui.log.page import AuditPage

    return AuditPage(desk)


def _people(desk: Desk) -> Page:
    from ui.people.page import PeoplePage

    return PeoplePage(desk)


def _backups(desk: Desk) -> Page:
    from ui.backup.page import BackupPage

    return BackupPage(desk)


def _programme(desk: Desk) -> Page:
    from ui.authority.page import AuthorityPage

    return AuthorityPage(desk)


PLACES: dict[str, Place] = {
    place.name: place
    for place in (
        Place("worklist", "Worklist", "worklist", _worklist),
        Place("entry", "Entry", "entry", _entry),
        Place("completing", "Check and complete", "passed", _completing, tab="entry"),
        Place("taking_in", "Entry workbooks", "workbook", _taking_in, tab="worklist"),
        Place("keying", "Second keying", "second-keying", _keying, tab="entry"),
        Place("review", "Review", "review", _review),
        Place("sending", "Sign and send", "sign", _sending),
        Place("findings", "Findings", "warning", _findings),
        Place("quality", "Data quality", "insights", _quality),
        Place("standards", "Standards", "standards", _standards),
        Place("receive", "Receive", "receive", _receive),
        Place("verifying", "Verify", "passed", _verifying, tab="receive"),
        Place("doubts", "Returns with a revoked key", "key", _doubts, tab="receive"),
        Place("rules", "Rules", "entry", _rules),
        Place("totals", "Totals", "insights", _totals),
        Place("log", "Audit", "lock", _log),
        Place("my_key", "My key", "key", _my_key),
        Place("people", "People", "user", _people),
        Place("backups", "Backups", "saved", _backups),
        Place("programme", "Programme", "state-approved", _programme),
    )
}

BY_ROLE: dict[Role, tuple[str, ...]] = {
    Role.CLERK: ("worklist", "entry", "findings", "quality", "receive", "standards"),
    Role.MANAGER: ("worklist", "review", "sending", "findings", "quality", "rules", "receive", "standards"),
    Role.OFFICER: ("worklist", "totals", "findings", "quality", "rules", "receive", "standards"),
    Role.ADMINISTRATOR: ("worklist", "findings", "rules", "receive", "standards"),
}


def places_of(role: Role) -> tuple[Place, ...]:
    """The places a person of this role has, in the order of the tabs."""
    return tuple(PLACES[name] for name in BY_ROLE[role])
