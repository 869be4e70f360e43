"""Finds the other returns of a facility and month, and the checks between them and an open one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from kmmp_desktop.domain.between import BetweenRules, joint_form
from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.compiled import CompiledForms, base_family
from kmmp_desktop.services.differences import Between, Opened, OtherReturn, Pair
from kmmp_desktop.services.figures import derived_cells
from kmmp_desktop.services.offer import Offer, frozen_services
from kmmp_desktop.services.ports import FormCatalogue, UnitOfWork, Work


class RulesBetween(Protocol):
    """Where checks between forms come from: implemented by ``forms.across``."""

    def involving(self, family: str) -> tuple[BetweenRules, ...]: ...


class BetweenService:
    """Finds the other returns of a facility and month, and the checks between them and an open one."""

    def __init__(
        self, work: Work, rules: RulesBetween, forms: FormCatalogue, compiled: CompiledForms
    ) -> None:
        self._work = work
        self._rules, self._forms, self._compiled = rules, forms, compiled
        self._kept: dict[tuple[str, ...], CompiledForm] = {}

    def around(self, work: UnitOfWork, opened: Opened, *, at_leisure: bool = False) -> Between:
        """What ``opened`` is compared with. Its own figures are read live.

        ``at_leisure``: the other returns are read when they are first asked for.
        """

        def read(again: UnitOfWork) -> tuple[Pair, ...]:
            return tuple(self._pairs(again, opened))

        if not self._others(opened):
            return Between()
        return Between(None if at_leisure else read(work), read, self._work)

    def _others(self, opened: Opened) -> tuple[tuple[BetweenRules, str], ...]:
        """The files in force that name this form, each with the other families the facility owes."""
        key = opened.key
        return tuple(
            (rules, family)
            for rules in self._rules.involving(key.family)
            if rules.in_force(key.period)
            for family in rules.families
            if family != key.family and opened.facility.owes(family, key.period)
        )

    def _pairs(self, work: UnitOfWork, opened: Opened) -> Iterable[Pair]:
        for rules, family in self._others(opened):
            key = replace(opened.key, family=family)
            other = self._other(work, key, opened.facility)
            if other is None:
                continue
            compiled = self._joint(rules, opened.form, other.form)
            if compiled.form.checks:
                yield Pair(opened, other, compiled)

    def _joint(self, rules: BetweenRules, own: Form, other: Form) -> CompiledForm:
        name = (rules.digest, own.family, own.version, other.family, other.version)
        if name not in self._kept:
            self._kept[name] = CompiledForm(joint_form(rules, (own, other)))
        return self._kept[name]

    def _other(self, work: UnitOfWork, key: ReturnKey, facility: Facility) -> OtherReturn | None:
        """A return as it is stored, or as it is derived; ``None`` where nothing has been typed."""
        try:
            form = self._forms.for_period(key.family, key.period)
        except NotFoundError:
            return None
        base = base_family(form, self._forms)
        if base is not None and facility.owes(base, key.period):
            source = self._other(work, replace(key, family=base), facility)
            if source is None:
                return None
            facts = ReturnFacts(key.period, offered=source.offered)
            compiled = self._compiled.of(source.form)
            cells = derived_cells(form, compiled, Figures(source.cells, {}, facts))
            return replace(source, key=key, form=form, cells=cells, offered=lambda _key: True)
        revision = work.returns.latest(key)
        if revision is None:
            return None
        form = self._forms.version(key.family, revision.form_version, key.period)
        offer = Offer(form, facility, key, frozen_services(revision))
        return OtherReturn(
            key,
            form,
            work.returns.cells(revision.id),
            revision.state,
            revision.number,
            revision.id,
            revision.short_code or "",
            offer,
        )
