"""Commands that judge files: verify submissions, check form files."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.errors import DefinitionError, KmmpError
from kmmp_desktop.services.month_words import day_of


def verify(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Three answers per file; exit 0 only where every one of them is yes for every file."""
    verifier = desk.verifier(arguments.trust)
    data: list[dict[str, Any]] = []
    lines, trust = _relied_on(arguments, desk)
    first_bad = ""
    for path in arguments.files:
        try:
            verdict = verifier.verify(path)
        except KmmpError as error:
            data.append({"file": str(path), "error": desk.say(error.message)})
            lines.append(f"{path.name}: {desk.say(error.message)}")
            first_bad = first_bad or desk.say(error.message)
            continue
        data.append(_verdict(verdict, str(path), desk))
        said = [desk.say(text) for text in (verdict.intact_text, verdict.who_text, verdict.complete_text)]
        lines += [
            path.name,
            *(
                f"  {question:9} {answer}: {text}"
                for question, answer, text in zip(
                    ("Intact?", "Who?", "Complete?"),
                    (verdict.intact.value, verdict.who.value, verdict.complete.value),
                    said,
                    strict=True,
                )
            ),
        ]
        if not verdict.is_approved:
            first_bad = first_bad or f"{path.name}: " + next(
                text
                for text, answer in zip(said, (verdict.intact, verdict.who, verdict.complete), strict=True)
                if answer.value != "yes"
            )
    return Answer(FOUND if first_bad else FINE, {"files": data, **trust}, lines, first_bad)


def _relied_on(arguments: argparse.Namespace, desk: Desk) -> tuple[list[str], dict[str, Any]]:
    """The trust file that was given, with the root that somebody has to compare once."""
    if arguments.trust is None:
        return [], {}
    about = desk.read_trust(arguments.trust)
    said = desk.say(
        "List number {number} of {programme}, good until {date}.",
        number=about.number,
        programme=about.programme,
        date=day_of(about.valid_until),
    )
    root = desk.say("Fingerprint: {fingerprint}", fingerprint=about.fingerprint)
    told = {
        "programme": about.programme,
        "number": about.number,
        "fingerprint": about.fingerprint,
        "valid_until": about.valid_until.isoformat(),
    }
    return [said, root], {"trust": told}


def _verdict(verdict: Verdict, path: str, desk: Desk) -> dict[str, Any]:
    return {
        "file": path,
        "intact": {"answer": verdict.intact.value, "text": desk.say(verdict.intact_text)},
        "who": {"answer": verdict.who.value, "text": desk.say(verdict.who_text)},
        "complete": {"answer": verdict.complete.value, "text": desk.say(verdict.complete_text)},
        "approved": verdict.is_approved,
        "signatures": [
            {
                "role": s.role,
                "name": s.name,
                "fingerprint": s.fingerprint,
                "valid": s.valid,
                "signed_at": s.signed_at.isoformat() if s.signed_at else None,
            }
            for s in verdict.signatures
        ],
        "return": verdict.data.get("return") if verdict.data else None,
        "submission": _month(verdict.data),
        "short_code": verdict.data["short_code"] if verdict.data else None,
        "problems": [desk.say(problem) for problem in verdict.problems],
        "notes": [desk.say(note) for note in verdict.notes],
    }


def _month(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Which month a submission is of, and how much of it; None for a return."""
    if data is None or "submission" not in data:
        return None
    return {**data["submission"], "counts": data["counts"]}


def check_forms(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Read form files strictly and tell every fault with file, line and column."""
    data: list[dict[str, Any]] = []
    lines: list[str] = []
    faults: list[str] = []
    for path in arguments.files:
        try:
            form = desk.read_form(path)
        except DefinitionError as error:
            data.append({"file": str(path), "ok": False, "problems": list(error.problems)})
            lines += error.problems
            faults += error.problems
        except KmmpError as error:
            data.append({"file": str(path), "ok": False, "problems": [desk.say(error.message)]})
            faults.append(desk.say(error.message))
        else:
            elements = len(form.elements)
            data.append(
                {
                    "file": str(path),
                    "ok": True,
                    "form": form.family,
                    "version": form.version,
                    "sections": len(form.sections),
                    "elements": elements,
                    "cells": len(form.entry_cells),
                    "checks": len(form.checks),
                    "indicators": len(form.indicators),
                }
            )
            lines.append(
                f"{path.name}: {form.family} {form.version}, {len(form.sections)} sections, "
                f"{elements} elements, {len(form.entry_cells)} cells to enter, {len(form.checks)} checks"
            )
    line = f"{len(faults)} faults; the first: {faults[0]}" if faults else ""
    return Answer(FOUND if faults else FINE, {"files": data}, lines, line)
