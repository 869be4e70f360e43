"""Who may do what: every act by every role through the real services, and no act forgotten."""

import inspect
import sqlite3
import sys
import typing
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from offered_acts import GUARDED, OTHERWISE, READS
from office_fixtures import NOVEMBER, NYOTA, PASSPHRASE, ZIWA

from kmmp_desktop import paths
from kmmp_desktop.domain.keying import Scope
from kmmp_desktop.domain.office import Facility, Role
from kmmp_desktop.domain.permissions import TABLE, WHO_MAY, Action
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.keying_session import SecondKeying
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.permits import SENTENCES, printed_table
from kmmp_desktop.services.questions import QuestionService
from kmmp_desktop.services.recall import RecallService
from kmmp_desktop.services.receipts import ReceiptService
from kmmp_desktop.services.review_decisions import ReviewDecisions
from kmmp_desktop.services.review_queue import ReviewQueue
from kmmp_desktop.services.server_office import ServerOffice
from kmmp_desktop.services.taking_in import BookFile, Step, TakingIn
from kmmp_desktop.texts.catalogue import Catalogue

ROOT = Path(__file__).parents[3]
FULL = "KMMP_MFR"
HOUSE = ("Clock", "FormCatalogue", "TableReader", "Path")


# -- no act forgotten --------------------------------------------------------------------------


def offered():
    """``Class.method`` of everything a screen or command can reach."""
    found = [c for c in typing.get_type_hints(Services).values() if inspect.isclass(c)]
    inner = [OpenReturn, SecondKeying, ReviewDecisions, ReviewQueue, ReceiptService, QuestionService]
    for kind in (*found, *inner, RecallService, TakingIn, ServerOffice):
        if kind.__name__ not in HOUSE:
            for name, _ in inspect.getmembers(kind, inspect.isfunction):
                if not name.startswith("_"):
                    yield kind, name


def test_every_method_of_the_services_is_guarded_or_said_to_need_no_guard():
    there = {f"{kind.__name__}.{name}" for kind, name in offered()}
    known = {*GUARDED, *OTHERWISE, *READS}
    assert there - known == set(), "enter it in tests/offered_acts.py: who may do it, or why nobody is asked"
    assert len(known) == len(GUARDED) + len(OTHERWISE) + len(READS)
    assert known - there == set(), "not there any more"


def test_what_guards_an_act_stands_in_the_module_of_its_service():
    elsewhere = {  # asked by the one they call
        "ReceiveService.add_facilities": "facilities",
        "LetterService.ask": "questions",
        "ApprovalService.approve": "review_decisions",
        "OpenReturn": "draft",
        "SecondKeying": "keying_session",
    }
    for kind, name in offered():
        action = GUARDED.get(f"{kind.__name__}.{name}")
        if action is None:
            continue
        module = elsewhere.get(f"{kind.__name__}.{name}") or elsewhere.get(kind.__name__)
        module = f"kmmp_desktop.services.{module}" if module else kind.__module__
        source = inspect.getsource(sys.modules[module])
        if kind is OpenReturn and action is Action.COMMENT:
            source = inspect.getsource(sys.modules["kmmp_desktop.services.conversation"])
        assert f"Action.{action.name}" in source, f"{kind.__name__}.{name}"


def test_the_table_has_every_act_once_with_roles_reason_and_sentence_in_both_languages():
    assert [line.action for line in TABLE] == list(Action)
    assert set(SENTENCES) == set(Action)
    assert all(line.roles and line.covers and line.reason for line in TABLE)
    say = Catalogue("sw").say
    assert [s for s in SENTENCES.values() if say(s) == s] == []


def test_the_page_about_people_shows_the_table_as_it_is():
    assert printed_table() in (ROOT / "docs" / "people.md").read_text(encoding="utf-8")


def test_no_screen_and_no_command_with_a_person_acts_as_nobody():
    for act in ("facilities.save(", "facilities.apply(", "totals.keep(", "totals.write("):
        for path in (ROOT / "ui").rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                assert not (act in line and "None)" in line), f"{path}: {line}"


# -- every act by every role -------------------------------------------------------------------


