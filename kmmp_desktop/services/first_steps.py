"""How far the first run of an office has come, and the files it takes in on the way."""

from __future__ import annotations

import csv
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmmp_desktop.domain.counties import COUNTIES
from kmmp_desktop.domain.office import FormSpan, Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.facilities import guess_columns
from kmmp_desktop.services.ports import Table

STEPS = ("office", "people", "facilities", "forms", "recovery", "done")
"""In this order; the first two are over when the office is on disk."""

_SETTING = "first run"
_MFL = re.compile(r"[0-9]{4,8}(\.0)?")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is there already, for whoever goes on later."""

    step: str
    """The step that comes next; ``done`` where nothing is left."""
    people: int
    facilities: int
    lacks_manager: bool


def standing(services: Services) -> Standing:
    """Where the first run stands. Offices from before it was kept count as finished."""
    people = [person for person in services.people.people() if person.enabled]
    told = services.worklist.recall(_SETTING)
    return Standing(
        told if told in STEPS else "done",
        len(people),
        len(services.facilities.all()),
        not any(p.role in (Role.MANAGER, Role.ADMINISTRATOR) for p in people),
    )


def keep_step(services: Services, step: str) -> None:
    """Remember the step that comes next: a closed program goes on there."""
    services.worklist.remember(_SETTING, step)


def table_of(pasted: str) -> Table:
    """The rows of a list that was pasted from a spreadsheet or typed, one facility per line.

    Columns are told apart by tabs, else semicolons, else commas, else by the space after the MFL code.
    Without a header the columns are recognised by what stands in them.

    Raises:
        RefusedError: no line holds an MFL code.
    """
    lines = unicodedata.normalize("NFC", pasted).replace("\x00", "").splitlines()
    separator = next((s for s in "\t;," if any(s in line for line in lines)), ",")
    rows = [
        (number, tuple(cell.strip() for cell in cells))
        for number, cells in enumerate(_cells_of(lines, separator), start=1)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise RefusedError("There is nothing in the list yet.")
    header = rows[0][1]
    guessed = guess_columns(header)
    if "mfl" in guessed and "name" in guessed:
        return Table("", "", (), header, tuple(rows[1:]))
    if not any(_MFL.fullmatch(cell) for _, cells in rows for cell in cells):
        raise RefusedError(
            "No line holds an MFL code.",
            hint="Each line needs the MFL code (4 to 8 digits) and the name of the facility.",
        )
    return Table("", "", (), _header_of([cells for _, cells in rows]), tuple(rows))


def _cells_of(lines: Sequence[str], separator: str) -> Iterable[Sequence[str]]:
    if any(separator in line for line in lines):
        return csv.reader(lines, delimiter=separator)
    return (line.split(maxsplit=1) for line in lines)  # typed with nothing but spaces


def _header_of(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Names for the columns of a list that has none."""
    counties = {name.lower() for name in COUNTIES.values()}
    found: list[str] = []
    for at in range(max(len(cells) for cells in rows)):
        texts = [cells[at] for cells in rows if at < len(cells) and cells[at]]
        if "mfl" not in found and texts and sum(bool(_MFL.fullmatch(t)) for t in texts) * 2 > len(texts):
            found.append("mfl")
        elif "county" not in found and texts and all(t.lower() in counties for t in texts):
            found.append("county")
        elif "name" not in found and any(t[:1].isalpha() for t in texts):
            found.append("name")
        elif "county" in found and "sub county" not in found and any(t[:1].isalpha() for t in texts):
            found.append("sub county")
        else:
            found.append("")
    return tuple(found)


def set_owed(services: Services, owed: Mapping[str, Mapping[str, Period]], by: Person | None) -> int:
    """Say which forms facilities owe: MFL code -> family -> first month. Returns how many changed.

    Forms that are not named are owed no more; spans that ended stay as they are.
    """
    changed = 0
    for facility in services.facilities.all():
        wanted = owed.get(facility.mfl)
        if wanted is None:
            continue
        kept = tuple(span for span in facility.forms if span.end is not None)
        spans = (*kept, *(FormSpan(family, start) for family, start in wanted.items()))
        if set(spans) != set(facility.forms):
            services.facilities.save(replace(facility, forms=spans), by)
            changed += 1
    return changed


def take_forms(services: Services, folder: Path) -> tuple[str, ...]:
    """Copy the form files of a folder or USB stick to this office; returns their names.

    Raises:
        FileRefusedError: there is none, or one cannot be used. Then none of them stays.
    """
    copied: list[Path] = []
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml"))
        _copy_forms(files, services.home / "forms", copied)
    except OSError as error:
        _take_back(services, copied)
        raise FileRefusedError(
            '"{name}" cannot be opened: {reason}.', name=folder.name, reason=reason_of(error)
        ) from error
    if not files:
        raise FileRefusedError(
            'There is no form file in "{folder}".',
            folder=folder.name or str(folder),
            hint="Form files end in .yaml.",
        )
    services.forms.reload()
    names = {target.name for target in copied}
    for problem in services.forms.problems:
        if Path(problem.file).name in names:
            _take_back(services, copied)
            raise FileRefusedError(
                '"{name}" cannot be used: {first}',
                name=Path(problem.file).name,
                first=problem.problems[0],
                hint="Nothing was taken in.",
            )
    return tuple(file.name for file in files)


def _copy_forms(files: Sequence[Path], place: Path, copied: list[Path]) -> None:
    """Copy those that are not there yet; ``copied`` is told before each, so that all can be taken back."""
    for file in files:
        target = place / file.name
        if not target.exists():
            place.mkdir(parents=True, exist_ok=True)
            copied.append(target)
            shutil.copyfile(file, target)


def _take_back(services: Services, copied: Sequence[Path]) -> None:
    for target in copied:
        target.unlink(missing_ok=True)
    services.forms.reload()
