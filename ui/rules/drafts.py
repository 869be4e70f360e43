"""What somebody has changed about the checks of a form and not published yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from kmmp_desktop.domain.drafting import DraftFault, RuleDraft
from kmmp_desktop.domain.form import Form, MissingRule, Severity
from kmmp_desktop.services.rehearsal import Rehearsal
from kmmp_desktop.text import Text

NEW = "(new)"
"""Key of the new check: its code is typed while it is written, so that it cannot be its key."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A rehearsal and what it was of (``draft`` None: the check retired)."""

    code: str
    draft: RuleDraft | None
    found: Rehearsal


@dataclass
class Drafts:
    """Drafts by the code of their check; belongs to one form as it is in one month."""

    form: Form | None = None
    shown: str = ""
    """Key of the check that is shown."""
    changed: dict[str, RuleDraft] = field(default_factory=dict)
    retiring: bool = False
    tried: Tried | None = None
    _judged: tuple[RuleDraft, Form, tuple[DraftFault, ...]] | None = field(default=None, repr=False)

    def use(self, form: Form | None) -> None:
        """Go on with another form or month; drafts stay with the checks of the same form, and what was
        tried stays where the checks are the same."""
        if form is not None and self.form is not None and form.digest == self.form.digest:
            self.form = form
            return
        if form is None or self.form is None or form.family != self.form.family:
            self.changed.clear()
            self.shown = ""
        self.form, self.retiring, self.tried = form, False, None
        if form is not None and self.shown != NEW and self.shown not in form.check_by_code:
            self.shown = form.checks[0].code if form.checks else ""

    def draft(self) -> RuleDraft | None:
        """The check that is shown, as it is drafted or published."""
        return self.changed.get(self.shown) or self.published()

    def published(self) -> RuleDraft | None:
        check = self.form.check_by_code.get(self.shown) if self.form is not None else None
        return RuleDraft.of(check) if check is not None else None

    def show(self, key: str) -> None:
        if key != self.shown:
            self.shown, self.retiring = key, False

    def put(self, draft: RuleDraft) -> None:
        """Keep what was typed; a draft that changes nothing is none."""
        self.retiring = False
        if draft == self.published():
            self.changed.pop(self.shown, None)
        else:
            self.changed[self.shown] = draft

    def drop(self) -> None:
        """Forget what was changed about the check that is shown."""
        self.changed.pop(self.shown, None)
        self.retiring = False
        if self.shown == NEW:
            self.shown = self.form.checks[0].code if self.form and self.form.checks else ""

    def begin_new(self) -> None:
        form = self.form
        if form is not None and NEW not in self.changed:
            standard = next(iter(form.standards), "")
            rule = MissingRule.SKIP_IF_ANY
            self.changed[NEW] = RuleDraft(
                "", "", Severity.WARNING, Text(""), "", standard, (rule, rule), is_new=True
            )
        self.show(NEW)

    @property
    def is_changed(self) -> bool:
        return self.shown in self.changed

    def faults(self) -> tuple[DraftFault, ...]:
        """What is wrong with the check that is shown; worked out once for each text."""
        draft, form = self.draft(), self.form
        if draft is None or form is None:
            return ()
        if self._judged is None or self._judged[0] != draft or self._judged[1] is not form:
            self._judged = (draft, form, draft.faults(form))
        return self._judged[2]

    def code(self) -> str:
        """The code to publish or retire."""
        draft = self.draft()
        return draft.code.strip() if draft is not None else ""

    def to_try(self) -> RuleDraft | None:
        """What a rehearsal runs; None: the check is to be made no more."""
        draft = self.draft()
        return None if self.retiring or draft is None else draft

    @property
    def tried_here(self) -> Rehearsal | None:
        """The last rehearsal, where it was of the check that is shown."""
        return self.tried.found if self.tried is not None and self.tried.code == self.code() else None

    @property
    def is_tried(self) -> bool:
        """Whether exactly what is shown has been rehearsed."""
        wanted = None if self.retiring else self.draft()
        return self.tried_here is not None and self.tried is not None and self.tried.draft == wanted