class Room:
    """An office with a ready return, a draft, and one person who is put into each role in turn."""

    def __init__(self, office, folder):
        self.office, self.s, self.folder = office, office.services, folder
        self.numbers = count(4)
        self.ready = office.complete(NYOTA).revision
        self.draft = office.open(ZIWA)
        self.key = self.draft.form.entry_cells[0]
        self.draft.set(self.key, "4")
        self.comment = self.draft.add_comment(self.key, "Right?", question=True)
        self.keying = self.s.keying.start(office.open(ZIWA), Scope.WHOLE)
        self.actor = self.s.people.add("actor", "Z. Actor", Role.CLERK, PASSPHRASE)
        self.spare = self.s.people.add("spare", "S. Pare", Role.CLERK, PASSPHRASE)
        codes = [f"section:{section.code}" for section in self.draft.form.sections]
        self.place = next(code for code in codes if self.adds_up(code))
        self.paper = folder / "paper.png"
        self.paper.write_bytes(b"no picture")

    def adds_up(self, place):
        try:
            self.draft.paper.sum_of(place)
        except KmmpError:
            return False
        return True

    def become(self, role, *, enabled=True):
        self.actor = replace(self.actor, role=role, enabled=enabled)
        with self.office.work() as work:
            work.people.put(self.actor)
            work.commit()

    def opened(self):
        return self.s.entry.open(FULL, ZIWA, NOVEMBER, self.actor)

    @property
    def signer(self):
        return SimpleNamespace(person=self.actor, certificate=b"x", sign=lambda data: b"x")

    def dump(self):
        with sqlite3.connect(paths.database(self.office.home)) as database:
            tables = [n for (n,) in database.execute("select name from sqlite_master where type = 'table'")]
            return {t: database.execute(f'select * from "{t}"').fetchall() for t in sorted(tables)}


def nobody_listens(*_):
    return None


def book(room):
    key = room.opened().key
    return BookFile(Path("x.xlsx"), Step.TAKE, key=key)


