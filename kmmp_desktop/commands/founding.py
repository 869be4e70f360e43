"""A new office by command: what the first run asks, for whoever sets up many computers."""

from __future__ import annotations

import argparse
from pathlib import Path

from kmmp_desktop import paths
from kmmp_desktop.commands.answers import FINE, FOUND, FULL_RETURN, Answer, Desk
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.facilities import ImportPlan, guess_columns
from kmmp_desktop.services.first_steps import keep_step, set_owed
from kmmp_desktop.services.founding import Founding, Newcomer, weigh_founding
from kmmp_desktop.services.protection_ports import OfficeSheet

ROLES = {"clerk": Role.CLERK, "manager": Role.MANAGER, "administrator": Role.ADMINISTRATOR}


def new(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Make the office with its people, facilities and forms, and the recovery sheets as PDF."""
    if paths.database(desk.home).exists() or paths.connection(desk.home).exists() or desk.settle is None:
        raise RefusedError("This data folder holds an office already: {home}.", home=desk.home)
    if not arguments.recovery.is_dir():
        raise RefusedError(
            "There is no folder {folder} for the recovery sheets.",
            folder=arguments.recovery,
            hint="Nothing was made. Make the folder first; it is best on a stick that is locked away.",
        )
    newcomers = tuple(
        _newcomer(getattr(arguments, name), role, desk)
        for name, role in ROLES.items()
        if getattr(arguments, name)
    )
    founding = Founding(arguments.name, arguments.partner, arguments.county, newcomers)
    weigh_founding(founding)
    services = desk.settle(founding, lambda *_far: None)
    people = services.people.people()
    plan = _facilities(arguments, services, people[0])
    sheets = _sheets(arguments.recovery, services, newcomers)
    keep_step(services, "done")
    lacks = not any(person.role is Role.MANAGER for person in people)
    lines = [desk.say("Everything is kept in {folder}.", folder=desk.home), *(str(sheet) for sheet in sheets)]
    if lacks:
        lines.append(desk.say("There is no manager yet: nobody can approve."))
    return Answer(
        FOUND if plan is not None and plan.bad else FINE,
        {
            "home": str(desk.home),
            "protected": services.protection.is_protected,
            "people": [{"username": p.username, "role": p.role.value} for p in people],
            "facilities": len(services.facilities.all()),
            "refused": [{"row": b.row, "reason": desk.say(b.reason)} for b in plan.bad] if plan else [],
            "lacks_manager": lacks,
            "recovery_sheets": [str(sheet) for sheet in sheets],
        },
        lines,
        desk.say(
            "{bad} rows of {file} were refused; the others are in.",
            bad=len(plan.bad),
            file=arguments.facilities,
        )
        if plan is not None and plan.bad
        else "",
    )


def _newcomer(given: str, role: Role, desk: Desk) -> Newcomer:
    username, equals, name = given.partition("=")
    if not equals:
        raise RefusedError('"{given}" is not USER=NAME.', given=given[:60])
    return Newcomer(username.strip().lower(), name, role, desk.passphrase(username.strip().lower()))


def _facilities(arguments: argparse.Namespace, services: Services, by: Person) -> ImportPlan | None:
    if arguments.facilities is None:
        return None
    table = services.tables.read(arguments.facilities)
    plan = services.facilities.plan(table.rows, guess_columns(table.header))
    services.facilities.apply(plan, by)
    start = arguments.start or services.worklist.default_period()
    owed = {services.forms.newest(f).family: start for f in (arguments.owes or [FULL_RETURN])}
    set_owed(services, {facility.mfl: owed for facility in services.facilities.all()}, by)
    return plan


def _sheets(folder: Path, services: Services, newcomers: tuple[Newcomer, ...]) -> list[Path]:
    written = []
    office = services.people.office()
    if services.protection.is_protected and office is not None:
        sheet = OfficeSheet(office, services.protection.new_recovery(), services.clock.now())
        written.append(services.sheets.write_office(sheet, folder / "recovery office.pdf", "en"))
    for newcomer in newcomers:
        person = services.people.find(newcomer.username)
        code = services.keys.make_recovery(person, newcomer.passphrase)
        written.append(services.sheets.write(code, folder / f"recovery {person.username}.pdf", "en"))
    return written
