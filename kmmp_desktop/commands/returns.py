"""Commands that list returns and enter figures into them."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, Missing, Origin
from kmmp_desktop.errors import FileRefusedError, LockedError, NotFoundError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.amendment_ports import CHANGED
from kmmp_desktop.services.bundle import Services

LARGEST_FILE = 20 * 1024 * 1024
CSV_COLUMNS = ("facility", "period", "code", "category", "value")


def list_returns(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """What is owed in a month, in the order of the start page."""
    services = desk.office()
    family = services.forms.newest(desk.form).family
    period = arguments.period or services.worklist.default_period()
    worklist = services.worklist.month(family, period)
    rows: list[dict[str, Any]] = [
        {
            "facility": row.facility.mfl,
            "name": row.facility.name,
            "sub_county": row.facility.sub_county,
            "state": row.current.state.value if row.current.state else "not_started",
            "percent": row.percent,
            "errors": row.errors,
            "warnings": row.warnings,
            "due": worklist.due_at.isoformat(),
            "due_text": desk.say(row.due),
            "overdue": [str(p) for p in row.overdue],
        }
        for row in worklist.rows
    ]
    lines = [
        f"{r['facility']:8} {r['name'][:34]:34} {r['state']:12} {r['percent']:3} %  {r['due_text']}"
        for r in rows
    ]
    return Answer(
        FINE, {"form": family, "period": str(period), "counts": dict(worklist.counts), "returns": rows}, lines
    )


@dataclass(slots=True)
class Entry:
    """What a file wants to put into one return."""

    form: str
    facility: str
    period: Period
    cells: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def set_returns(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Merge a file into its returns: null or "" blanks a cell; an invalid value is kept as a draft.

    The whole file is looked at before anything is written: an unknown cell, facility or form
    changes nothing.
    """
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    entries = _read(arguments.file, desk.form)
    prepared = [(entry, *_edits(services, entry, person)) for entry in entries]
    invalid: list[dict[str, str]] = []
    written = []
    for entry, form, edits in prepared:
        opened = services.entry.open(form.family, entry.facility, entry.period, person)
        saved = opened.set_many(edits, Origin.IMPORTED)
        for subject, text in entry.reasons.items():
            opened.set_reason(_subject(form, subject), text)
        bad = [k for k in edits if (value := opened.value(k)) is not None and not value.is_valid]
        invalid += [
            {"facility": entry.facility, "period": str(entry.period), "cell": str(k), "value": edits[k]}
            for k in bad
        ]
        filled, of = opened.counts()
        written.append(
            {
                "form": form.family,
                "facility": entry.facility,
                "period": str(entry.period),
                "changed": len(saved.changed),
                "filled": filled,
                "of": of,
            }
        )
    lines = [
        f"{w['facility']} {w['period']}: {w['changed']} cells changed, {w['filled']} of {w['of']} filled"
        for w in written
    ]
    line = ""
    if invalid:
        first = invalid[0]
        line = desk.say(
            "{count} values cannot be taken as figures and are kept as drafts; the first is "
            '"{value}" in {cell} of facility {facility}.',
            count=len(invalid),
            value=first["value"],
            cell=first["cell"],
            facility=first["facility"],
        )
    return Answer(FOUND if invalid else FINE, {"returns": written, "invalid": invalid}, lines, line)


def _edits(services: Services, entry: Entry, person: Person) -> tuple[Form, dict[CellKey, str]]:
    opened = services.entry.open(
        services.forms.newest(entry.form).family, entry.facility, entry.period, person
    )
    form = opened.form
    if opened.locked_why is not None:
        raise LockedError(opened.locked_why)
    edits: dict[CellKey, str] = {}
    for reference, text in entry.cells.items():
        key = form.key(reference)
        element = form.elements.get(key.element) if key else None
        if key is None or element is None or key not in element.cells or element.is_calculated:
            if not text and element is not None:
                continue  # a total or calculated cell left empty says nothing
            raise NotFoundError(
                "Form {form} has no cell {cell} to enter.",
                form=form.family,
                cell=reference,
                hint="Nothing was written. Name an element, or element[category].",
            )
        if not opened.offered(key):
            if text.strip().upper() == Missing.NOT_OFFERED:
                continue  # as the program has it anyway
            if not text.strip():
                edits[key] = text
                continue
            raise RefusedError(
                "{facility} does not offer what {cell} asks for in {period}.",
                facility=entry.facility,
                cell=key,
                period=entry.period,
                hint="Nothing was written. Leave it out or blank, or change the services of the facility.",
            )
        edits[key] = text
    for subject in entry.reasons:
        known = subject in form.check_by_code or subject in opened.between.codes
        if not known and form.key(subject.removeprefix(CHANGED)) is None:
            raise NotFoundError(
                "Form {form} has no check or cell {subject} to give a reason for.",
                form=form.family,
                subject=subject,
                hint="Nothing was written.",
            )
    return form, edits


