"""A stolen laptop: the data folder of a protected office opens nothing without a passphrase or the code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from office_fixtures import NOVEMBER, NYOTA, PASSPHRASE, ZIWA, office_template
from pdf_reading import text_of

import main
from kmmp_desktop import paths
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import StorageError, WrongPassphraseError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.scans import ScanFolder
from kmmp_desktop.texts.catalogue import Catalogue
from opening import door

__all__ = ["office_template"]

ROOT = Path(__file__).parents[2]
PICTURE = b"\xff\xd8 scan of the register of Nyota Health Centre"
FIGURE = 471_147
KNOWN = (
    "SQLite format 3", "Nyota", "Ziwa", "Kisumu", "Wanjiru", "Otieno", "KM_C", NYOTA, ZIWA, str(FIGURE),
    "clerk", "manager", PASSPHRASE,
)  # fmt: skip
NEW = "boat maize river lantern"


def run(home: Path, *words: str, code: int = 0, **environment: str) -> str:
    """A command in this process, which is quicker; returns all it said."""
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        for name, value in environment.items():
            patch.setenv(name, value)
        assert main.main(["--home", str(home), *words]) == code, said.getvalue()
    return said.getvalue()


def run_apart(home: Path, *words: str, code: int = 0, **environment: str) -> str:
    """A command in a process of its own; returns all it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KMMP_")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--home", str(home), *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**kept, **environment},
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def opened(
    home: Path, username: str = "manager", passphrase: str = PASSPHRASE
) -> tuple[Services, OfficeHome]:
    clock = SystemClock()
    return main.open_office(home, clock, Catalogue(), key=door(home, clock).open(username, passphrase))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def found(folder: Path, secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    """Which of the secrets lie in which file, however they may be written."""
    seen = []
    for name, content in everything(folder).items():
        for secret in secrets:
            for shape in (secret, secret.upper(), secret.lower()):
                if shape.encode() in content or shape.encode("utf-16-le") in content:
                    seen.append((name, secret))
                    break
    return seen


@pytest.fixture(scope="module")
def stolen(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A protected home with a figure and a picture that lay in the clear before, and its code."""
    folder = tmp_path_factory.mktemp("protected")
    home, sheet = folder / "home", folder / "sheet.pdf"
    shutil.copytree(office_template, home)
    services, store = main.open_office(home, SystemClock(), Catalogue())
    draft = services.entry.open("KMMP_MFR", NYOTA, NOVEMBER, services.people.find("clerk"))
    draft.set(draft.form.entry_cells[0], str(FIGURE))
    store.close()
    ScanFolder(paths.scans(home)).put(PICTURE, ".jpg")
    assert found(home, (str(FIGURE), "Nyota"))
    said = run(home, "office", "protect", "--as", "manager", "--to", str(sheet), KMMP_PASSPHRASE=PASSPHRASE)
    assert "may stay readable on the disk" in said
    assert "Recovery sheet of the office" in text_of(sheet.read_bytes(), folder)
    services, store = opened(home)
    code = services.protecting.make_sheet(services.people.find("manager"), PASSPHRASE).code
    store.close()
    shutil.rmtree(home / "logs", ignore_errors=True)
    return home, code


@pytest.fixture
def copy(stolen: tuple[Path, str], tmp_path: Path) -> Path:
    """The folder as it was carried to another computer."""
    return Path(shutil.copytree(stolen[0], tmp_path / "elsewhere"))


def test_no_file_of_the_folder_holds_a_name_a_figure_or_a_database_that_can_be_read(copy: Path) -> None:
    names = set(everything(copy))
    assert {"office.db", "office.keys"} <= names
    assert any(name.startswith("scans") for name in names)
    assert found(copy, KNOWN) == []


def test_nothing_is_told_without_a_passphrase(copy: Path) -> None:
    for words in (
        ("people", "list"),
        ("returns", "list"),
        ("log", "verify"),
        ("totals", "--period", "202611"),
    ):
        assert "This office is protected" in run(copy, *words, code=1)
    assert "not right for clerk" in run(
        copy, "people", "list", "--as", "clerk", code=1, KMMP_PASSPHRASE="guess"
    )
    state = run(copy, "office", "state")
    assert "protected" in state
    assert found(copy, KNOWN) == []


def test_it_opens_elsewhere_with_a_passphrase_and_pictures_and_figures_are_whole(copy: Path) -> None:
    assert "Wanjiru" in run(copy, "people", "list", "--as", "manager", KMMP_PASSPHRASE=PASSPHRASE)
    services, store = opened(copy)
    (picture,) = (copy / "scans").iterdir()
    assert services.scans._store.get(picture.name) == PICTURE
    assert services.log.check().holds
    store.close()


def test_the_code_of_the_office_opens_it_elsewhere_and_sets_a_new_passphrase(
    copy: Path, stolen: tuple[Path, str]
) -> None:
    said = run(
        copy, "office", "rescue", "manager", KMMP_RECOVERY_CODE=stolen[1], KMMP_NEW_PASSPHRASE=NEW
    )  # fmt: skip
    assert "P. Otieno has a new passphrase" in said
    assert "P. Otieno" in run(copy, "people", "list", "--as", "manager", KMMP_PASSPHRASE=NEW)
    run(copy, "people", "list", "--as", "manager", code=1, KMMP_PASSPHRASE=PASSPHRASE)
    refused = run(
        copy, "office", "rescue", "clerk", code=1, KMMP_RECOVERY_CODE=stolen[1], KMMP_NEW_PASSPHRASE=NEW
    )
    assert "a manager or an administrator only" in refused


def test_wrong_tries_are_in_the_log_after_the_next_opening_without_strange_names(copy: Path) -> None:
    for username in ("manager", "mallory"):
        run(copy, "people", "list", "--as", username, code=1, KMMP_PASSPHRASE="guess")
    _, store = opened(copy)
    with store.work() as work:
        entries = [e for e in work.audit.entries("office") if e.action == "opening refused"]
        manager = work.people.by_username("manager")
    store.close()
    assert manager is not None
    body = dict(entries[-1].body)
    assert body["count"] == 2
    assert body["people"] == {str(manager.id): 1}
    assert body["unknown names"] == 1
    assert "mallory" not in str(entries)
    assert not paths.tries(copy).exists()


def test_passphrases_follow_the_account(copy: Path) -> None:
    services, store = opened(copy)
    manager, clerk = services.people.find("manager"), services.people.find("clerk")
    assert not services.protection.has(clerk), "nobody knew the clerk's passphrase when it was protected"
    services.people.sign_in("clerk", PASSPHRASE)
    assert services.protection.has(clerk)
    services.keys.give_passphrase(clerk, NEW, manager, PASSPHRASE)
    store.close()
    opened(copy, "clerk", NEW)[1].close()
    services, store = opened(copy, "clerk", NEW)
    services.keys.change_passphrase(services.people.find("clerk"), NEW, "rain on the iron roof")
    store.close()
    opened(copy, "clerk", "rain on the iron roof")[1].close()


def test_reset_by_the_own_sheet_a_new_person_and_a_closed_account_follow_too(copy: Path) -> None:
    services, store = opened(copy)
    manager, clerk = services.people.find("manager"), services.people.find("clerk")
    sheet = services.keys.make_recovery(clerk, PASSPHRASE)
    services.keys.reset("clerk", sheet.code, NEW)
    services.people.add("mwende", "J. Mwende", Role.CLERK, "mvua kubwa asubuhi", manager)
    store.close()
    with pytest.raises(WrongPassphraseError):
        door(copy, SystemClock()).open("clerk", PASSPHRASE)
    opened(copy, "mwende", "mvua kubwa asubuhi")[1].close()
    services, store = opened(copy, "clerk", NEW)
    services.staff.disable(services.people.find("clerk"), "left the office", manager)
    store.close()
    with pytest.raises(WrongPassphraseError):
        door(copy, SystemClock()).open("clerk", NEW)


def test_secrets_of_a_session_are_in_no_file_no_log_and_no_temporary_folder(
    copy: Path, stolen: tuple[Path, str], tmp_path: Path
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    key = door(copy, SystemClock()).open("manager", PASSPHRASE).database_key()
    marker = "zebra umbrella marker words"
    around = {"TMPDIR": str(temp), "KMMP_PASSPHRASE": PASSPHRASE}
    said = run_apart(copy, "people", "list", "--as", "manager", **around)
    said += run_apart(copy, "keys", "passphrase", "--as", "manager", **around, KMMP_NEW_PASSPHRASE=marker)
    around["KMMP_PASSPHRASE"] = marker
    said += run_apart(copy, "office", "rescue", "manager", code=1, **around, KMMP_RECOVERY_CODE="7" * 28)
    said += run_apart(copy, "log", "verify", "--as", "manager", **around)
    said += run(
        copy, "people", "list", "--as", "manager", code=1, **{**around, "KMMP_PASSPHRASE": "wrong " + marker}
    )
    (copy / "office.db").write_bytes((copy / "office.db").read_bytes()[:4096] + bytes(8192))
    said += run_apart(copy, "log", "verify", "--as", "manager", code=1, **around)
    secrets = (PASSPHRASE, marker, key.hex(), stolen[1], stolen[1].replace("-", ""))
    assert [secret for secret in secrets if secret in said] == []
    assert found(copy, secrets) == []
    assert found(temp, (*secrets, *KNOWN)) == []
    assert key not in b"".join(everything(copy).values())


def test_after_a_change_of_the_key_what_somebody_took_along_opens_no_later_copy(
    copy: Path, stolen: tuple[Path, str], tmp_path: Path
) -> None:
    """The clerk leaves with a copy of the folder; the key is changed; a later copy gets into those hands."""
    services, store = opened(copy)
    services.people.sign_in("clerk", PASSPHRASE)
    store.close()
    taken = Path(shutil.copytree(copy, tmp_path / "taken"))
    kept = door(taken, SystemClock()).open("clerk", PASSPHRASE)
    services, store = opened(copy)
    services.people.add("second", "B. Achieng", Role.ADMINISTRATOR, NEW, services.people.find("manager"))
    services.staff.disable(
        services.people.find("clerk"), "Left the office.", services.people.find("manager")
    )
    assert [one.username for one in services.protecting.closed_since_key()] == ["clerk"]
    store.close()
    sheet = tmp_path / "new sheet.pdf"
    told = run(copy, "office", "key", "--as", "manager", "--to", str(sheet), KMMP_PASSPHRASE=PASSPHRASE)
    assert "another key" in told
    assert "signed in where it is open" not in told
    assert sheet.exists()
    # the later copy, opened with everything that was known before
    with pytest.raises(StorageError):
        main.open_office(copy, SystemClock(), Catalogue(), key=kept)
    with pytest.raises(WrongPassphraseError):
        door(copy, SystemClock()).open("clerk", PASSPHRASE)
    (copy / "attempts.json").unlink()
    with pytest.raises(WrongPassphraseError):
        door(copy, SystemClock()).open_by_code(stolen[1])
    (copy / "attempts.json").unlink()
    # and those who stay, with the passphrases of before: nobody had to give the second one's
    services, store = opened(copy, "second", NEW)
    (picture,) = (copy / "scans").iterdir()
    assert services.scans._store.get(picture.name) == PICTURE
    assert services.log.check().holds
    assert services.protecting.closed_since_key() == ()
    assert services.protection.has_recovery
    with store.work() as work:
        said = [entry.action for entry in work.audit.entries("office")]
    assert said.count("office key change begun") == said.count("office key changed") == 1
    store.close()
    assert "is closed" not in run(copy, "people", "list", "--as", "manager", KMMP_PASSPHRASE=PASSPHRASE)
    assert found(copy, KNOWN) == []
    # what lies in those hands already stays readable: nothing can change that
    services, store = opened(taken, "clerk")
    store.close()
