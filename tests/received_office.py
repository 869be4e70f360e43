"""Two offices for tests of receiving: one that signs and sends a small form, one that gets the files.

Offices are made once per test run, and so are the signed files; a test works on copies.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from office_fixtures import PASSPHRASE, THIRD, Office, open_copy
from ready_made import ready_made

from exports.pdf import PdfMaker
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.approval import ApprovalService
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.completion import CompletionService
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.documents import DocumentBuilder
from kmmp_desktop.texts.catalogue import Catalogue

SMALL = "SMALL"
FORM = Path(__file__).parent / "fixtures" / "forms" / "small.yaml"
OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
COUNT = 40
CODES = tuple(str(20101 + number) for number in range(COUNT))
FIGURES = {
    "A1[ANC]": 20,
    "A1[PN]": 12,
    "A2[ANC]": 5,
    "A2[PN]": 4,
    "A3[ANC]": 3,
    "A3[PN]": 2,
    "A4[ANC]": 22,
    "A4[PN]": 14,
    "B1": 30,
    "B2": 2,
    "B3": 40,
    "B4": 12,
    "B5": 1,
    "B6": "04/12/2026",
    "B8": 2,
}
"""What a clean return of the small form says, by reference."""


def facility(mfl: str, start: Period = OCTOBER) -> Facility:
    return Facility(mfl, f"Facility {mfl}", "Kisumu", "Kisumu East", "3", forms=(FormSpan(SMALL, start),))


def put_form(home: Path, version: str = "1.2.0") -> None:
    """The small form in the forms folder of an office."""
    folder = home / "forms"
    folder.mkdir(parents=True, exist_ok=True)
    text = FORM.read_text(encoding="utf-8").replace("version: 1.2.0", f"version: {version}")
    (folder / "small.yaml").write_text(text, encoding="utf-8")


def found(home: Path, name: str, facilities: Iterable[Facility] = ()) -> None:
    """An office with a clerk and a manager who can sign, closed again."""
    put_form(home)
    office = open_copy(home, SetClock(THIRD))
    people = office.services.people
    people.found_office(name, name.partition(",")[0], "Kisumu")
    people.add("clerk", "A. Wanjiru", Role.CLERK, PASSPHRASE)
    people.add("manager", "P. Otieno", Role.MANAGER, PASSPHRASE)
    for each in facilities:
        office.services.facilities.save(each, None)
    for username in ("clerk", "manager"):
        office.signer(username)
    office.store.close()


class Sender:
    """Signs returns of the small form as quickly as it can be done for real."""

    def __init__(self, office: Office) -> None:
        self.office = office
        say = Catalogue().say_in
        self._makers = {"xlsx": WorkbookMaker(say), "pdf": PdfMaker(say)}

    def fill(self, mfl: str, period: Period = NOVEMBER, **figures: object) -> Revision:
        """A draft with every figure and reason in it; ``A1_ANC=4`` changes one."""
        opened = self.office.services.entry.open(SMALL, mfl, period, self.office.person("clerk"))
        said = dict(FIGURES)
        for name, value in figures.items():
            said[name.replace("_ANC", "[ANC]").replace("_PN", "[PN]")] = value
        opened.set_many({opened.form.key(code): str(value) for code, value in said.items()})
        for item in self.office.services.completion.look(opened).items:
            if item.needs == "reason" and not item.done:
                opened.set_reason(item.subject, "Counted again in the register.")
        assert opened.revision is not None
        return opened.revision

    def amend(self, revision: Revision, **figures: object) -> Revision:
        """The next revision of a return as a draft, with other figures."""
        clerk = self.office.person("clerk").id
        new = replace(
            revision,
            id=uuid4(),
            number=revision.number + 1,
            state=State.DRAFT,
            completed_at=None,
            completed_by=None,
            approved_at=None,
            approved_by=None,
            submitted_at=None,
            short_code="",
            why="Counted anew.",
        )
        with self.office.work() as work:
            cells = work.returns.cells(revision.id)
            work.returns.add_revision(new)
            work.returns.put_cells(new.id, cells, clerk, THIRD)
            work.commit()
        draft = self.fill(revision.key.facility, revision.key.period, **figures)
        with self.office.work() as work:
            for name in figures:
                said = name.replace("_ANC", "[ANC]").replace("_PN", "[PN]")
                work.returns.put_reason(draft.id, f"changed:SM_{said}", "Miscounted.", clerk, THIRD)
            work.commit()
        return draft

    def sign(
        self,
        mfl: str,
        folder: Path,
        period: Period = NOVEMBER,
        kinds: tuple[str, ...] = ("xlsx",),
        *,
        approve: bool = True,
    ) -> tuple[Revision, tuple[Path, ...]]:
        """Complete and approve the draft of a return, and write its files."""
        office = self.office
        makers = [self._makers[kind] for kind in kinds]
        forms = office.services.forms
        compiled = CompiledForms(forms)
        completion = CompletionService(office.work, office.clock, makers, DocumentBuilder(forms, compiled))
        opened = office.services.entry.open(SMALL, mfl, period, office.person("clerk"))
        revision = completion.complete(opened, office.signer("clerk"))
        if approve:
            approval = ApprovalService(office.work, office.clock, forms, compiled, makers)
            [revision] = approval.approve([revision.id], office.signer("manager"))
        written = []
        with office.work() as work:
            for kind in kinds:
                file = work.files.get(revision.id, kind)
                assert file is not None
                path = folder / file.name
                path.write_bytes(file.content)
                written.append(path)
        return revision, tuple(written)

    def send(self, mfl: str, folder: Path, period: Period = NOVEMBER, **more) -> Path:
        """A signed workbook of a filled return."""
        figures = {name: more.pop(name) for name in tuple(more) if name[0] in "AB"}
        self.fill(mfl, period, **figures)
        return self.sign(mfl, folder, period, **more)[1][0]


def pin(receiver: Office, sender: Office, roles: dict[str, Role] | None = None) -> None:
    """Put the sender's people into the receiver's roster, as their cards would."""
    office = sender.services.people.office()
    assert office is not None
    with receiver.work() as work:
        for username in ("clerk", "manager"):
            person = sender.person(username)
            role = (roles or {}).get(username, person.role)
            mark = f"key-{person.id.hex[:8]}"
            work.people.put(
                Person(
                    person.id,
                    mark,
                    person.name,
                    role,
                    person.certificate,
                    office=office.id,
                    office_name=office.name,
                )
            )
        work.commit()


def flipped(path: Path, to: Path) -> Path:
    """A copy in which something was changed after it was signed: a figure of a sheet, a page of a PDF."""
    if path.suffix == ".pdf":
        to.write_bytes(path.read_bytes().replace(b"/MediaBox", b"/mediaBox", 1))
        return to
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                at = content.rindex(b"<v>") + 3
                content = content[:at] + (b"9" if content[at : at + 1] != b"9" else b"8") + content[at + 1 :]
            target.writestr(entry, content)
    return to


def found_receiver(home: Path, sender_home: Path) -> None:
    put_form(home)
    office = open_copy(home, SetClock(THIRD))
    people = office.services.people
    people.found_office("National programme", "National programme", "")
    people.add("mwende", "J. Mwende", Role.OFFICER, PASSPHRASE)
    for mfl in CODES[:-2]:
        office.services.facilities.save(facility(mfl), None)
    shutil.copytree(sender_home, home / "sender")
    sender = open_copy(home / "sender", SetClock(THIRD))
    pin(office, sender)
    sender.store.close()
    shutil.rmtree(home / "sender")
    office.store.close()


@pytest.fixture(scope="session")
def sender_home(tmp_path_factory) -> Path:
    """Ziwa's office: its facilities owe the small form, nothing is typed yet."""
    owed = [facility(mfl, Period(2026, 6)) for mfl in CODES]
    return ready_made(
        tmp_path_factory, "sender", lambda home: found(home, "Ziwa Health Partners, Kisumu", owed)
    )


