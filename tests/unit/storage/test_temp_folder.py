"""Temporary files die with the process; those of a killed one at the next start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from kmmp_desktop.storage.temp_folder import private_temp

CHILD = """
import sys, tempfile
from pathlib import Path
from kmmp_desktop.storage.temp_folder import private_temp
with private_temp(Path(sys.argv[1])):
    file = tempfile.NamedTemporaryFile(delete=False)
    file.write(b"figures of Nyota")
    file.flush()
    print(file.name, flush=True)
    sys.stdin.read()
"""


def test_a_temporary_file_lies_in_the_data_folder_and_goes_with_the_block(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with private_temp(tmp_path):
        file = Path(tempfile.NamedTemporaryFile(delete=False).name)  # noqa: SIM115 - as openpyxl makes them
        assert tmp_path in file.parents
    assert tempfile.gettempdir() == before
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_program_left_goes_at_the_next_start_and_what_a_living_one_needs_stays(
    tmp_path: Path,
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    left = Path(child.stdout.readline().strip())
    try:
        with private_temp(tmp_path):
            assert left.read_bytes() == b"figures of Nyota"
    finally:
        child.kill()
        child.communicate()
    assert left.exists()
    with private_temp(tmp_path):
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_leaves_nothing_in_the_folder_of_the_system(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "figures"
    with private_temp(tmp_path / "home"):
        book.save(tmp_path / "book.xlsx")
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["book.xlsx"]
