"""The room the commands run in answers as a process started anew does."""

import shutil

import pytest
from office_fixtures import PASSPHRASE, office_template
from program import Program

__all__ = ["office_template"]


@pytest.mark.parametrize(
    ("words", "passphrase", "code"),
    [
        (("people", "list"), PASSPHRASE, 0),
        (("returns", "list", "--period", "202609"), None, 0),
        (("returns", "list", "--period", "2026"), None, None),
        (("complete", "--facility", "99104", "--period", "202609", "--as", "clerk"), "not this one", 1),
        (("nothing-of-this-name",), None, 2),
    ],
)
@pytest.mark.parametrize("json_out", [True, False])
def test_a_command_in_the_room_is_a_command_run_anew(
    office_template, tmp_path, words, passphrase, code, json_out
):
    heard = []
    for anew in (True, False):
        home = tmp_path / "home"
        shutil.copytree(office_template, home)
        program = Program(home, anew=anew)
        said = program(*words, passphrase=passphrase, code=code, json_out=json_out)
        heard.append((said, program.error))
        shutil.rmtree(home)
    assert heard[0] == heard[1]


def test_what_a_command_leaves_behind_does_not_reach_the_next_one(tmp_path, monkeypatch):
    """Surroundings, folder and output are each command's own."""
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
        program = Program(tmp_path / name / "none")
        program("people", "list", code=1)
        assert str(folder) in program.error + str(program.home)
