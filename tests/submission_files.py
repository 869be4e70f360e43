"""Months of made-up returns that the tests of workbook and booklet share."""

from __future__ import annotations

import copy
import functools
from datetime import UTC, datetime
from uuid import uuid5

import exports_fixtures as fixtures

from kmmp_desktop.domain.document import short_code
from kmmp_desktop.domain.office import Facility, Office
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.services.submission_document import GatheredReturn, MissingReturn, Month, SubmissionBuilder
from kmmp_desktop.text import Message

MADE = datetime(2026, 12, 5, 11, 31, tzinfo=UTC)
NASTY = ("=1+1", "+254 700 000 000", "-3 was a slip", "@SUM(A1:A9)", '=HYPERLINK("http://x","y")')
NAMES = ("Nyota Health Centre", "Twiga Health Centre", "Samaki Dispensary", "Tausi Sub-County Hospital")


class OneForm:
    """A catalogue of the forms of one document."""

    def __init__(self, *forms):
        self._forms = {form.family: form for form in forms}

    def for_period(self, family, _period):
        return self._forms[family]

    def version(self, family, _version, _period=None):
        return self._forms[family]


def month_of(document, count=3, missing=2, reason=None):
    """A month of ``count`` copies of one return, each with its own facility and figures."""
    returns = []
    for number in range(count):
        data = copy.deepcopy(dict(document.data))
        mfl, name = str(99104 + number), NAMES[number % 4] + (f" {number}" if number > 3 else "")
        data["facility"] |= {"mfl": mfl, "name": name}
        data["return"] |= {"facility": mfl}
        data["revision"] = {"id": str(uuid5(fixtures.SPACE, mfl)), "number": 1}
        for cell in data["cells"]:
            if cell["kind"] == "number":
                cell["value"] = cell["value"] + number
        if reason is not None:
            for finding in data["findings"]:
                finding["reason"] = NASTY[number % len(NASTY)] if reason == "nasty" else reason
            for cell in data["cells"]:
                if cell["kind"] == "missing" and not cell.get("derived"):
                    cell["reason"] = NASTY[(number + 1) % len(NASTY)] if reason == "nasty" else reason
        data["short_code"] = short_code(data)
        key = ReturnKey(data["return"]["family"], mfl, Period(2026, 11))
        at = replace_day(7) if number == 1 else replace_day(4)
        revision = Revision(
            uuid5(fixtures.SPACE, mfl), key, 1, State.APPROVED, "1.0.0", "1", (), at, at, approved_at=at
        )
        files = tuple((kind, f"{mfl}_202611_r1.{kind}", f"{number:02x}" * 32) for kind in ("xlsx", "pdf"))
        returns.append(GatheredReturn(Facility(mfl, name), revision, data, "P. Otieno", files))
    left = [
        MissingReturn(Facility(f"888{n:02}", f"Upepo Dispensary {n + 1}"), None, Message("Not started"))
        for n in range(missing)
    ]
    family = document.data["return"]["family"]
    return Month(uuid5(fixtures.SPACE, "month"), family, Period(2026, 11), tuple(returns), tuple(left))


def replace_day(day):
    return datetime(2026, 12, day, 9, 0, tzinfo=UTC)


def submission(document, count=3, missing=2, language="en", reason=None):
    """The document of such a month."""
    builder = SubmissionBuilder(OneForm(document.form, *document.derived_forms))
    office = Office(uuid5(fixtures.SPACE, "office"), "Kisumu office", "Ziwa Health Partners", "Kisumu")
    person = fixtures.manager().person
    return builder.build(
        month_of(document, count, missing, reason), office, person, "4c1e88d0a37b" + "0f" * 26, MADE, language
    )


@functools.cache
def small(language="en", reason=None):
    return submission(fixtures.small_document(), language=language, reason=reason)


__all__ = ["MADE", "NASTY", "month_of", "small", "submission"]
