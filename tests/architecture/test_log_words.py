"""Every kind of entry that a service writes into the log has words, and so has every field of it."""

import ast
import importlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import polib

from kmmp_desktop.services.audit_facts import UNSAID, is_said
from kmmp_desktop.services.audit_words import _BY_BODY, _SAID, ACTIONS, HOW

ROOT = Path(__file__).parents[2]
WRITERS = [
    path
    for folder in ("kmmp_desktop/services", "kmmp_desktop/storage")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "audit.append(" in (text := path.read_text(encoding="utf-8")) or "record_step(" in text
]
WRITTEN_BY_ONE_WHO_ASKS = {"action", "entry.action"}
"""The action of a writer that somebody else gives it."""


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _helpers(own: Path) -> dict[str, int]:
    """Functions that a module gives the name of an action: where among their arguments it stands."""
    found = {"append": 3}
    for path in WRITERS:
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            given = [ast.unparse(argument) for argument in function.args.args if argument.arg != "self"]
            if "action: str" in given and (path == own or not function.name.startswith("_")):
                found[function.name] = given.index("action: str")
    return found


def _written() -> Iterator[tuple[str, str, set[str]]]:
    """Where an entry is written, its action, and the fields in the body of it."""
    for path in WRITERS:
        helpers = _helpers(path)
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                if name not in helpers or (name == "append" and "audit" not in ast.unparse(call.func)):
                    continue
                at = helpers[name]
                if len(call.args) <= at or ast.unparse(call.args[at]) in WRITTEN_BY_ONE_WHO_ASKS:
                    continue
                where = f"{path.name}:{call.lineno}"
                for action in _texts(call.args[at], module):
                    yield where, action, _fields(function, call)


def _texts(node: ast.expr, module: object) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _texts(node.body, module) + _texts(node.orelse, module)
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Attribute) and node.attr == "value":  # one of an enumeration of its module
        return [one.value for kinds in vars(module).values() if _is_kinds(kinds, module) for one in kinds]
    assert isinstance(node, ast.Name), ast.unparse(node)
    return [getattr(module, node.id)]


def _is_kinds(found: object, module: object) -> bool:
    return isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.__name__


def _fields(function: ast.FunctionDef, call: ast.Call) -> set[str]:
    dicts = [argument for argument in call.args if isinstance(argument, ast.Dict)]
    for node in () if dicts else ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            dicts += [node.value] if any(ast.unparse(one) == "body" for one in targets) else []
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            dicts += [part for part in node.value.elts if isinstance(part, ast.Dict)]
    return {key.value for each in dicts for key in each.keys if isinstance(key, ast.Constant)}


def test_the_writers_are_found() -> None:
    actions = {action for _, action, _ in _written()}
    assert {"cell", "second keying cell", "key replaced", "account closed", "backup plan"} <= actions
    assert len(actions) > 55


def test_every_kind_of_entry_has_words() -> None:
    unnamed = {f"{where}: {action}" for where, action, _ in _written() if action not in ACTIONS}
    assert not unnamed, sorted(unnamed)


def test_every_field_has_words_or_is_left_out_on_purpose() -> None:
    raw = {
        f"{where}: {name} of {action}"
        for where, action, fields in _written()
        for name in fields
        if not is_said(action, name) and name not in UNSAID and name not in _SAID
    }
    assert not raw, sorted(raw)


def test_what_is_said_of_an_entry_is_in_swahili_too() -> None:
    catalogue = {e.msgid: e.msgstr for e in polib.pofile(str(ROOT / "kmmp_desktop" / "texts" / "sw.po"))}
    said = [*(words for _, words in ACTIONS.values()), *_BY_BODY.values(), *HOW.values()]
    assert [words.template for words in said if not catalogue.get(words.template)] == []
