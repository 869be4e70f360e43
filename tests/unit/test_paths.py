"""Where the home lies on each system."""

from __future__ import annotations

from pathlib import Path

from kmmp_desktop import paths


def test_windows_keeps_the_home_out_of_the_roaming_profile() -> None:
    found = paths.default_home("win32", {"LOCALAPPDATA": "C:/Users/a/AppData/Local", "APPDATA": "C:/no"})
    assert found == Path("C:/Users/a/AppData/Local") / "KMMP Desktop"
    assert paths.default_home("win32", {}).parts[-3:] == ("AppData", "Local", "KMMP Desktop")


def test_linux_follows_the_data_folder_of_the_desktop() -> None:
    assert paths.default_home("linux", {"XDG_DATA_HOME": "/data"}) == Path("/data/kmmp-desktop")
    assert paths.default_home("linux", {}) == Path.home() / ".local/share/kmmp-desktop"


def test_everything_of_an_office_lies_in_its_home() -> None:
    home = Path("/data/office")
    for of in (paths.database, paths.window_lock, paths.attempts, paths.log_file):
        assert of(home).is_relative_to(home)
