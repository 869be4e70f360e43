"""Drives LibreOffice through UNO, run by a Python that has it: open a workbook, type, read, save, look.

Not imported by tests: ``tests/spreadsheet.py`` starts it. Reads a JSON job on standard input::

    {"profile": FOLDER, "file": "a.xlsx", "sheet": "Return", "save": "b.xlsx" or "",
     "steps": [{"type": {"C12": 7, "D12": "NR", "E12": "=5+2"}, "read": {"Return": ["G12"]},
                "unlock": true, "insert_row": 15}]}

and answers with one ``{"read": {"Return": {"G12": …}}}`` for each step.
"""

import contextlib
import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def start(profile):
    pipe = f"kmmp{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(2400):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.25)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    return office, desktop


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def read(cell):
    if cell.getError():
        return "#ERROR"
    kind = cell.Type.value
    if kind == "FORMULA":
        kind = "TEXT" if cell.FormulaResultType2 == 2 else "VALUE"
    return {"EMPTY": None, "VALUE": cell.Value, "TEXT": cell.String}[kind]


def do(sheet, step):
    """Everything that a step changes."""
    if step.get("unlock"):
        sheet.unprotect("")
    for name, value in step.get("type", {}).items():
        cell = sheet.getCellRangeByName(name)
        if isinstance(value, (int, float)):
            cell.setValue(value)
        elif isinstance(value, str) and value.startswith("="):
            cell.setFormula(value)
        else:
            cell.setString(value or "")
    if "insert_row" in step:
        sheet.Rows.insertByIndex(step["insert_row"] - 1, 1)
    if "remove_row" in step:
        sheet.Rows.removeByIndex(step["remove_row"] - 1, 1)
    if "insert_column" in step:
        sheet.Columns.insertByIndex(step["insert_column"] - 1, 1)


def main():
    job = json.load(sys.stdin)
    office, desktop = start(job["profile"])
    answers = []
    try:
        address = uno.systemPathToFileUrl(job["file"])
        book = desktop.loadComponentFromURL(address, "_blank", 0, (option("Hidden", True),))
        sheets = book.Sheets
        sheet = sheets.getByName(job["sheet"])
        for step in job["steps"]:
            do(sheet, step)
            book.calculateAll()
            answers.append(
                {
                    "read": {
                        there: {
                            name: read(sheets.getByName(there).getCellRangeByName(name)) for name in names
                        }
                        for there, names in step.get("read", {}).items()
                    },
                }
            )
        if job.get("save"):
            book.storeToURL(
                uno.systemPathToFileUrl(job["save"]), (option("FilterName", "Calc MS Excel 2007 XML"),)
            )
        book.close(True)
    finally:
        with contextlib.suppress(Exception):
            desktop.terminate()
        office.wait(600)
    json.dump(answers, sys.stdout)


main()
