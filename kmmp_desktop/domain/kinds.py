"""What the words of the check language are worth: functions, their arguments, kinds of value."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from kmmp_desktop.domain.values import ValueType


class Worth(Enum):
    """What an expression yields, as the error messages call it."""

    NUMBER = "a number"
    DATE = "a date"
    FLAG = "yes or no"
    """1 or 0: a number that may also stand where a condition is wanted."""
    TEXT = "text"
    CONDITION = "a condition"
    PAIR = "a pair"
    UNKNOWN = "nothing that can be told"
    """After a mistake that has been reported already."""


WORTH_OF = {
    ValueType.INTEGER: Worth.NUMBER,
    ValueType.NUMBER: Worth.NUMBER,
    ValueType.PERCENT: Worth.NUMBER,
    ValueType.YES_NO: Worth.FLAG,
    ValueType.DATE: Worth.DATE,
    ValueType.TEXT: Worth.TEXT,
}


class Group(Enum):
    """How a function is evaluated."""

    PLAIN = "plain"
    PRESENCE = "presence"
    MONTHS = "months"
    PAIR = "pair"
    RETURN = "return"
    """About the return as a whole; not for earlier months."""
    PERIOD = "period"
    """About the month; works for earlier months too."""


class Function(NamedTuple):
    group: Group
    fewest: int
    most: int
    worth: Worth


MANY = 50

MOST_MONTHS = 60

FUNCTIONS: dict[str, Function] = {
    "if": Function(Group.PLAIN, 3, 3, Worth.NUMBER),
    "isNull": Function(Group.PRESENCE, 1, 1, Worth.CONDITION),
    "isNotNull": Function(Group.PRESENCE, 1, 1, Worth.CONDITION),
    "firstNonNull": Function(Group.PLAIN, 1, MANY, Worth.NUMBER),
    "greatest": Function(Group.PLAIN, 1, MANY, Worth.NUMBER),
    "least": Function(Group.PLAIN, 1, MANY, Worth.NUMBER),
    "abs": Function(Group.PLAIN, 1, 1, Worth.NUMBER),
    "round": Function(Group.PLAIN, 1, 1, Worth.NUMBER),
    "staff_required": Function(Group.PLAIN, 1, 1, Worth.NUMBER),
    "previous": Function(Group.MONTHS, 1, 2, Worth.NUMBER),
    "mean": Function(Group.MONTHS, 2, 2, Worth.NUMBER),
    "median": Function(Group.MONTHS, 2, 2, Worth.NUMBER),
    "z": Function(Group.MONTHS, 2, 2, Worth.NUMBER),
    "modified_z": Function(Group.MONTHS, 2, 2, Worth.NUMBER),
    "minimum": Function(Group.MONTHS, 2, 3, Worth.NUMBER),
    "maximum": Function(Group.MONTHS, 2, 3, Worth.NUMBER),
    "compulsory_pair": Function(Group.PAIR, 2, 2, Worth.PAIR),
    "exclusive_pair": Function(Group.PAIR, 2, 2, Worth.PAIR),
    "days_in_month": Function(Group.PERIOD, 0, 0, Worth.NUMBER),
    "period_end": Function(Group.PERIOD, 0, 0, Worth.DATE),
    "deadline": Function(Group.PERIOD, 0, 1, Worth.DATE),
    "all_zero": Function(Group.RETURN, 0, 0, Worth.FLAG),
    "identical_to_previous": Function(Group.RETURN, 0, 0, Worth.FLAG),
    "share_reported": Function(Group.RETURN, 0, 0, Worth.NUMBER),
    "facility_known": Function(Group.RETURN, 0, 0, Worth.FLAG),
    "facility_owes_form": Function(Group.RETURN, 0, 0, Worth.FLAG),
    "previous_return_exists": Function(Group.RETURN, 0, 0, Worth.FLAG),
}

PAST_ONLY = frozenset({"previous", "mean", "median", "minimum", "maximum"})
"""Functions over months that do not look at the month of the return itself."""

EVERY_CELL = frozenset({"all_zero", "identical_to_previous", "share_reported"})
"""Functions whose value may change with any cell of the return."""

LOOKS_BACK = frozenset({"identical_to_previous", "previous_return_exists"})
"""Functions that use last month's return without saying so."""
