"""What one place asks of another: the only code that knows how places hang together."""

from __future__ import annotations

from typing import Any, Protocol

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import StorageError
from ui.page import Desk, Page


class Frame(Protocol):
    """What wishes need of the window."""

    desk: Desk

    def show_place(self, name: str, *, read: bool = True) -> Page | None: ...
    def heading_changed(self) -> None: ...
    def edit_facility(self, facility: object) -> None: ...
    def import_facilities(self) -> None: ...


class Wishes:
    """Connects the signals that a place has, by the names in ``ui.page``, to what they wish for."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def listen_to(self, page: Page) -> None:
        for signal, wish in (
            ("open_requested", self.open_return),
            ("step_requested", self._step),
            ("books_requested", self._save_books),
            ("review_requested", self._review),
            ("complete_requested", self._complete),
            ("second_keying_requested", self._key_again),
            ("cell_requested", self._go_to_cell),
            ("finding_requested", self._open_at),
            ("back_requested", self._back_to_entry),
            ("completed", self._completed),
            ("reopened", self._completed),
            ("import_requested", self._frame.import_facilities),
            ("facility_requested", self._frame.edit_facility),
        ):
            if hasattr(page, signal):
                getattr(page, signal).connect(wish)

    def open_return(self, family: str, mfl: str, period: Period) -> None:
        page = self._show("entry", read=False)
        if page is not None:
            page.open_return(family, mfl, period)
            self._frame.heading_changed()

    def _step(self, family: str, mfl: str, period: Period, step: str) -> None:
        """Open a return that was sent, and ask there why it is amended or recalled."""
        self.open_return(family, mfl, period)
        page = self._show("entry", read=False)
        if page is not None and page.opened is not None:
            page.act(step)

    def _open_at(self, family: str, mfl: str, period: Period, cell: str) -> None:
        """Open a return with the cursor on a cell (full code); on its usual one where the form lacks it."""
        page = self._show("entry", read=False)
        if page is None:
            return
        page.open_return(family, mfl, period)
        self._frame.heading_changed()
        opened = page.opened
        key = opened.form.key(cell.replace("[*]", "")) if opened is not None else None
        if key is not None and opened.key == ReturnKey(family, mfl, period):
            page.go_to_cell(key)

    def open_last(self) -> bool:
        """Open what was open when the program was killed; False where there is nothing."""
        desk = self._frame.desk
        if desk.person.role is not Role.CLERK:  # others enter too, but do not begin there
            return False
        keying = desk.services.keying.last(desk.person)
        if keying is not None:
            page = self._show("keying")
            return page is not None and bool(page.resume(keying))
        if desk.services.entry.last_position(desk.person) is None:
            return False
        page = self._show("entry", read=False)
        return page is not None and bool(page.reopen_last())

    def _show(self, name: str, *, read: bool = True) -> Any:
        """The place, or ``None``. It is more than a ``Page``: see the table in ``ui.page``."""
        return self._frame.show_place(name, read=read)

    def _save_books(self, family: str, period: Period) -> None:
        page = self._show("taking_in")
        if page is not None:
            page.save_month(family, period)

    def _review(self, revision: object) -> None:
        page = self._show("review")
        if page is not None:
            page.look_at(revision)

    def _complete(self, opened: object) -> None:
        self._from_entry("completing", opened)

    def _key_again(self, opened: object) -> None:
        self._from_entry("keying", opened)

    def _from_entry(self, place: str, opened: object) -> None:
        """Go on with the return at another place; back to its figures where that cannot be read now."""
        page = self._show(place)
        if page is None:
            return
        try:
            page.look_at(opened)
        except StorageError:
            self._show("entry")
            raise  # told in the window
        self._frame.heading_changed()

    def _go_to_cell(self, key: object) -> None:
        page = self._show("entry")
        if page is not None:
            page.go_to_cell(key)

    def _back_to_entry(self) -> None:
        self._show("entry")

    def _completed(self, _revision: object) -> None:
        self._show("entry")