@pytest.fixture(scope="session")
def stranger_home(tmp_path_factory) -> Path:
    """An office that nobody has heard of, with keys of its own and the same facilities."""
    owed = [facility(mfl) for mfl in CODES]
    return ready_made(tmp_path_factory, "stranger", lambda home: found(home, "Bahari Care, Mombasa", owed))


@pytest.fixture(scope="session")
def receiver_home(tmp_path_factory, sender_home) -> Path:
    """The national office: its own people, all facilities but the last two, Ziwa's people known."""
    return ready_made(tmp_path_factory, "receiver", lambda home: found_receiver(home, sender_home))


@pytest.fixture(scope="session")
def sender(sender_home, tmp_path_factory) -> Callable[..., Sender]:
    """A fresh copy of the sending office."""

    def fresh(home: Path = sender_home, change: Callable[[Path], None] | None = None) -> Sender:
        copy = tmp_path_factory.mktemp("sending") / "home"
        shutil.copytree(home, copy)
        if change is not None:
            change(copy)
        return Sender(open_copy(copy, SetClock(THIRD)))

    return fresh


@pytest.fixture
def receiver(receiver_home, tmp_path) -> Office:
    home = tmp_path / "receiver"
    shutil.copytree(receiver_home, home)
    return open_copy(home, SetClock(THIRD))


def send_all(office: Sender, codes: Iterable[str], folder: Path) -> Path:
    """Signed returns of November, one workbook each; the first two have their PDF too."""
    for number, mfl in enumerate(codes):
        late = {"B6": "09/12/2026"} if number == 0 else {}  # a warning, with its reason
        office.fill(mfl, A1_ANC=20 + number, A4_ANC=22 + number, **late)
        office.sign(mfl, folder, kinds=("xlsx", "pdf") if number < 2 else ("xlsx",))
    return folder


@pytest.fixture(scope="session")
def sent(sender, tmp_path_factory) -> Path:
    """Six signed returns; the national office does not know the facilities of the last two."""

    def send(folder: Path) -> None:
        folder.mkdir()
        office = sender()
        send_all(office, (*CODES[:4], *CODES[-2:]), folder)
        office.office.store.close()

    return ready_made(tmp_path_factory, "sent", send)


__all__ = ["receiver", "receiver_home", "sender", "sender_home", "sent", "stranger_home"]
