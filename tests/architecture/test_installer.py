"""The recipes of the installer: nothing the program reads is left out, nothing of an office is removed."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALLER = ROOT / "installer"
PACKAGES = ("kmmp_desktop", "ui", "forms", "exports")

READ_SPEC = """
import json, sys
from types import SimpleNamespace
folder, dist, platform = sys.argv[1:]
made = {"programs": [], "kept": {}}
def analysis(scripts, **asked):
    made.update(data=asked["datas"], modules=asked["hiddenimports"])
    return SimpleNamespace(binaries=[], datas=[], pure=[], scripts=scripts)
names = {"SPECPATH": folder, "DISTPATH": dist, "Analysis": analysis, "PYZ": lambda pure: None,
         "EXE": lambda *a, **asked: made["programs"].append((asked["name"], asked["console"])),
         "COLLECT": lambda *a, **asked: None}
text = open(folder + "/kmmp_desktop.spec", encoding="utf-8").read().replace("sys.platform", repr(platform))
exec(compile(text, "kmmp_desktop.spec", "exec"), names)
for name in sys.stdin.read().split():
    made["kept"][name] = names["is_wanted"]((name, "", "BINARY"))
print(json.dumps(made))
"""


def read_spec(dist, platform="linux", entries=()):
    """Run the recipe with PyInstaller's building parts replaced, and say what it asks them for."""
    pytest.importorskip("PyInstaller")
    (dist / "kmmp-desktop").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", READ_SPEC, str(INSTALLER), str(dist), platform],
        input="\n".join(entries),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    return read_spec(tmp_path_factory.mktemp("dist"))


