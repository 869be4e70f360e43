"""From parsed arguments to a command and its exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from kmmp_desktop.commands import (
    audit,
    authority,
    backups,
    checking,
    entry_books,
    files,
    founding,
    keys,
    letters,
    office,
    office_server,
    people,
    protecting,
    receiving,
    rehearsing,
    returns,
    reviewing,
    rules,
    standards,
    steps,
    totals,
    trust,
)
from kmmp_desktop.commands.answers import Answer, Desk, give, refused
from kmmp_desktop.errors import KmmpError

Command = Callable[[argparse.Namespace, Desk], Answer]

COMMANDS: dict[str, Command] = {
    "demo": office.demo,
    "office new": founding.new,
    "office state": protecting.state,
    "office protect": protecting.protect,
    "office key": protecting.change_key,
    "office recovery": protecting.recovery,
    "office rescue": protecting.rescue,
    "office show": office_server.show,
    "office connect": office_server.connect,
    "office disconnect": office_server.disconnect,
    "facilities import": office.import_facilities,
    "returns list": returns.list_returns,
    "returns set": returns.set_returns,
    "returns workbook": entry_books.write,
    "returns import": entry_books.take_in,
    "check": checking.check,
    "complete": steps.complete,
    "approve": steps.approve,
    "export": steps.export,
    "verify": files.verify,
    "receive": receiving.receive,
    "forms check": files.check_forms,
    "rules write": rules.write_rules,
    "rules read": rules.read_rules,
    "rules rehearse": rehearsing.rehearse,
    "authority create": authority.create,
    "authority list": authority.list_issued,
    "authority issue": authority.issue,
    "authority renew": authority.renew,
    "authority revoke": authority.revoke,
    "authority publish": authority.publish,
    "backup make": backups.make,
    "backup list": backups.list_backups,
    "backup check": backups.check,
    "backup restore": backups.restore,
    "trust take": trust.take,
    "trust show": trust.show,
    "trust doubts": trust.doubts,
    "trust accept": trust.accept,
    "people list": people.list_people,
    "people add": people.add,
    "people role": people.role,
    "people disable": people.disable,
    "people enable": people.enable,
    "people hand-over": people.hand_over,
    "people passphrase": people.passphrase,
    "people card": people.card,
    "people pin": people.pin,
    "amend": letters.amend,
    "recall": letters.recall,
    "letters read": letters.read,
    "letters ask": letters.ask,
    "receipts write": letters.write_receipts,
    "keys show": keys.show,
    "keys passphrase": keys.passphrase,
    "keys reset": keys.reset,
    "keys recovery": keys.recovery,
    "keys request": keys.request,
    "keys take": keys.take,
    "keys renew": keys.renew,
    "keys new": keys.new_key,
    "keys tie": keys.tie,
    "keys untie": keys.untie,
    "standards list": standards.list_standards,
    "standards confirm": standards.confirm,
    "standards issue": standards.issue,
    "standards take": standards.take,
    "review list": reviewing.list_waiting,
    "review show": reviewing.show_return,
    "totals": totals.totals,
    "log story": audit.story,
    "log list": audit.list_entries,
    "log export": audit.export,
    "log verify": totals.verify_log,
    "log compare": totals.compare_log,
    "log find": totals.find_head,
}


def run(arguments: argparse.Namespace, desk: Desk) -> int:
    """Run the command the arguments name; every KmmpError becomes one line and exit code 1."""
    name = " ".join(part for part in (arguments.command, getattr(arguments, "action", None)) if part)
    try:
        answer = COMMANDS[name](arguments, desk)
    except KmmpError as error:
        answer = refused(error, desk)
    return give(answer, name, getattr(arguments, "json", False))