def _subject(form: Form, subject: str) -> str:
    """A cell by its full code, also of ``changed:C14[ANC]``; what names none is a check."""
    key = None if subject in form.check_by_code else form.key(subject.removeprefix(CHANGED))
    return subject if key is None else f"{CHANGED if subject.startswith(CHANGED) else ''}{key}"


def _read(path: Path, form: str) -> list[Entry]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileRefusedError(
                "{file} is larger than {limit} MB: this is no file of returns.",
                file=path.name,
                limit=LARGEST_FILE // 1024 // 1024,
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError("{file} is not UTF-8 text.", file=path.name) from error
    except OSError as error:
        why = reason_of(error)
        raise FileRefusedError("{file} cannot be read: {why}.", file=path.name, why=why) from error
    if path.suffix.lower() == ".csv":
        return _from_csv(path.name, text, form)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileRefusedError("{file} is not JSON: {why}.", file=path.name, why=error) from error
    return [_from_json(path.name, one, form) for one in (data if isinstance(data, list) else [data])]


def _from_json(file: str, data: Any, form: str) -> Entry:
    if not isinstance(data, Mapping):
        raise FileRefusedError("{file}: a return is an object with facility, period and cells.", file=file)
    unknown = sorted(set(data) - {"form", "facility", "period", "cells", "reasons"})
    if unknown:
        raise FileRefusedError(
            '{file}: "{name}" is unknown; a return has form, facility, period, cells, reasons.',
            file=file,
            name=unknown[0],
        )
    cells, reasons = data.get("cells", {}), data.get("reasons", {})
    if not isinstance(cells, Mapping) or not isinstance(reasons, Mapping):
        raise FileRefusedError("{file}: cells and reasons are objects, name to value.", file=file)
    entry = Entry(
        str(data.get("form", form)), _facility(file, data.get("facility")), _period(file, data.get("period"))
    )
    for name, value in cells.items():
        if isinstance(value, Mapping):
            entry.cells.update(
                {
                    f"{name}[{category}]": _text(file, f"{name}[{category}]", v)
                    for category, v in value.items()
                }
            )
        else:
            entry.cells[name] = _text(file, name, value)
    entry.reasons = {str(k): _text(file, k, v) for k, v in reasons.items()}
    return entry


def _from_csv(file: str, text: str, form: str) -> list[Entry]:
    reader = csv.reader(text.splitlines())
    header = tuple(h.strip().lower() for h in next(reader, []))
    if header != CSV_COLUMNS:
        raise FileRefusedError(
            "{file}: the first line has to be {columns}.", file=file, columns=",".join(CSV_COLUMNS)
        )
    entries: dict[tuple[str, Period], Entry] = {}
    for number, row in enumerate(_rows(file, reader), start=2):
        if not any(row):
            continue
        if len(row) != len(CSV_COLUMNS):
            raise FileRefusedError(
                "{file}, line {line}: {count} columns instead of 5.", file=file, line=number, count=len(row)
            )
        facility, month, code, category, value = (part.strip() for part in row)
        key = (_facility(f"{file}, line {number}", facility), _period(f"{file}, line {number}", month))
        entry = entries.setdefault(key, Entry(form, *key))
        entry.cells[f"{code}[{category}]" if category else code] = value
    return list(entries.values())


def _rows(file: str, reader: Iterable[list[str]]) -> Iterable[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefusedError("{file} is not CSV: {why}.", file=file, why=error) from error


def _facility(place: str, value: object) -> str:
    if not isinstance(value, str | int) or not str(value).isdigit():
        raise FileRefusedError('{place}: "{value}" is no MFL code.', place=place, value=str(value)[:40])
    return str(value)


def _period(place: str, value: object) -> Period:
    try:
        return Period.parse(str(value))
    except ValueError as error:
        raise FileRefusedError("{place}: {why}.", place=place, why=error) from error


def _text(file: str, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float | str):
        return str(value)
    raise FileRefusedError(
        "{file}: the value of {name} is neither a number, a text nor null.", file=file, name=name
    )
