"""Reading one form file strictly: every problem in it, with line and column, or a form."""

from __future__ import annotations

import hashlib
import re
from importlib.resources.abc import Traversable
from pathlib import Path

from forms.fields import Fields
from forms.grounds import Grounds, Shared
from forms.marked import MAX_BYTES, read_marked
from forms.problems import Problems
from forms.rows import LIST_ENTRY, SectionReader
from forms.rules import RuleReader
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.references import find_circle
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.plain_file import refuse_no_file

FILE_KEYS = ("kmmp_form", "form", "sources", "standards", "settings", "staffing_tiers", "category_sets",
             "sections", "checks", "indicators")
FORM_KEYS = ("family", "prefix", "version", "title", "short", "programme", "notice", "order", "valid_from",
             "valid_to", "due_day", "languages", "unreviewed")
SHARED_KEYS = ("kmmp_standards", "sources", "standards")

LANGUAGES = ("en", "sw")

_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,11}")
_FIRST_MONTH = Period(2000, 1)


def read_form(source: Path | Traversable | bytes, name: str = "", shared: Shared | None = None) -> Form:
    """Read a form file.

    ``name`` is what problems call the file. ``shared`` are standards that the form may name
    beside its own. Raises DefinitionError with all problems of the file, in the order of its lines.
    """
    content, name = content_of(source, name)
    problems = Problems(name)
    whole = read_marked(content, problems)
    problems.refuse()
    assert whole is not None
    top = Fields(whole, "form file", FILE_KEYS, problems)
    if "kmmp_form" in top or "form" in top:
        check_format(top, "kmmp_form")
    else:
        top.add("kmmp_form", "this is no form file: it starts with kmmp_form: 1.")
        problems.refuse()
    form, rules, rows = _assemble(top, name, content, shared or Shared())
    rules.examine(form, rows.calculations)
    if circle := find_circle(form):
        start = next(fields for code, fields in rows.calculations if form.full_code(code) == circle[0])
        start.add("calculate", f"calculated elements wait for one another: {' -> '.join(circle)}.")
    problems.refuse()
    return form


def read_shared(source: Path | Traversable | bytes, name: str = "") -> Shared:
    """Read a file of shared standards (``kmmp_standards: 1``, ``sources``, ``standards``)."""
    content, name = content_of(source, name)
    problems = Problems(name)
    whole = read_marked(content, problems)
    problems.refuse()
    top = Fields(whole, "standards file", SHARED_KEYS, problems)
    check_format(top, "kmmp_standards")
    grounds = Grounds(top, Shared())
    problems.refuse()
    return Shared(grounds.standards, grounds.sources)


def _assemble(top: Fields, name: str, content: bytes,
              shared: Shared) -> tuple[Form, RuleReader, SectionReader]:
    problems = top.problems
    head = Fields(top.node("form", required=True), "form", FORM_KEYS, problems, top.place)
    grounds = Grounds(top, shared)
    prefix = _matching(head, "prefix", _PREFIX, "a letter, then letters, digits or _, at most 12")
    rows = SectionReader(prefix, grounds, problems)
    sections = rows.read(top.listed("sections", required=True))
    rules = RuleReader(grounds, problems)
    checks = tuple(rules.check(node) for node in top.listed("checks"))
    indicators = tuple(rules.indicator(node) for node in top.listed("indicators"))
    valid_from, valid_to = head.period("valid_from", required=True), head.period("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        head.add("valid_to", f"{valid_to} is before valid_from, {valid_from}.")
    form = Form(
        family=head.code("family"), prefix=prefix,
        version=_matching(head, "version", _VERSION, "numbers with points, such as 1.0.0"),
        title=head.text("title", required=True),
        short=head.text("short", required=True, most=LIST_ENTRY),
        programme=head.text("programme", required=True), notice=head.text("notice", required=True),
        valid_from=valid_from or _FIRST_MONTH, valid_to=valid_to, due_day=head.whole("due_day", 1, 31, 5),
        languages=_languages(head, "languages", ("en",)), unreviewed=_languages(head, "unreviewed", ()),
        sections=sections, checks=checks, indicators=indicators,
        standards=grounds.standards, sources=grounds.sources, settings=grounds.settings,
        setting_standards=grounds.setting_standards, tiers=grounds.tiers,
        tiers_standard=grounds.tiers_standard,
        category_sets=grounds.category_sets, file=name, digest=hashlib.sha256(content).hexdigest(),
        order=head.whole("order", 0, 9999, 100))
    return form, rules, rows


def content_of(source: Path | Traversable | bytes, name: str) -> tuple[bytes, str]:
    """Bytes of a file and what problems call it; raises DefinitionError where it cannot be read."""
    if isinstance(source, bytes):
        return source, name or "form"
    name = name or source.name
    try:
        if isinstance(source, Path):
            refuse_no_file(source)
        with source.open("rb") as file:
            return file.read(MAX_BYTES + 1), name
    except OSError as error:
        reason = reason_of(error)
        raise DefinitionError(name, (f"{name}:1:1: The file cannot be read: {reason}.",)) from error


def check_format(top: Fields, key: str) -> None:
    """The first key says what kind of file it is, and its format: 1."""
    version = top.number(key, required=True)
    if version is not None and version != 1:
        top.add(key, f"{version:g} is a format this program does not know; it reads 1.")


def _matching(fields: Fields, key: str, pattern: re.Pattern[str], wanted: str) -> str:
    text = fields.string(key, required=True)
    if text and not pattern.fullmatch(text):
        fields.add(key, f"{text!r} does not fit: {wanted}.")
    return text


def _languages(fields: Fields, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    found = fields.strings(key)
    for language, place in found:
        if language not in LANGUAGES:
            fields.problems.add(place, f"form, {key}: {language!r} is unknown. It can be: en, sw.")
    return tuple(language for language, _ in found) or default
