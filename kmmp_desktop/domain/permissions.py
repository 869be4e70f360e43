"""Who may do what: every act that changes something or lets data leave, and the roles it is open to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kmmp_desktop.domain.office import Role


class Action(StrEnum):
    """An act of the program. The value is what logs and documents call it."""

    ENTER = "enter"
    COMMENT = "comment"
    SCAN = "scan"
    KEY_AGAIN = "key again"
    BOOKS_OUT = "books out"
    BOOKS_IN = "books in"
    COMPLETE = "complete"
    REOPEN = "reopen"
    APPROVE = "approve"
    DECIDE = "decide"
    SEND_BACK = "send back"
    ASK_OFFICE = "ask office"
    AMEND = "amend"
    RECALL = "recall"
    EXPORT = "export"
    SIGN_MONTH = "sign month"
    RECEIVE = "receive"
    RECEIPT = "receipt"
    LETTERS = "letters"
    FACILITIES = "facilities"
    PEOPLE = "people"
    GIVE_PASSPHRASE = "give passphrase"
    PIN = "pin"
    FIRST_ROOT = "first root"
    TRUST_FILE = "trust file"
    STAND_FOR = "stand for"
    STANDARDS = "standards"
    CHECKS = "checks"
    PACK_OUT = "pack out"
    PACK_IN = "pack in"
    PRINT_CATALOGUE = "print catalogue"
    KEEP_TOTALS = "keep totals"
    SAVE_TOTALS = "save totals"
    SAVE_LISTS = "save lists"
    EXPORT_LOG = "export log"
    SETTINGS = "settings"
    PROTECT = "protect"
    BACKUP = "backup"
    RESTORE = "restore"
    CONNECT = "connect"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the roles an act is open to, what it covers, and why it is so."""

    action: Action
    roles: frozenset[Role]
    covers: str
    reason: str


_C, _M, _O, _A = Role.CLERK, Role.MANAGER, Role.OFFICER, Role.ADMINISTRATOR


def _line(action: Action, roles: tuple[Role, ...], covers: str, reason: str) -> Line:
    return Line(action, frozenset(roles), covers, reason)


