"""The foot of sign and send: how it stands, send, cancel, and opening the folder."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.exporting import ExportReport
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


class SendFoot(Foot):
    """Its buttons are wired by the page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self.cancel_button = Button()
        self.open_button = Button(icon_name="export")
        self.send_button = Button(kind="primary", icon_name="export")
        super().__init__(desk.look, self.cancel_button, self.open_button, self.send_button, parent=parent)

    def retranslate(self) -> None:
        self.cancel_button.setText(self._desk.say("Cancel"))
        self.open_button.setText(self._desk.say("Open folder"))

    def show_standing(self, plan: ExportPlan, how: Standing) -> None:
        say, count = self._desk.say, len(plan.included)
        refused = self._refusal(plan, self._desk.person) or how.room_trouble
        self.send_button.setText(
            say("Send 1 return") if count == 1 else say("Send {count} returns", count=count)
        )
        self.send_button.setEnabled(refused is None and not how.running)
        self.send_button.setVisible(not how.running)
        self.open_button.setVisible(how.report is not None and not how.running)
        self.cancel_button.setVisible(how.running)
        self.cancel_button.setEnabled(not how.final)
        if how.running:
            self.show_words("export", "accent", say("The files are being verified and written."))
        elif how.trouble:
            self.show_words("error", "err", how.trouble)
        elif how.report is not None:
            self._show_report(how.report)
        elif refused is not None:
            self.show_words("info", "muted", say(refused))
        else:
            detail = say("The signed bytes are verified and copied; no passphrase is needed.")
            self.show_words("export", "accent", say("Ready to send."), detail)

    def _show_report(self, report: ExportReport) -> None:
        say = self._desk.say
        done = (
            say("1 return is in {folder}.", folder=report.folder)
            if report.included == 1
            else say("{count} returns are in {folder}.", count=report.included, folder=report.folder)
        )
        self.show_words(
            "passed",
            "ok",
            done,
            say(
                "The list of files names each with its SHA-256, and the {count} returns that are not in it.",
                count=report.left_out,
            ),
        )

    def _refusal(self, plan: ExportPlan, person: Person) -> Message | None:
        if person.role not in (Role.MANAGER, Role.ADMINISTRATOR):
            return Message("Only a manager sends returns.")
        if not plan.included:
            return Message(
                "No return of {month} is approved and chosen: there is nothing to send.",
                {"month": month_year(self._desk.say, plan.period)},
            )
        return None