def script(name, monkeypatch):
    """A script of the installer, loaded from its path: the folder is no package."""
    monkeypatch.syspath_prepend(str(INSTALLER))
    found = importlib.util.spec_from_file_location(f"installer_{name}", INSTALLER / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_folder_is_no_package_since_another_project_owns_the_name():
    assert not list(INSTALLER.rglob("__init__.py"))


def test_every_file_beside_the_code_is_frozen(spec):
    frozen = {Path(source).resolve() for source, _ in spec["data"]}
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in tracked:
        path = ROOT / name
        if path.suffix == ".py" or path.name == "py.typed" or not path.exists():
            continue
        assert path.resolve() in frozen, name


def test_data_lies_in_the_frozen_program_where_the_package_looks_for_it(spec):
    for source, place in spec["data"]:
        assert Path(source).resolve().parent == (ROOT / place).resolve()


def test_every_module_is_frozen_since_most_are_imported_late(spec):
    modules = set(spec["modules"])
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            assert name in modules, name


def test_the_steps_of_the_database_are_frozen_as_files_which_alembic_reads(spec):
    frozen = {Path(source).name for source, _ in spec["data"]}
    steps = {p.name for p in (ROOT / "kmmp_desktop/storage/migrations/versions").glob("v*.py")}
    assert steps
    assert steps | {"env.py"} <= frozen


def test_windows_gets_a_window_without_and_commands_with_a_console(tmp_path):
    programs = read_spec(tmp_path, "win32")["programs"]
    assert programs == [["kmmp-desktop", False], ["kmmp", True]]


def test_elsewhere_the_commands_are_a_link_to_the_same_program(tmp_path):
    assert read_spec(tmp_path)["programs"] == [["kmmp-desktop", False]]
    assert (tmp_path / "kmmp-desktop" / "kmmp").readlink() == Path("kmmp-desktop")


def test_what_qt_needs_to_show_a_window_stays_and_what_nobody_uses_goes(tmp_path):
    stays = [
        "PySide6/Qt/plugins/platforms/libqxcb.so", "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll", "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        "PySide6/plugins/platforms/qoffscreen.dll", "PySide6/Qt/lib/libQt6Svg.so.6", "PySide6/Qt6Svg.dll",
        "PySide6/Qt/lib/libQt6XcbQpa.so.6", "libxcb-cursor.so.0", "libsqlite3.so.0", "forms/schema.json",
        "python3.11/lib-dynload/_sqlite3.cpython-311-x86_64-linux-gnu.so", "PySide6/Qt/lib/libQt6Test.so.6",
    ]  # fmt: skip
    goes = [
        "PySide6/Qt/lib/libQt6Network.so.6", "PySide6/Qt6Network.dll", "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/translations/qtbase_de.qm", "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/opengl32sw.dll", "PySide6/Qt/plugins/platforms/libqwayland.so", "libpangocairo-1.0.so.0",
        "PySide6/Qt/qml/a.qml",
    ]  # fmt: skip
    kept = read_spec(tmp_path, entries=[*stays, *goes])["kept"]
    assert [name for name in stays if not kept[name]] == []
    assert [name for name in goes if kept[name]] == []


def test_the_build_takes_locked_tools_for_every_system(monkeypatch):
    build = script("build", monkeypatch)
    locked = build.locked_tools((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    names = re.findall(r"^([a-z0-9-]+)==", locked, flags=re.MULTILINE)
    assert sorted(names) == sorted(build.TOOLS)
    assert locked.count("--hash=sha256:") >= len(names)
    assert "sys_platform == 'win32'" in locked
    with pytest.raises(build.BuildError, match="pefile"):
        build.locked_tools(re.sub(r"^pefile==", "other==", locked, flags=re.MULTILINE))


def test_one_version_for_project_and_packages(monkeypatch):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert script("build", monkeypatch)._version() == project["version"]


def test_setup_and_uninstaller_remove_only_what_setup_put_there():
    text = (INSTALLER / "windows.nsi").read_text(encoding="utf-8")
    removals = re.findall(r"^\s*(?:RMDir|Delete) .*", text, flags=re.MULTILINE)
    assert removals
    recursive = {line.strip() for line in removals if "/r" in line}
    assert recursive == {r'RMDir /r "$INSTDIR\_internal"'}
    assert not any("$LOCALAPPDATA" in line or "*" in line for line in removals)
    assert r"RequestExecutionLevel user" in text
    assert "HKLM" not in text


@pytest.fixture
def stand_in(tmp_path):
    frozen = tmp_path / "kmmp-desktop"
    (frozen / "_internal").mkdir(parents=True)
    (frozen / "_internal" / "a.txt").write_text("a")
    (frozen / "THIRD-PARTY.txt").write_text("licences")
    (frozen / "kmmp-desktop").write_text("#!/bin/sh\n")
    (frozen / "kmmp-desktop").chmod(0o700)
    (frozen / "kmmp").symlink_to("kmmp-desktop")
    return frozen


@pytest.mark.skipif(not shutil.which("makensis"), reason="needs NSIS")
def test_the_setup_program_compiles_without_a_warning(stand_in, tmp_path):
    from PIL import Image

    Image.new("RGBA", (32, 32)).save(tmp_path / "kmmp-desktop.ico")
    Image.new("RGB", (164, 314)).save(tmp_path / "kmmp-desktop.bmp")
    setup = tmp_path / "kmmp-desktop-0.1.0-setup.exe"
    words = ["-DVERSION=0.1.0", f"-DPAYLOAD={stand_in}", f"-DPICTURES={tmp_path}", f"-DOUTPUT={setup}"]
    done = subprocess.run(
        ["makensis", "-V2", "-WX", *words, str(INSTALLER / "windows.nsi")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert setup.read_bytes()[:2] == b"MZ"


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb")
def test_the_debian_package_holds_both_commands_and_a_menu_entry(stand_in, tmp_path, monkeypatch):
    icon = tmp_path / "kmmp-desktop.svg"
    icon.write_text("<svg/>")
    package = script("linux_deb", monkeypatch).make_deb(stand_in, icon, "0.1.0", tmp_path / "work", tmp_path)
    listing = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    for wanted in (
        "./usr/bin/kmmp -> ../lib/kmmp-desktop/kmmp",
        "./usr/bin/kmmp-desktop -> ../lib/kmmp-desktop/kmmp-desktop",
        "./usr/lib/kmmp-desktop/kmmp -> kmmp-desktop", "./usr/share/applications/kmmp-desktop.desktop",
    ):  # fmt: skip
        assert wanted in listing
    assert re.search(r"-rwxr-xr-x root/root .* \./usr/lib/kmmp-desktop/kmmp-desktop\n", listing)
    assert not [line for line in listing.splitlines() if "root/root" not in line]
    control = subprocess.run(["dpkg-deb", "-f", package], capture_output=True, text=True, check=True).stdout
    assert "Version: 0.1.0\n" in control
    assert "libgl1" in control


def test_a_program_without_a_console_may_still_write_and_hands_its_libraries_to_nobody():
    code = (
        "import os, runpy, sys\n"
        "said, sys.stdout, sys.stderr = sys.stdout, None, None\n"
        f"runpy.run_path({str(INSTALLER / 'frozen_start.py')!r})\n"
        "sys.stdout.write('lost'); sys.stderr.write('lost')\n"
        "said.write(os.environ.get('LD_LIBRARY_PATH', 'nothing'))\n"
    )
    environment = {**os.environ, "LD_LIBRARY_PATH": "/bundled"}
    for before, after in (({}, "nothing"), ({"LD_LIBRARY_PATH_ORIG": "/theirs"}, "/theirs")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, **before},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == (after if sys.platform.startswith("linux") else "/bundled")
