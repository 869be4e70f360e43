"""Checks and standards that are added to published forms from a month on, out of files of their own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from forms.catalogue import ADDITIONS, FolderCatalogue
from forms.fields import Fields
from forms.grounds import Grounds, Shared
from forms.marked import read_marked
from forms.problems import Problems
from forms.reader import check_format, content_of
from forms.rules import RuleReader
from kmmp_desktop.domain.faults import check_faults
from kmmp_desktop.domain.form import Check, Form, Source, Standard
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import DefinitionError

FILE_KEYS = ("kmmp_additions", "additions", "sources", "standards", "settings", "checks")
HEAD_KEYS = ("family", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Additions:
    """What one file adds to a form from a month on; everything in it is new to the form."""

    family: str
    valid_from: Period
    valid_to: Period | None
    standards: Mapping[str, Standard]
    sources: Mapping[str, Source]
    settings: Mapping[str, float]
    setting_standards: Mapping[str, str]
    checks: tuple[Check, ...]
    file: str
    digest: str
    """SHA-256 of the file, hex."""

    def in_force(self, period: Period) -> bool:
        return self.valid_from <= period and (self.valid_to is None or period <= self.valid_to)


class AddedForms:
    """The forms of an office with the additions of their month.

    Without a month a form is as its file says. A file of additions that cannot be used is left out, and
    its problems are kept in ``problems``.
    """

    def __init__(self, base: FolderCatalogue, *folders: Path | Traversable) -> None:
        self._base = base
        self._folders = folders
        self._read: tuple[Additions, ...] | None = None
        self._problems: list[DefinitionError] = []
        self._forms: dict[str, Form] = {}

    @property
    def problems(self) -> tuple[DefinitionError, ...]:
        self._additions()
        return (*self._base.problems, *self._problems)

    def families(self) -> tuple[str, ...]:
        return self._base.families()

    def newest(self, family: str) -> Form:
        return self._base.newest(family)

    def for_period(self, family: str, period: Period) -> Form:
        return self._with(self._base.for_period(family, period), period)

    def version(self, family: str, version: str, period: Period | None = None) -> Form:
        form = self._base.version(family, version)
        return form if period is None else self._with(form, period)

    def reload(self) -> None:
        """Read the folders again when next asked."""
        self._base.reload()
        self._read = None
        self._forms.clear()

    def _with(self, form: Form, period: Period) -> Form:
        found = [a for a in self._additions() if a.family == form.family and a.in_force(period)]
        if not found:
            return form
        digest = _digest(form, found)
        if digest not in self._forms:
            self._forms[digest] = with_additions(form, *found)
        return self._forms[digest]

    def _additions(self) -> tuple[Additions, ...]:
        if self._read is None:
            self._problems = []
            whole: dict[str, Form] = {}
            found: list[Additions] = []
            for file in (file for folder in self._folders for file in _files(folder)):
                try:
                    found.append(read_additions(file, self._newest() | whole))
                except DefinitionError as error:
                    self._problems.append(error)
                    continue
                family = found[-1].family  # what one file adds, the next one can neither add nor rename
                whole[family] = with_additions(whole.get(family, self._base.newest(family)), found[-1])
            self._read = tuple(found)
        return self._read

    def _newest(self) -> dict[str, Form]:
        return {family: self._base.newest(family) for family in self._base.families()}


def office_forms(home: Path) -> AddedForms:
    """Forms and additions that ship, and those in the office's folder ``forms``."""
    shipped = files("forms")
    base = FolderCatalogue(shipped.joinpath("definitions"), home / "forms")
    return AddedForms(base, shipped.joinpath(ADDITIONS), home / "forms" / ADDITIONS)


def with_additions(form: Form, *additions: Additions) -> Form:
    """The form with what the files add. Checks that a version of the form has no cells for are left out."""
    added = replace(
        form,
        standards={**form.standards, **{k: v for a in additions for k, v in a.standards.items()}},
        sources={**form.sources, **{k: v for a in additions for k, v in a.sources.items()}},
        settings={**form.settings, **{k: v for a in additions for k, v in a.settings.items()}},
        setting_standards={
            **form.setting_standards,
            **{k: v for a in additions for k, v in a.setting_standards.items()},
        },
        base_digest=form.file_digest,
        digest=_digest(form, additions),
    )
    new = (check for a in additions for check in a.checks)
    return replace(added, checks=(*form.checks, *(c for c in new if not any(check_faults(c, added)))))


def _digest(form: Form, additions: tuple[Additions, ...] | list[Additions]) -> str:
    """SHA-256 over the digest of the form and those of the files, in their order."""
    text = json.dumps([form.digest, *(a.digest for a in additions)], separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_additions(
    source: Path | Traversable | bytes, forms: Mapping[str, Form], name: str = ""
) -> Additions:
    """Read one file. ``forms``: the newest version of each family, which the checks must fit.

    Raises DefinitionError with all problems of the file, in the order of its lines.
    """
    content, name = content_of(source, name)
    problems = Problems(name)
    whole = read_marked(content, problems)
    problems.refuse()
    top = Fields(whole, "file of additions", FILE_KEYS, problems)
    check_format(top, "kmmp_additions")
    head = Fields(top.node("additions", required=True), "additions", HEAD_KEYS, problems, top.place)
    family, start = head.code("family"), head.period("valid_from", required=True)
    form = forms.get(family)
    if family and form is None:
        head.add("family", f"there is no form {family}.")
    problems.refuse()
    assert form is not None
    assert start is not None
    for kind, there in (
        ("sources", form.sources),
        ("standards", form.standards),
        ("settings", form.settings),
    ):
        for each, node in top.named(kind):
            if each in there:
                problems.add(
                    node.place, f"{kind}: {family} has {each} already; a file of additions only adds."
                )
    grounds = Grounds(top, Shared(dict(form.standards), dict(form.sources)))
    reader = RuleReader(grounds, problems)
    checks = []
    for node in top.listed("checks"):
        checks.append(reader.check(node))
        if checks[-1].code in form.check_by_code:
            problems.add(node.place, f"check {checks[-1].code}: {family} has a check of this code.")
    joint = replace(
        form,
        standards=grounds.standards,
        sources=grounds.sources,
        settings={**form.settings, **grounds.settings},
        setting_standards={**form.setting_standards, **grounds.setting_standards},
    )
    reader.examine(joint, [])
    problems.refuse()
    return Additions(
        family,
        start,
        head.period("valid_to"),
        {k: v for k, v in grounds.standards.items() if k not in form.standards},
        {k: v for k, v in grounds.sources.items() if k not in form.sources},
        grounds.settings,
        grounds.setting_standards,
        tuple(checks),
        name,
        hashlib.sha256(content).hexdigest(),
    )


def _files(folder: Path | Traversable) -> list[Traversable | Path]:
    if not folder.is_dir():
        return []
    named = sorted(folder.iterdir(), key=lambda f: f.name)
    return [f for f in named if not f.name.startswith(".") and f.name.endswith((".yaml", ".yml"))]
