"""The foot of sign and send: how it stands, send, cancel, and opening the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.exporting import ExportReport
from kmmp_desktop.services.permits import may, why_not
from kmmp_desktop.text import Message
from ui.faces.foot import Foot
from ui.page import Desk
from ui.widgets.buttons import Button
from ui.wording import month_year


@dataclass(frozen=True, slots=True)
class Standing:
    """What the foot has to say: while running, after a run, or before one."""

    running: bool = False
    final: bool = False
    trouble: str = ""
    report: ExportReport | None = None
    room_trouble: Message | None = None
    unlocked_at: str = ""
    """When the passphrase was asked for the run that goes on; empty where no key is open."""
    left_files: int = 0
    """How many files a run that was stopped has finished."""


class SendFoot(Foot):
    """Its buttons are wired by the page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self.cancel_button = Button()
        self.open_button = Button(icon_name="export")
        self.discard_button = Button()
        self.send_button = Button(kind="primary", icon_name="export")
        super().__init__(
            desk.look,
            self.discard_button,
            self.cancel_button,
            self.open_button,
            self.send_button,
            parent=parent,
        )

    def retranslate(self) -> None:
        self.cancel_button.setText(self._desk.say("Cancel"))
        self.open_button.setText(self._desk.say("Open folder"))
        self.discard_button.setText(self._desk.say("Remove what was begun"))

    def show_standing(self, plans: Sequence[ExportPlan], how: Standing) -> None:
        say, count = self._desk.say, sum(len(plan.included) for plan in plans)
        refused = self._refusal(plans, self._desk.person) or how.room_trouble
        self.send_button.setText(self._act(count))
        self.discard_button.setVisible(bool(how.left_files) and not how.running)
        self.send_button.setEnabled(refused is None and not how.running)
        self.send_button.setVisible(not how.running)
        self.open_button.setVisible(how.report is not None and not how.running)
        self.cancel_button.setVisible(how.running)
        self.cancel_button.setEnabled(not how.final)
        if how.running and how.unlocked_at:
            kept = say("Your passphrase was asked once, at {time}. It is not kept.", time=how.unlocked_at)
            self.show_words("key", "accent", say("Key unlocked until this run ends"), kept)
        elif how.running:
            self.show_words("export", "accent", say("The files are being verified and written."))
        elif how.trouble:
            self.show_words("error", "err", how.trouble)
        elif how.report is not None:
            self._show_report(how.report)
        elif refused is not None:
            self.show_words("info", "muted", say(refused))
        else:
            self.show_words("export", "accent", say("Ready to send."), self._before(how))

    def _act(self, count: int) -> str:
        """What the one button does: a manager signs for the month, an administrator sends the returns."""
        say = self._desk.say
        if may(self._desk.person, Action.SIGN_MONTH):
            return (
                say("Sign and send 1 return")
                if count == 1
                else say("Sign and send {count} returns", count=count)
            )
        return say("Send 1 return") if count == 1 else say("Send {count} returns", count=count)

    def _before(self, how: Standing) -> str:
        say = self._desk.say
        if how.left_files:
            return say(
                "A run that was stopped has {count} files ready; this one goes on from there.",
                count=how.left_files,
            )
        if may(self._desk.person, Action.SIGN_MONTH):
            return say("Your passphrase is asked once. It signs the workbook and the booklet of the month.")
        return say("The returns alone: only a manager signs for the whole month.")

    def _show_report(self, report: ExportReport) -> None:
        say = self._desk.say
        done = (
            say("1 return is in {folder}.", folder=report.folder)
            if report.included == 1
            else say("{count} returns are in {folder}.", count=report.included, folder=report.folder)
        )
        self.show_words("passed", "ok", done, self._left_out(report))

    def _left_out(self, report: ExportReport) -> str:
        one = report.left_out == 1
        if report.signed_by:
            words = (
                "{name} signed for the month. 1 return is not in it and is named in the files."
                if one
                else "{name} signed for the month. {count} returns are not in it and are named in the files."
            )
        else:
            words = (
                "The list of files names each with its SHA-256, and the 1 return that is not in it."
                if one
                else "The list of files names each with its SHA-256, and the {count} returns that are not"
                " in it."
            )
        return self._desk.say(words, name=report.signed_by, count=report.left_out)

    def _refusal(self, plans: Sequence[ExportPlan], person: Person) -> Message | None:
        refusal = why_not(person, Action.EXPORT)
        if refusal is not None:
            return refusal
        if not any(plan.included for plan in plans):
            return Message(
                "No return of {month} is approved and chosen: there is nothing to send.",
                {"month": month_year(self._desk.say, plans[0].period)},
            )
        return None
