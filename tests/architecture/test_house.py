"""The rules of the house that no linter knows."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kmmp_desktop", "ui", "forms", "exports")

LONGER = {
    # File: most lines, and why it is one room all the same.
    "kmmp_desktop/storage/tables.py": (520, "every table on one page"),
    "kmmp_desktop/services/ports.py": (640, "every port on one page is what a reader looks for"),
    "kmmp_desktop/services/facilities.py": (340, "one pass over a list with every reason it can refuse"),
    "kmmp_desktop/services/approval.py": (340, "one queue, what the manager sees of it, one decision"),
}


def sources():
    inside = [p for package in PACKAGES for p in sorted((ROOT / package).rglob("*.py"))]
    return [ROOT / "main.py", ROOT / "opening.py", ROOT / "serving.py", ROOT / "wiring.py", *inside]


@pytest.mark.parametrize("name", [*PACKAGES, "main", "opening", "serving", "wiring"])
def test_no_dependency_ships_a_top_level_package_of_our_name(name):
    assert set(packages_distributions().get(name, [])) <= {"kmmp-desktop"}


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_small_enough_to_be_one_room_and_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")
    most, _ = LONGER.get(str(path.relative_to(ROOT)), (320, ""))
    assert len(text.splitlines()) <= most
    assert text.startswith(('"""', "#!")), "the first line says what the module is for"


def test_packages_hold_a_docstring_and_nothing_else():
    for package in PACKAGES:
        for init in (ROOT / package).rglob("__init__.py"):
            code = re.sub(r'""".*?"""|#.*', "", init.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
            assert code in ("", '__version__ = "0.1.0"'), init


def test_qt_enums_are_written_in_full():
    """The short form costs 16 times as much in ``data()`` (forgiveness lookup)."""
    short = re.compile(r"\bQt\.(DisplayRole|EditRole|UserRole|AlignRight|AlignLeft|ItemIsEditable|Key_\w+)\b")
    for path in (ROOT / "ui").rglob("*.py"):
        assert not short.search(path.read_text(encoding="utf-8")), path


def test_pyside_stays_below_the_release_that_aborts_on_python_3_11():
    """6.12.0 loses a reference to None per void call; see the counting test below."""
    from PySide6 import __version_info__

    assert (6, 11, 3) <= __version_info__[:3] < (6, 12, 0)


def test_void_calls_of_qt_lose_no_reference_to_none(qapp):
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

    class Model(QAbstractTableModel):
        def rowCount(self, parent=None):
            return 1

        def columnCount(self, parent=None):
            return 1

        def data(self, index, role=Qt.ItemDataRole.DisplayRole):
            return None

    class Bell(QObject):
        rung = Signal()

    model, bell = Model(), Bell()
    bell.rung.connect(lambda: None)
    index = model.index(0, 0, QModelIndex())
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(10_000):
        bell.rung.emit()
        model.data(index)
        index.data()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert after[0] > before[0] - 100
    assert after[1] > before[1] - 100


def test_lock_files_name_versions_and_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    for dependency in project["project"]["dependencies"]:
        name = re.match(r"[A-Za-z0-9_-]+", dependency)[0].lower()
        assert f"\n{name}==" in f"\n{locked}", name


def test_nothing_in_the_project_names_this_machine_or_its_workshop():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    machine = re.compile(r"/(work|root|opt)/[A-Za-z]")
    for name in tracked:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".yaml", ".json", ".txt", ".po", ""):
            assert not machine.search(path.read_text(encoding="utf-8", errors="ignore")), name


def test_the_program_starts_without_loading_what_it_does_not_need():
    """Heavy libraries come late: `--version` and the parser load none of them."""
    code = "import main, sys; main.parser; print(*sorted(m for m in sys.modules if '.' not in m))"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    heavy = {"PySide6", "sqlalchemy", "openpyxl", "reportlab", "pyhanko", "cryptography", "lxml", "yaml"}
    assert not heavy & set(out.split())
