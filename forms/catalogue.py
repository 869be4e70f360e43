"""The forms of an office: those that ship and those dropped into its folder."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path

from forms.grounds import Shared
from forms.reader import read_form, read_shared
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import DefinitionError, NotFoundError

_STANDARDS = "standards"
"""A folder of this name holds standards that forms share, not forms."""


BETWEEN = "between"
"""A folder of this name holds checks between forms."""

ADDITIONS = "additions"
"""A folder of this name holds checks that are added to forms from a month on."""

_MAX_FOLDERS = 4


class FolderCatalogue:
    """Forms read from folders, once, when first asked for.

    Earlier folders win: a dropped file cannot replace a version that ships. A file that cannot be
    used is left out and its problems are kept in ``problems``; the others stay usable.
    """

    def __init__(self, *folders: Path | Traversable) -> None:
        self._folders = folders
        self._read: tuple[dict[str, list[Form]], tuple[DefinitionError, ...]] | None = None

    @property
    def problems(self) -> tuple[DefinitionError, ...]:
        """One error for each file that could not be used."""
        return self._load()[1]

    def families(self) -> tuple[str, ...]:
        """Families in the order of display: the form's ``order``, then as found."""
        forms = self._load()[0]
        return tuple(sorted(forms, key=lambda family: forms[family][-1].order))

    def newest(self, family: str) -> Form:
        return self._versions(family)[-1]

    def for_period(self, family: str, period: Period) -> Form:
        versions = self._versions(family)
        for form in reversed(versions):
            if form.in_force(period):
                return form
        raise NotFoundError("The form {title} has no version for {period}.", title=versions[-1].title,
                            period=str(period), hint="Its first version starts in {first}.",
                            first=str(min(form.valid_from for form in versions)))

    def version(self, family: str, version: str, period: Period | None = None) -> Form:
        """As its file says, for every month alike."""
        versions = self._versions(family)
        for form in versions:
            if form.version == version:
                return form
        raise NotFoundError("The form {title} has no version {version}.", title=versions[-1].title,
                            version=version, hint="It has {known}.",
                            known=", ".join(form.version for form in versions))

    def reload(self) -> None:
        """Read the folders again when next asked, after a form was added."""
        self._read = None

    def _versions(self, family: str) -> list[Form]:
        forms = self._load()[0]
        if family not in forms:
            close = get_close_matches(family.upper(), list(forms), n=1, cutoff=0.5)
            raise NotFoundError(
                "There is no form {family}.", family=family,
                hint="Did you mean {known}?" if close else "There are {known}.",
                known=close[0] if close else ", ".join(self.families()) or "none")
        return forms[family]

    def _load(self) -> tuple[dict[str, list[Form]], tuple[DefinitionError, ...]]:
        if self._read is None:
            self._read = self._read_folders()
        return self._read

    def _read_folders(self) -> tuple[dict[str, list[Form]], tuple[DefinitionError, ...]]:
        forms: dict[str, list[Form]] = {}
        problems: list[DefinitionError] = []
        shared = Shared()
        for folder in self._folders:
            for file in _files(folder, shared=True):
                try:
                    more = read_shared(file)
                    shared = Shared(more.standards | shared.standards, more.sources | shared.sources)
                except DefinitionError as error:
                    problems.append(error)
            for file in _files(folder, shared=False):
                try:
                    _accept(read_form(file, shared=shared), forms)
                except DefinitionError as error:
                    problems.append(error)
        for versions in forms.values():
            versions.sort(key=_version_number)
        return forms, tuple(problems)


def _accept(form: Form, forms: dict[str, list[Form]]) -> None:
    """Add a form; raises DefinitionError where it clashes with one that is there."""
    for other in (each for versions in forms.values() for each in versions):
        same = other.family == form.family
        if same and other.version == form.version:
            if other.digest == form.digest:
                return
            _refuse(form, f"{form.family} {form.version} is there already ({other.file}) with other content. "
                          "A published version is never changed: give this one a new version.")
        if same and other.prefix != form.prefix:
            _refuse(form, f"{form.family} has the prefix {other.prefix} ({other.file}), not {form.prefix}.")
        if not same and other.prefix == form.prefix:
            _refuse(form, f"The prefix {form.prefix} is that of {other.family} ({other.file}).")
    forms.setdefault(form.family, []).append(form)


def _refuse(form: Form, text: str) -> None:
    raise DefinitionError(form.file, (f"{form.file}:1:1: {text}",))


def _version_number(form: Form) -> tuple[int, ...]:
    return tuple(int(part) for part in form.version.split("."))


def _files(folder: Path | Traversable, *, shared: bool, depth: int = 0) -> Iterator[Traversable]:
    """YAML files in the folder and below, by name; nothing where the folder does not exist.

    Four folders deep at most, so that a link back to a folder above ends.
    """
    if depth > _MAX_FOLDERS or not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if entry.name in (BETWEEN, ADDITIONS):
                continue
            if (entry.name == _STANDARDS) is shared:
                yield from _files(entry, shared=False, depth=depth + 1)
        elif not shared and entry.name.endswith((".yaml", ".yml")):
            yield entry
