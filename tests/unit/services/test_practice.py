"""The practice office: beside the real one, with its forms, made within seconds, made anew when wanted."""

import hashlib
from pathlib import Path

import pytest

import main
from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.services.demo import practice
from kmmp_desktop.services.demo.people import DEMO_PASSPHRASE
from kmmp_desktop.starting import program
from kmmp_desktop.texts.catalogue import Catalogue
from main import open_office


def _contents(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def real(tmp_path: Path) -> Path:
    home = tmp_path / "office"
    (home / "forms").mkdir(parents=True)
    shipped = Path("forms/definitions/kmmp_hf_1.0.0.yaml").read_text()
    (home / "forms" / "own.yaml").write_text(
        shipped.replace("KMMP_", "OWN_").replace("prefix: KMMP", "prefix: OWN")
    )
    services, store = open_office(home, SystemClock(), Catalogue())
    services.people.found_office("Ziwa, Kisumu", "Ziwa Health Partners")
    store.close()
    return home


def test_practice_lies_beside_the_office_and_never_touches_it(real: Path) -> None:
    before = _contents(real)
    place = paths.practice_home(real)
    assert place.parent == real.parent
    practice.prepare_home(real, place)
    main._make_demo(place, DEMO_PASSPHRASE, lambda *_: None, Catalogue(), practice.MONTHS)
    services, store = open_office(place, SystemClock(), Catalogue())
    try:
        assert services.people.office().is_demo
        assert "OWN_HF" in services.forms.families(), "people practise on their own forms"
        assert len(services.facilities.all()) == 12
        assert services.people.sign_in("manager", DEMO_PASSPHRASE)
        services.people.found_office("Renamed", "in practice", is_demo=True)
    finally:
        store.close()
    assert _contents(real) == before
    # and over again: what was changed in practice is gone
    practice.start_over(place)
    assert not practice.is_whole(place)
    main._make_demo(place, DEMO_PASSPHRASE, lambda *_: None, Catalogue(), practice.MONTHS)
    services, store = open_office(place, SystemClock(), Catalogue())
    assert services.people.office().name != "Renamed"
    store.close()


def test_a_real_office_is_never_made_over(real: Path) -> None:
    with pytest.raises(RefusedError):
        main._make_demo(real, DEMO_PASSPHRASE, lambda *_: None, Catalogue(), practice.MONTHS)


def test_a_form_that_left_the_office_leaves_practice_too(real: Path) -> None:
    place = paths.practice_home(real)
    practice.prepare_home(real, place)
    (real / "forms" / "own.yaml").unlink()
    practice.prepare_home(real, place)
    assert not list((place / "forms").iterdir())


def test_the_program_knows_how_it_is_started_once_more() -> None:
    assert Path(program()[-1]).name == "main.py"
    assert Path(program()[-1]).exists()
