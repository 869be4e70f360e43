"""What a place of the program is, and what it is given: the contract between the window and its places.

Places and where the window finds them (all are made with one argument, the ``Desk``):

==========  =======================================  ==========================================
place       class                                    beside ``Page`` it has
==========  =======================================  ==========================================
worklist    ``ui.worklist.page.WorklistPage``        ``open_requested(str, str, object)``
entry       ``ui.entry.page.EntryPage``              ``open_return(family, mfl, period)``,
                                                     ``reopen_last() -> bool`` (the last position),
                                                     ``complete_requested(object)`` OpenReturn,
                                                     ``go_to_cell(key)``
completing  ``ui.completing.page.CompletingPage``    ``look_at(opened)``, ``cell_requested(object)``
            (shown inside the tab Entry)             CellKey, ``back_requested()``,
                                                     ``completed(object)`` Revision
taking_in   ``ui.taking_in.page.TakingInPage``       ``open_requested(str, str, object)``,
            (shown inside the tab Worklist)          ``save_month(family, period)``
keying      ``ui.keying.page.KeyingPage``            ``look_at(opened)``, ``resume(id) -> bool``,
            (shown inside the tab Entry)             ``back_requested()``; entry and completing ask
                                                     with ``second_keying_requested(object)`` OpenReturn
review      ``ui.review.page.ReviewPage``            ``look_at(revision)``
sending     ``ui.sending.page.SendingPage``
rules       ``ui.rules.page.RulesPage``
quality     ``ui.quality.page.QualityPage``          ``open_requested(str, str, object)``
verifying   ``ui.verifying.page.VerifyingPage``      ``verify(path)``
standards   ``ui.standards.page.StandardsPage``
programme   ``ui.authority.page.AuthorityPage``
log         ``ui.log.page.AuditPage``                ``show_story(ReturnKey, CellKey)``
==========  =======================================  ==========================================

Life of a page: made once, after the first paint, when its place is first shown; ``set_look``
and ``retranslate`` are called once right after that and whenever look or language change;
``refresh`` each time the place is shown; ``may_leave`` before another place is shown or the
program ends. Texts are set in ``retranslate`` only, lengths and fonts in ``set_look`` only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.text import Message, Text
from kmmp_desktop.texts.catalogue import Catalogue
from ui.passphrase.sitting import Sitting
from ui.style.look import Look

if TYPE_CHECKING:
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.rescue import Rescue
    from kmmp_desktop.services.server_office import ServerOffice


CellPlace = tuple[ReturnKey, CellKey] | None


@dataclass
class Desk:
    """What every place works with. The window replaces ``look`` and ``person``; places only read."""

    services: Services
    texts: Catalogue
    look: Look
    person: Person
    demo_passphrase: str = ""
    """Shown where a passphrase is asked in the demo office; empty in a real one."""
    server: Callable[[], ServerOffice] | None = None
    """How this folder's office is connected with a server; None where that is not offered."""
    rescue: Callable[[], Rescue] | None = None
    """What can be done for a home whose office is not there, or is damaged."""
    sitting: Sitting = field(default_factory=Sitting)
    """The signing key that the person keeps open, if he or she wants to."""

    def say(self, message: str | Message | Text, **params: object) -> str:
        """Say it in the present language."""
        return self.texts.say(message, **params)


class Page(QWidget):
    """One place. Subclasses override what they need; every method may be called at any time.

    Signals: ``heading_changed``: title, sub-line or context widget are to be read again.
    ``saved(datetime)``: a commit returned (UTC). ``not_saved(str)``: a sentence for the status
    bar while something is on screen but not on disk; the next ``saved`` takes it away.
    ``said(str)``: what the cursor is on, second field of the status bar; ``noted(str)``: its
    right end (what is selected). ``office_told(str)``: who else is at what is open; "": nobody.
    ``go_requested(str)``: show another place, by its name in the table above.
    ``announced(str)``: a sentence that stays over the page until the next key or click.
    """

    heading_changed = Signal()
    saved = Signal(object)
    not_saved = Signal(str)
    said = Signal(str)
    noted = Signal(str)
    office_told = Signal(str)
    go_requested = Signal(str)
    announced = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def title(self) -> str:
        """What am I looking at: one or a few words, 12 pt in the context bar."""
        return ""

    def subtitle(self) -> str:
        """The line under the title, 8.5 pt; hidden when the window is low."""
        return ""

    def context_widget(self) -> QWidget | None:
        """What stands right of the title in the context bar: it gets all the width that is left,
        is at most ``look.px(40)`` high, and carries the one primary button at its right end."""
        return None

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs: the window lists them in the menus ``edit``, ``view``, ``return``,
        ``month`` and ``tools`` while this place is shown."""
        return ()

    def retranslate(self) -> None:
        """Set every visible text and accessible name anew from ``desk.say``."""

    def set_look(self, look: Look) -> None:
        """Take on colours, fonts and lengths of ``look`` (theme or text size changed)."""

    def set_low(self, low: bool) -> None:
        """The window is below 500 effective pixels of height (or has become higher again)."""

    def refresh(self) -> None:
        """Read the data again: the place was shown, or data changed elsewhere."""

    def may_leave(self) -> bool:
        """Save what is half done; False keeps the person here (the page says why itself)."""
        return True

    def hold_still(self) -> None:
        """The window is about to be locked: remember on disk what is half done, and change nothing."""

    def hand_over(self) -> bool:
        """Somebody else takes the locked place over: what is half typed stays the first person's and
        becomes no figure. False where something is not on disk yet."""
        return self.may_leave()

    def cell_here(self) -> CellPlace:
        """The cell that one stands on, for its story; ``None`` where there is none."""
        return None

    def start_search(self) -> None:
        """Ctrl+F."""

    def person_changed(self) -> None:
        """``desk.person`` is somebody else now."""
