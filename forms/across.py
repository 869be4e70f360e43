"""Reading the files of checks between forms, as strictly as a form."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from forms.catalogue import BETWEEN
from forms.fields import Fields
from forms.grounds import Grounds, Shared
from forms.marked import read_marked
from forms.problems import Problems, did_you_mean
from forms.reader import check_format, content_of
from forms.rules import CHECK_KEYS, RuleReader, inside
from kmmp_desktop.domain.between import BetweenRules, forms_named, unfit_calls, whole_joint
from kmmp_desktop.domain.faults import expression_faults
from kmmp_desktop.domain.form import Check, Form, Severity
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.services.ports import FormCatalogue

FILE_KEYS = ("kmmp_between", "between", "sources", "standards", "settings", "checks")
HEAD_KEYS = ("families", "valid_from", "valid_to")


class BetweenFolder:
    """Checks between forms out of folders, read once, when first asked for.

    A file that cannot be used is left out, and its problems are kept in ``problems``.
    """

    def __init__(self, forms: FormCatalogue, *folders: Path | Traversable) -> None:
        self._forms = forms
        self._folders = folders
        self._read: tuple[BetweenRules, ...] | None = None
        self._problems: list[DefinitionError] = []

    @property
    def problems(self) -> tuple[DefinitionError, ...]:
        """One error for each file that could not be used."""
        self._rules()
        return tuple(self._problems)

    def involving(self, family: str) -> tuple[BetweenRules, ...]:
        """The files that name a form."""
        return tuple(rules for rules in self._rules() if family in rules.families)

    def _rules(self) -> tuple[BetweenRules, ...]:
        if self._read is None:
            newest = {family: self._forms.newest(family) for family in self._forms.families()}
            found = []
            for folder in self._folders:
                entries = sorted(folder.iterdir(), key=lambda f: f.name) if folder.is_dir() else ()
                for file in entries:
                    if file.name.startswith(".") or not file.name.endswith((".yaml", ".yml")):
                        continue
                    try:
                        found.append(read_between(file, newest))
                    except DefinitionError as error:
                        self._problems.append(error)
            self._read = tuple(found)
        return self._read


def office_rules(forms: FormCatalogue, home: Path) -> BetweenFolder:
    """Those that ship, and those in the office's folder ``forms/between``."""
    return BetweenFolder(forms, files("forms").joinpath(BETWEEN), home / "forms" / BETWEEN)


def read_between(
    source: Path | Traversable | bytes, forms: Mapping[str, Form], name: str = ""
) -> BetweenRules:
    """Read one file. ``forms``: the newest version of each family, which the checks must fit.

    Raises DefinitionError with all problems of the file, in the order of its lines.
    """
    content, name = content_of(source, name)
    problems = Problems(name)
    whole = read_marked(content, problems)
    problems.refuse()
    top = Fields(whole, "file of checks between forms", FILE_KEYS, problems)
    check_format(top, "kmmp_between")
    head = Fields(top.node("between", required=True), "between", HEAD_KEYS, problems, top.place)
    families = _families(head, forms)
    grounds = Grounds(top, Shared())
    reader = RuleReader(grounds, problems)
    nodes = top.listed("checks", required=True)
    checks = tuple(reader.check(node) for node in nodes)
    rules = BetweenRules(
        families,
        checks,
        head.period("valid_from"),
        head.period("valid_to"),
        grounds.standards,
        grounds.sources,
        grounds.settings,
        grounds.setting_standards,
        name,
        hashlib.sha256(content).hexdigest(),
    )
    problems.refuse()
    used = [forms[family] for family in families]
    joint = whole_joint(rules, used)
    reader.examine(joint, [])
    for node, check in zip(nodes, checks, strict=True):
        fields = Fields(node, f"check {check.code}", CHECK_KEYS, Problems(name))
        _examine(fields, check, joint, used, problems)
    problems.refuse()
    return rules


def _families(head: Fields, forms: Mapping[str, Form]) -> tuple[str, ...]:
    found: list[str] = []
    for family, place in head.strings("families", required=True):
        if family not in forms:
            head.problems.add(place, f"there is no form {family}.{did_you_mean(family, tuple(forms))}")
        elif family in found:
            head.problems.add(place, f"{family} stands twice.")
        else:
            found.append(family)
    if "families" in head and len(found) < 2:
        head.add("families", "name two forms or more.")
    return tuple(found)


def _examine(fields: Fields, check: Check, joint: Form, forms: Sequence[Form], problems: Problems) -> None:
    """What holds only between forms: cells of two of them, no other months, no errors, no code used twice."""
    what = fields.what
    for use in ("check", "when"):
        scalar = fields.scalar(use)
        if scalar is None or expression_faults(scalar.text, use, joint):
            continue  # said already, or nothing to say
        for call in unfit_calls(scalar.text):
            where = inside(scalar, call.span[0])
            problems.add(where, f"{what}, {use}: {call.name} cannot stand between forms.")
        if use == "check" and len(forms_named(check, forms)) != 2:
            problems.add(scalar.place, f"{what}: it must name cells of two forms, by their full codes.")
    marked = [f for f in forms if any(r.partition("[")[0] in f.elements for r in check.at)]
    if len(marked) < 2:
        problems.add(fields.where("at"), f"{what}, at: name a cell of each form: it carries the mark there.")
    if check.severity is Severity.ERROR:
        problems.add(
            fields.where("severity"),
            f"{what}, severity: between forms it is warning or note. The other return may be signed.",
        )
    for form in forms:
        if check.code in form.check_by_code:
            problems.add(fields.where("code"), f"{what}: {form.family} has a check of this code.")