A = Action
ACTS = [
    ("set", A.ENTER, lambda r: r.opened().set(r.key, "5")),
    ("set_many", A.ENTER, lambda r: r.opened().set_many({r.key: "6"})),
    ("restore", A.ENTER, lambda r: r.opened().restore({r.key: None})),
    ("correct", A.ENTER, lambda r: r.opened().correct(r.key, None, nobody_listens)),
    ("fill_with_zero", A.ENTER, lambda r: r.opened().fill_with_zero("A")),
    ("set_reason", A.ENTER, lambda r: r.opened().set_reason("W302", "Counted again.")),
    ("set_control_total", A.ENTER, lambda r: r.opened().set_control_total(r.place, next(r.numbers))),
    ("comment", A.COMMENT, lambda r: r.opened().add_comment(r.key, "Words.")),
    ("drop", A.COMMENT, lambda r: r.opened().drop_comment(r.opened().comments(r.key)[-1])),
    ("resolve", A.COMMENT, lambda r: r.opened().resolve(r.comment.thread, True)),
    ("scan add", A.SCAN, lambda r: r.s.scans.add(r.draft.revision.id, r.paper, r.actor)),
    (
        "scan anchor",
        A.SCAN,
        lambda r: r.s.scans.anchor(SimpleNamespace(revision=r.draft.revision.id, number=1), {}, r.actor),
    ),
    (
        "scan remove",
        A.SCAN,
        lambda r: r.s.scans.remove(
            SimpleNamespace(revision=r.ready.id, number=1, digest=b"", file=""), r.actor
        ),
    ),
    ("second keying", A.KEY_AGAIN, lambda r: r.s.keying.start(r.opened(), Scope.WHOLE)),
    ("book out", A.BOOKS_OUT, lambda r: r.s.books.write(r.opened(), r.folder / "b.xlsx")),
    (
        "books out",
        A.BOOKS_OUT,
        lambda r: r.s.books.write_month(FULL, NOVEMBER, [ZIWA], r.folder, nobody_listens, person=r.actor),
    ),
    ("book in", A.BOOKS_IN, lambda r: r.s.books.apply(None, r.actor)),
    ("folder in", A.BOOKS_IN, lambda r: TakingIn(r.s.books, r.s.entry).take(book(r), r.actor)),
    ("complete", A.COMPLETE, lambda r: r.s.completion.complete(r.office.open(ZIWA), r.signer)),
    ("approve", A.APPROVE, lambda r: r.s.approval.approve([r.ready.id], r.signer)),
    ("accept", A.DECIDE, lambda r: r.s.approval.decisions.accept(r.ready.id, "W302", r.actor)),
    ("take back", A.DECIDE, lambda r: r.s.approval.decisions.take_back(r.ready.id, "W302", r.actor)),
    ("ask", A.DECIDE, lambda r: r.s.approval.decisions.ask(r.ready.id, r.key, "Why?", r.actor)),
    ("withdraw", A.DECIDE, lambda r: r.s.approval.decisions.withdraw(r.ready.id, uuid4(), r.actor)),
    ("draw", A.DECIDE, lambda r: r.s.approval.queue.draw([], r.actor)),
    ("read", A.DECIDE, lambda r: r.s.approval.queue.mark_read(r.ready.id, r.actor)),
    ("ask an office", A.ASK_OFFICE, lambda r: r.s.letters.ask(r.ready.id, r.signer, r.folder / "q")),
    ("amend", A.AMEND, lambda r: r.s.amending.begin(r.ready.id, r.actor, "A slip.")),
    (
        "recall",
        A.RECALL,
        lambda r: r.s.letters.recalls.recall(r.ready.id, r.signer, "A slip.", r.folder / "r"),
    ),
    (
        "export",
        A.EXPORT,
        lambda r: r.s.exporting.export(r.s.exporting.plan(FULL, NOVEMBER), r.folder / "out", r.actor),
    ),
    (
        "sign month",
        A.SIGN_MONTH,
        lambda r: r.s.exporting.export(
            r.s.exporting.plan(FULL, NOVEMBER), r.folder / "out", None, signer=r.signer
        ),
    ),
    ("receive", A.RECEIVE, lambda r: r.s.receiving.take(SimpleNamespace(path=r.paper), r.actor)),
    ("receipt", A.RECEIPT, lambda r: r.s.letters.receipts.make([r.ready.id], r.signer, r.folder)),
    ("letter", A.LETTERS, lambda r: r.s.letters.take("x", b"", r.actor)),
    ("expect", A.LETTERS, lambda r: r.s.letters.expect("x", b"", r.actor)),
    ("facility", A.FACILITIES, lambda r: r.s.facilities.save(Facility("99777", "New"), r.actor)),
    (
        "facilities",
        A.FACILITIES,
        lambda r: r.s.facilities.apply(
            SimpleNamespace(new=[Facility("99778", "Newer")], changed=[], bad=[]), r.actor
        ),
    ),
    ("add", A.PEOPLE, lambda r: r.s.people.add("newbie", "N. Ewbie", Role.CLERK, PASSPHRASE, r.actor)),
    ("role", A.PEOPLE, lambda r: r.s.staff.change_role(r.office.person("clerk"), Role.CLERK, r.actor)),
    ("name", A.PEOPLE, lambda r: r.s.staff.rename(r.spare, "N. Other", r.actor)),
    ("disable", A.PEOPLE, lambda r: r.s.staff.disable(r.spare, "Left.", r.actor)),
    ("enable", A.PEOPLE, lambda r: r.s.staff.enable(r.office.person("clerk"), r.actor)),
    (
        "hand over",
        A.PEOPLE,
        lambda r: r.s.staff.hand_over(r.spare, r.office.person("clerk"), "Left.", r.actor),
    ),
    ("waiting", A.GIVE_PASSPHRASE, lambda r: r.s.staff.end_waiting(r.office.person("clerk"), r.actor)),
    (
        "give",
        A.GIVE_PASSPHRASE,
        lambda r: r.s.keys.give_passphrase(r.office.person("clerk"), "short", r.actor, PASSPHRASE),
    ),
    ("pin", A.PIN, lambda r: r.s.roster.pin(r.paper, "", r.actor)),
    ("first root", A.FIRST_ROOT, lambda r: r.s.trust._compare("n", None, r.actor, "")),
    ("trust file", A.TRUST_FILE, lambda r: r.s.trust.take(r.paper, r.actor)),
    (
        "standard",
        A.STANDARDS,
        lambda r: r.s.standards.confirm(FULL, *standard(r), "", NOVEMBER, r.actor),
    ),
    ("check", A.CHECKS, lambda r: r.s.standards.change_check(FULL, None, "W302", NOVEMBER, "", r.actor)),
    ("pack out", A.PACK_OUT, lambda r: r.s.packs.issue(r.folder / "p", r.signer)),
    ("pack in", A.PACK_IN, lambda r: r.s.packs.take(r.paper, r.actor)),
    (
        "catalogue",
        A.PRINT_CATALOGUE,
        lambda r: r.s.catalogue_print.write(FULL, NOVEMBER, r.folder / "no" / "c.pdf", "en", r.actor),
    ),
    ("stand for", A.STAND_FOR, lambda r: r.s.doubts.accept([], "", r.actor)),
    ("keep totals", A.KEEP_TOTALS, lambda r: r.s.totals.keep(SimpleNamespace(counted=()), r.actor)),
    (
        "save totals",
        A.SAVE_TOTALS,
        lambda r: r.s.totals.write(SimpleNamespace(counted=()), r.folder / "t.csv", "en", r.actor),
    ),
    ("findings", A.SAVE_LISTS, lambda r: r.s.findings.write(None, r.folder / "f.csv", "en", r.actor)),
    (
        "quality",
        A.SAVE_LISTS,
        lambda r: r.s.quality.write(None, r.folder / "q.csv", "en", nobody_listens, r.actor),
    ),
    ("log", A.EXPORT_LOG, lambda r: r.s.audit.write(None, r.actor, r.folder / "l.csv", "en")),
    ("story", A.EXPORT_LOG, lambda r: r.s.audit.write_story(None, r.actor, r.folder / "s.csv", "en")),
    ("plan backups", A.SETTINGS, lambda r: r.s.backups.set_plan(SimpleNamespace(folder="/no"), r.actor)),
    ("backup", A.BACKUP, lambda r: r.s.backups.make(r.folder / "no", r.actor)),
    ("restore", A.RESTORE, lambda r: r.s.backups.restore(None, r.actor)),
    ("protect", A.PROTECT, lambda r: r.s.protecting.make_sheet(r.actor, "wrong")),
    # last, since they change what the others need
    ("send back", A.SEND_BACK, lambda r: r.s.approval.send_back(r.ready.id, r.actor, "")),
    ("reopen", A.REOPEN, lambda r: r.s.completion.reopen(r.ready.id, r.actor)),
]


