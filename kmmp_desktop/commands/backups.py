"""Backups without a window: made, listed, checked, restored."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any

from kmmp_desktop import paths
from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.errors import KmmpError, RefusedError
from kmmp_desktop.services.backup_ports import BESIDE, Manifest, Secret
from kmmp_desktop.services.backup_schedule import made_at
from kmmp_desktop.services.rescue import Rescue
from kmmp_desktop.services.restore_compare import Comparison
from kmmp_desktop.services.restoring import RestorePlan

CODE = "KMMP_RECOVERY_CODE"


def make(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Make a backup in a folder; it counts once it was opened again."""
    services = desk.office()
    passphrase = desk.passphrase(arguments.person)
    person = services.people.sign_in(arguments.person, passphrase)
    folder = _folder(arguments.to, services.backups.state().plan.folder)
    made = services.backups.make(folder, person, passphrase=passphrase)
    data = {"file": str(made.path), "bytes": made.size, "sha256": made.digest, "returns": made.returns}
    data["same_disk"] = services.backups.is_beside(folder)
    return Answer(FINE, data, [str(made.path), *([desk.say(BESIDE)] if data["same_disk"] else [])])


def list_backups(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Backups of this office by their names; whether they open says ``check``."""
    services = desk.office()
    services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    state = services.backups.state()
    found = services.backups.found(_folder(arguments.folder, state.plan.folder))
    files = [{"file": str(path), "made_at": _iso(path)} for path in found]
    line = desk.say("The last good backup is older than the schedule allows.") if state.overdue else ""
    data = {"files": files, "overdue": state.overdue, "last": str(state.last.path) if state.last else None}
    return Answer(FOUND if line else FINE, data, [str(path) for path in found], line)


def check(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Open a backup, read every byte, check and count its database. Needs no office."""
    file = arguments.file.absolute()
    plan = _rescue(desk).look(file, _secret(arguments, desk))
    plan.drop()
    described = _described(plan.manifest)
    told = desk.say(
        "{file} is whole: {returns} returns of {office}, {time} EAT.",
        file=file.name,
        returns=described["returns"],
        office=plan.manifest.name,
        time=f"{east_africa(plan.manifest.made_at):%d/%m/%Y %H:%M}",
    )
    return Answer(FINE, {"file": str(file), **described}, [told])


def restore(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Say what a backup would change, and do it unless it is a dry run.

    Where there is an office, somebody who may has to sign in to it; a folder without one needs none.
    """
    file = arguments.file.absolute()
    secret = _secret(arguments, desk)
    if not paths.database(desk.home).exists():
        rescue = _rescue(desk)
        plan = rescue.look(file, secret)
        try:
            if not arguments.dry_run:
                rescue.restore(plan)
        finally:
            plan.drop()
        return _told(plan, None, desk, done=not arguments.dry_run)
    if not arguments.person:
        raise RefusedError(
            "There is an office in {home}: a manager or an administrator of it restores a backup.",
            home=desk.home,
            hint="Say who with --as, or choose an empty folder with --home.",
        )
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    own = services.backups.secret_for(file)
    plan = services.backups.look(file, None if own else secret)
    aside: Path | None = None
    try:
        if not arguments.dry_run:
            aside = services.backups.restore(plan, person).aside
    finally:
        plan.drop()
    return _told(plan, aside, desk, done=not arguments.dry_run)


def _told(plan: RestorePlan, aside: Path | None, desk: Desk, *, done: bool) -> Answer:
    described = _described(plan.manifest)
    data: dict[str, Any] = {**described, "aside": str(aside) if aside else None}
    compared = plan.comparison
    lines = [
        desk.say(
            "Backup of {office}, made {time} EAT: {returns} returns, {cells} figures. Every byte of it "
            "was read, and its database is whole.",
            office=plan.manifest.name,
            time=f"{east_africa(plan.manifest.made_at):%d/%m/%Y %H:%M}",
            returns=described["returns"],
            cells=described["figures"],
        )
    ]
    if compared is not None:
        data["changes"] = _changes(compared)
        lines += [f"{m.family} {m.period}: -{m.cells_lost} +{m.cells_gained}" for m in compared.months] or [
            desk.say("Nothing in the returns would change.")
        ]
    if done:
        lines.append(desk.say("The office is the one of the backup now."))
    if aside is not None:
        lines.append(desk.say("The office of before lies whole in {folder}.", folder=aside))
    return Answer(FINE, data, lines)


def _changes(compared: Comparison) -> dict[str, Any]:
    return {
        "months": [
            {
                "form": m.family,
                "period": str(m.period),
                "here": {state.value: count for state, count in m.here.items()},
                "backup": {state.value: count for state, count in m.there.items()},
                "returns_lost": m.returns_lost,
                "returns_gained": m.returns_gained,
                "cells_lost": m.cells_lost,
                "cells_gained": m.cells_gained,
            }
            for m in compared.months
        ],
        "people_lost": list(compared.people_lost),
        "people_gained": list(compared.people_gained),
        "same_office": compared.same_office,
        "last_here": compared.last_here.isoformat() if compared.last_here else None,
        "last_in_backup": compared.last_there.isoformat() if compared.last_there else None,
    }


def _described(manifest: Manifest) -> dict[str, Any]:
    return {
        "office": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "schema": manifest.facts.schema,
        "program": manifest.program,
        "returns": manifest.facts.counts.get("return", 0),
        "figures": manifest.facts.counts.get("cell", 0),
        "scans": sum(name.startswith("scans/") for name in manifest.files),
    }


def _secret(arguments: argparse.Namespace, desk: Desk) -> Secret:
    if arguments.person:
        return Secret(desk.passphrase(arguments.person), arguments.person)
    code = os.environ.get(CODE, "")
    if not code and not sys.stdin.isatty():
        raise KmmpError(
            "What opens the backup is needed: a user with --as, or the recovery code of the office.",
            hint="Set KMMP_RECOVERY_CODE, or run the command in a terminal.",
        )
    return Secret(code or getpass.getpass("Recovery code: "))


def _rescue(desk: Desk) -> Rescue:
    assert desk.rescue is not None
    return desk.rescue()


def _folder(given: Path | None, planned: str) -> Path:
    if given is None and not planned:
        raise RefusedError("No folder for backups has been chosen.", hint="Say where with --to or --in.")
    return given.absolute() if given is not None else Path(planned)


def _iso(path: Path) -> str | None:
    at = made_at(path)
    return at.isoformat() if at else None