TABLE: tuple[Line, ...] = (
    _line(
        Action.ENTER,
        (_C, _M),
        "figures, reasons, control totals",
        "A manager helps out in a small office, and then may not approve that return.",
    ),
    _line(
        Action.COMMENT,
        (_C, _M),
        "words and questions at a cell of a draft, settling them",
        "They are part of preparing; an officer asks at what was sent.",
    ),
    _line(
        Action.SCAN,
        (_C, _M),
        "scans of the paper: add, place, remove",
        "Whoever enters has the paper on the table.",
    ),
    _line(
        Action.KEY_AGAIN,
        (_C, _M),
        "second keying and settling it",
        "Typing like any other: it counts as entry when the return is approved.",
    ),
    _line(
        Action.BOOKS_OUT,
        (_C, _M),
        "write entry workbooks",
        "Figures leave in them to the facilities whose returns they are.",
    ),
    _line(
        Action.BOOKS_IN,
        (_C, _M),
        "take in entry workbooks and folders of them",
        "It is entry from another source.",
    ),
    _line(
        Action.COMPLETE,
        (_C,),
        "mark a return as ready, with a signature",
        "The first of the two signatures says clerk; one person never gives both.",
    ),
    _line(
        Action.REOPEN,
        (_C,),
        "take a ready return back to draft",
        "The clerk who sees a slip must not have to wait; a manager returns it, and says why.",
    ),
    _line(
        Action.APPROVE,
        (_M,),
        "approve returns; never what one entered",
        "The second signature says manager.",
    ),
    _line(
        Action.DECIDE,
        (_M,),
        "accept an exception, ask at a cell in review, read a sample",
        "It is part of approving.",
    ),
    _line(
        Action.SEND_BACK,
        (_M,),
        "return a ready return to the clerk",
        "It is the other end of approving; a clerk reopens instead.",
    ),
    _line(
        Action.ASK_OFFICE,
        (_M, _O),
        "ask at the cells of another office's return, send the questions",
        "They speak for this office to another one.",
    ),
    _line(
        Action.AMEND,
        (_C,),
        "begin an amendment of what was sent",
        "It is prepared like a return, and signed by the same two.",
    ),
    _line(
        Action.RECALL,
        (_C, _M),
        "take back what was sent",
        "Those who sign a return can take it back; waiting makes it worse.",
    ),
    _line(
        Action.EXPORT,
        (_M, _A),
        "write the approved returns of a month to a folder",
        "Two people have signed what leaves; who answers for the office lets it go.",
    ),
    _line(
        Action.SIGN_MONTH,
        (_M,),
        "sign for the whole month",
        "It speaks for the office.",
    ),
    _line(
        Action.RECEIVE,
        (_C, _M, _O),
        "take in signed files of other offices",
        "The files are judged by their signatures, not by who takes them in.",
    ),
    _line(
        Action.RECEIPT,
        (_C, _M, _O),
        "write signed receipts",
        "A receipt says only that a file was taken in, and who says it.",
    ),
    _line(
        Action.LETTERS,
        (_C, _M, _O),
        "take in receipts, questions and recalls",
        "Judged by their signatures, as received files are.",
    ),
    _line(
        Action.FACILITIES,
        (_C, _M, _O, _A),
        "add and change facilities, the forms they owe, import a list",
        "Clerks know when a clinic opens; every change is in the log with its name.",
    ),
    _line(
        Action.PEOPLE,
        (_M, _A),
        "add people, change names and roles, disable, enable, hand over",
        "Who works here is decided by who answers for the office.",
    ),
    _line(
        Action.GIVE_PASSPHRASE,
        (_M, _A),
        "give somebody else a new passphrase, end their waiting time",
        "It gives access to an account, so it stands with adding one.",
    ),
    _line(
        Action.PIN,
        (_M, _A),
        "pin another person's key in the roster",
        "From then on their signatures are believed here.",
    ),
    _line(
        Action.FIRST_ROOT,
        (_M, _O, _A),
        "pin the programme's root, or a new one",
        "Everything received is believed because of it.",
    ),
    _line(
        Action.TRUST_FILE,
        (_C, _M, _O, _A),
        "take in a newer trust file of the known root",
        "The root has signed it: the sooner it is taken in, the sooner a stolen key is refused.",
    ),
    _line(Action.STAND_FOR, (_M, _O), "let a return count whose signer's key was revoked", "Totals hold it."),
    _line(
        Action.STANDARDS,
        (_O, _A),
        "confirm or change a standard",
        "A programme decision, with its citation.",
    ),
    _line(
        Action.CHECKS,
        (_O, _A),
        "publish, change or end a check",
        "A programme decision, like a standard.",
    ),
    _line(
        Action.PACK_OUT,
        (_O, _A),
        "issue a signed pack of standards and checks",
        "Other offices work by it.",
    ),
    _line(
        Action.PACK_IN,
        (_M, _O, _A),
        "take a pack in",
        "Decided by whoever signed it; a manager says that the office works by it now.",
    ),
    _line(
        Action.PRINT_CATALOGUE,
        (_C, _M, _O, _A),
        "print the catalogue of standards",
        "It holds no figure of any facility.",
    ),
    _line(
        Action.KEEP_TOTALS,
        (_M, _O),
        "keep totals of accepted returns",
        "What was kept is compared with later amendments.",
    ),
    _line(
        Action.SAVE_TOTALS,
        (_M, _O),
        "save totals as a file",
        "Totals are published numbers of the office.",
    ),
    _line(
        Action.SAVE_LISTS,
        (_C, _M, _O),
        "save the lists of findings and of data quality",
        "Working papers with figures, for those who work on returns.",
    ),
    _line(
        Action.EXPORT_LOG,
        (_M, _O, _A),
        "save the audit log as a file",
        "It tells what each person did.",
    ),
    _line(
        Action.SETTINGS,
        (_M, _A),
        "settings of the whole office",
        "They hold for everybody.",
    ),
    _line(
        Action.PROTECT,
        (_M, _A),
        "encrypt the office, new recovery code of the office",
        "The recovery code opens everything.",
    ),
    _line(
        Action.BACKUP,
        (_C, _M, _O, _A),
        "make a backup",
        "It leaves encrypted, and one that only an absent person can make is not made.",
    ),
    _line(
        Action.RESTORE,
        (_M, _A),
        "put a backup in the place of the office",
        "It takes away what was done since.",
    ),
    _line(
        Action.CONNECT,
        (_M, _A),
        "connect the office to a server",
        "It decides where everybody's work goes.",
    ),
    _line(
        Action.OWN,
        (_C, _M, _O, _A),
        "one's own passphrase, key, recovery sheet, card and certificate",
        "Nobody else can do it.",
    ),
)
"""In the order in which docs/people.md shows it."""

WHO_MAY: Mapping[Action, frozenset[Role]] = {line.action: line.roles for line in TABLE}
