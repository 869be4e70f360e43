"""The sentences of the panel: what a status means, where a standard is used, what was read of a source."""

from __future__ import annotations

from collections.abc import Mapping

from kmmp_desktop.domain.form import Form, Severity, Status
from kmmp_desktop.services.history_runs import CheckHistory
from kmmp_desktop.services.standard_trials import Trial
from kmmp_desktop.services.standards import Listed
from ui.standards.rows import month_words, plain_title
from ui.wording import Say, full_date, month_year, number

MEANINGS = {
    Status.SOURCED: "The source that is named was read, and says so.",
    Status.BENCHMARK: "Reached or aimed at elsewhere. It is no rule of this programme.",
    Status.PROGRAMME_SETTING: "Set by the programme. No guideline that was read says it.",
    Status.NOT_VERIFIED: "No source for this figure could be read. It is a working value of this program. "
    "Screens, Excel and PDF say “not verified” beside it.",
    Status.ARITHMETIC: "Arithmetic, or a definition of the form. It needs no source.",
}
_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
MOST_USES = 8


def by_words(each: Listed, say: Say) -> str:
    """Who made it what it is now; empty where the form says so."""
    if each.by is None:
        return ""
    return say(
        "Confirmed by {name} on {date}, in force from {month}.",
        name=each.by.by_name,
        date=full_date(say, each.by.at),
        month=month_year(say, each.by.start),
    )


def use_lines(each: Listed, say: Say) -> tuple[str, ...]:
    """One line for each check and target; a few, then how many more."""
    lines = [
        say(
            "Check {code}, {severity}: {title}",
            code=check.code,
            severity=say(_SEVERITY[check.severity]),
            title=plain_title(say(check.title)),
        )
        for check in each.use.checks
    ]
    lines += [
        say("Target line of “{label}”", label=say(indicator.label)) for indicator in each.use.indicators
    ]
    if not lines:
        return (say("No check and no target rests on it."),)
    more = len(lines) - MOST_USES
    shown = lines[:MOST_USES]
    if more > 0:
        shown.append(say("and {count} more", count=number(more)))
    return tuple(shown)


def fired_words(each: Listed, failed: Mapping[str, CheckHistory] | None, say: Say) -> str:
    """How often its checks failed last month; empty where it has none."""
    if not each.use.checks:
        return ""
    if failed is None:
        return say("Counting how often it failed last month…")
    histories = [failed[check.code] for check in each.use.checks if check.code in failed]
    returns = len({failure for history in histories for failure in history.failures})
    of = max((history.returns for history in histories), default=0)
    return say("Last month it failed on {count} of {all} returns", count=number(returns), all=number(of))


def trial_words(trial: Trial, value: str, say: Say) -> str:
    """What came of trying a value."""
    months = f"{month_words(trial.first, say)} – {month_words(trial.last, say)}"
    if not trial.returns:
        return say("There are no returns from {months}.", months=months)
    said = say(
        "With {value}, {then} of {all} returns from {months} would fail; as it is now, {now}.",
        value=value,
        then=number(trial.then),
        all=number(trial.returns),
        months=months,
        now=number(trial.now),
    )
    if trial.skipped:
        said += " " + say("On {count} it cannot be said: figures are missing.", count=number(trial.skipped))
    return said


def note_lines(each: Listed, form: Form, say: Say) -> tuple[tuple[str, str], ...]:
    """The bundled note on the sources of a standard: (heading or "", text), offline."""
    standard, lines = each.standard, list[tuple[str, str]]()
    for name in filter(None, (part.strip() for part in standard.source.split(","))):
        if name in form.sources:
            lines += _source_lines(each, name, form, say)
    if standard.where:
        lines.append((say("What was read"), standard.where))
    if standard.note:
        lines.append((say("Note"), standard.note))
    if not standard.source:
        lines.append(("", say("No source has been read: there is no page to open.")))
    return tuple(lines)


def _source_lines(each: Listed, name: str, form: Form, say: Say) -> list[tuple[str, str]]:
    source = form.sources[name]
    if each.by is not None:
        return [(say("Source"), source.title), (say("Confirmed"), by_words(each, say))]
    lines = [(say("Source"), source.title), (say("Address"), source.address or say("no address is known"))]
    others = [
        f"{say(other.statement)}: {other.where}"
        for other in form.standards.values()
        if other.id != each.standard.id and other.where and name in other.source.split(",")
    ]
    if others:
        lines.append((say("Also read there"), "\n".join(others)))
    return lines