def standard(room):
    officer = replace(room.actor, role=Role.OFFICER, enabled=True)
    catalogue = room.s.standards.catalogue(FULL, NOVEMBER)
    listed = next(each for each in catalogue if room.s.standards.why_not(each.standard, officer) is None)
    return listed.standard.id, listed.standard.value, listed.standard.unit, listed.standard.status


@pytest.fixture
def room(office, tmp_path):
    (tmp_path / "folder").mkdir()
    return Room(office, tmp_path / "folder")


def tried(room, act):
    """What was said to the person; empty where the act went on, wherever it ended."""
    try:
        done = act(room)
    except KmmpError as error:
        return str(error.message)
    except Exception:  # noqa: BLE001 - let through, and then stopped by an argument that is none
        return ""
    return str(getattr(done, "why", "") or "") or ", ".join(str(w) for _, w in getattr(done, "left_out", ()))


def test_every_act_is_refused_to_every_role_outside_the_table_and_leaves_nothing_behind(room):
    wrong = []
    for name, action, act in ACTS:
        # entry is locked as a whole for those who may not, so what stands on it says so first
        on_entry = action in (A.ENTER, A.COMMENT, A.KEY_AGAIN, A.BOOKS_OUT, A.BOOKS_IN)
        sentences = {SENTENCES[action], *([SENTENCES[A.ENTER]] if on_entry else [])}
        shut_out = [role for role in Role if role not in WHO_MAY[action]]
        for role in shut_out:
            room.become(role)
            before = room.dump()
            if tried(room, act) not in sentences:
                wrong.append(f"{name}: not refused to {role}")
            if room.dump() != before:
                wrong.append(f"{name}: refused to {role}, and something changed")
        for role in WHO_MAY[action]:
            room.become(role, enabled=False)
            before = room.dump()
            if "is closed" not in tried(room, act) or room.dump() != before:
                wrong.append(f"{name}: not refused to a closed account ({role})")
            room.become(role)
            if tried(room, act) in sentences:
                wrong.append(f"{name}: refused to {role}")
    assert wrong == [], "\n".join(wrong)
    assert {action for _, action, _ in ACTS} == set(Action) - {A.CONNECT, A.OWN}
