"""Forms with their checks compiled, each version once."""

from __future__ import annotations

import re

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.form import Check, Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.ports import FormCatalogue

_WHOLE_RETURN = re.compile(
    r"\b(share_reported|all_zero|identical_to_previous|facility_known|facility_owes_form"
    r"|previous_return_exists)\s*\("
)


class CompiledForms:
    """Hands out compiled forms; compiling takes some 10 ms, so each version is kept."""

    def __init__(self, forms: FormCatalogue) -> None:
        self._forms = forms
        self._kept: dict[tuple[str, str, str], CompiledForm] = {}

    def for_period(self, family: str, period: Period) -> CompiledForm:
        return self.of(self._forms.for_period(family, period))

    def version(self, family: str, version: str, period: Period) -> CompiledForm:
        return self.of(self._forms.version(family, version, period))

    def of(self, form: Form) -> CompiledForm:
        name = (form.family, form.version, form.digest)
        if name not in self._kept:
            self._kept[name] = CompiledForm(form)
        return self._kept[name]


def judges_whole_return(check: Check) -> bool:
    """Whether a check speaks of the return as a whole, so that it would cry wolf while typing."""
    return _WHOLE_RETURN.search(check.expression) is not None


def base_family(form: Form, forms: FormCatalogue) -> str | None:
    """The family of the form that every figure of ``form`` can be derived from, or ``None``."""
    codes = [element.derive for element in form if not element.is_calculated]
    if not codes or not all(codes):
        return None
    for family in forms.families():
        other = forms.newest(family)
        if family != form.family and all(code in other.elements for code in codes):
            return family
    return None
