"""A bare Linux gets a sentence with the apt line, not Qt's abort."""

import pytest

from kmmp_desktop import screen_libraries


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr(screen_libraries.sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    return monkeypatch


def test_missing_libraries_are_named_with_the_apt_line(linux):
    linux.setattr(screen_libraries, "_loads", lambda name: name not in ("libGL.so.1", "libxcb-cursor.so.0"))
    assert screen_libraries.why_no_window().endswith("sudo apt-get install libgl1 libxcb-cursor0")


def test_offscreen_needs_no_x_libraries_and_no_display(linux):
    linux.setenv("QT_QPA_PLATFORM", "offscreen")
    linux.delenv("DISPLAY")
    linux.setattr(screen_libraries, "_loads", lambda name: not name.startswith("libxcb"))
    assert screen_libraries.why_no_window() == ""


def test_without_a_display_the_commands_are_pointed_to(linux):
    linux.setattr(screen_libraries, "_loads", lambda name: True)
    linux.delenv("DISPLAY")
    linux.delenv("WAYLAND_DISPLAY", raising=False)
    assert "python main.py --help" in screen_libraries.why_no_window()


def test_other_systems_are_left_alone(linux):
    linux.setattr(screen_libraries.sys, "platform", "win32")
    linux.setattr(screen_libraries, "_loads", lambda name: False)
    assert screen_libraries.why_no_window() == ""
