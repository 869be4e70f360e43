"""``office new``: a whole office by command, for whoever sets up many computers."""

import json
from pathlib import Path

import pytest
from key_office import quick_keys

import main

__all__ = ["quick_keys"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KMMP_PASSPHRASE_WANJIRU", "boat maize lantern")
    monkeypatch.setenv("KMMP_PASSPHRASE_OTIENO", "river stone mango")
    (tmp_path / "sheets").mkdir()
    (tmp_path / "list.csv").write_text(
        "MFL code,Name,County\n99104,Nyota Health Centre,Kisumu\n123,Short,Kisumu\n"
    )
    return tmp_path


def new(folder: Path, *more: str) -> int:
    return main.main(
        [
            *("office", "new", "--json", "--home", str(folder / "home"), "--name", "Ziwa, Kisumu"),
            *("--partner", "Ziwa Health Partners", "--recovery", str(folder / "sheets"), *more),
        ]
    )


def test_an_office_is_made_whole_by_one_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = new(
        folder,
        *("--clerk", "wanjiru=A. Wanjiru", "--manager", "otieno=P. Otieno"),
        *("--facilities", str(folder / "list.csv"), "--from", "202601"),
    )
    answer = json.loads(capsys.readouterr().out)
    assert code == 1, "a row was refused"
    assert answer["facilities"] == 1
    assert answer["protected"]
    assert answer["refused"][0]["row"] == 3
    assert not answer["lacks_manager"]
    assert len(answer["recovery_sheets"]) == 3
    assert all(Path(sheet).read_bytes().startswith(b"%PDF") for sheet in answer["recovery_sheets"])
    assert new(folder, "--clerk", "wanjiru=A. Wanjiru") != 0, "there is an office now"


def test_a_weak_passphrase_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KMMP_PASSPHRASE_WANJIRU", "short")
    assert new(folder, "--clerk", "wanjiru=A. Wanjiru") != 0
    assert "at least" in capsys.readouterr().err
    assert not (folder / "home" / "office.db").exists()
