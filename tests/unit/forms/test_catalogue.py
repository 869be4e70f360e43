"""The forms of an office, from several folders."""

import pytest
from form_builders import FIXTURES

from forms.catalogue import FolderCatalogue
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import NotFoundError

SMALL = (FIXTURES / "small.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "forms"


def drop(folder, name="small.yaml", **changes):
    text = SMALL
    for key, value in changes.items():
        old = {"version": "version: 1.2.0", "family": "family: SMALL", "prefix": "prefix: SM",
               "valid_from": 'valid_from: "202001"', "due_day": "due_day: 5"}[key]
        text = text.replace(old, f"{key}: {value}")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_form_dropped_into_the_folder_is_there(folder):
    drop(folder)
    catalogue = FolderCatalogue(folder)
    assert catalogue.families() == ("SMALL",)
    assert catalogue.newest("SMALL").version == "1.2.0"
    assert catalogue.problems == ()


def test_a_folder_that_does_not_exist_holds_nothing(folder):
    assert FolderCatalogue(folder).families() == ()


def test_folders_below_are_read_and_other_files_are_not(folder):
    drop(folder, "small/v1.yaml")
    drop(folder, "notes.txt")
    drop(folder, ".hidden.yaml")
    assert FolderCatalogue(folder).families() == ("SMALL",)
    assert FolderCatalogue(folder).problems == ()


def test_a_bad_file_does_not_hide_the_good_ones(folder):
    drop(folder)
    drop(folder, "bad.yaml", family="[", prefix="BA")
    catalogue = FolderCatalogue(folder)
    assert catalogue.families() == ("SMALL",)
    [problem] = catalogue.problems
    assert problem.file == "bad.yaml"


def test_versions_are_ordered_as_numbers_and_chosen_by_month(folder):
    drop(folder, "a.yaml", version="1.10.0", valid_from='"202601"')
    drop(folder, "b.yaml", version="1.9.0")
    catalogue = FolderCatalogue(folder)
    assert catalogue.newest("SMALL").version == "1.10.0"
    assert catalogue.for_period("SMALL", Period(2025, 12)).version == "1.9.0"
    assert catalogue.for_period("SMALL", Period(2026, 1)).version == "1.10.0"
    assert catalogue.version("SMALL", "1.9.0").version == "1.9.0"


def test_what_is_not_there_is_told_with_what_is(folder):
    drop(folder)
    catalogue = FolderCatalogue(folder)
    with pytest.raises(NotFoundError, match=r"no form SMAL\. Did you mean SMALL\?"):
        catalogue.newest("SMAL")
    with pytest.raises(NotFoundError, match=r"no form XYZ\. There are SMALL\."):
        catalogue.newest("XYZ")
    with pytest.raises(NotFoundError, match=r"Small monthly return has no version for 201912.*202001"):
        catalogue.for_period("SMALL", Period(2019, 12))
    with pytest.raises(NotFoundError, match=r"no version 9\. It has 1\.2\.0\."):
        catalogue.version("SMALL", "9")
    with pytest.raises(NotFoundError, match="There are none"):
        FolderCatalogue(folder / "none").newest("X")


def test_a_dropped_file_cannot_replace_a_version_that_ships(folder, tmp_path):
    drop(tmp_path / "shipped")
    drop(folder, due_day="9")
    catalogue = FolderCatalogue(tmp_path / "shipped", folder)
    assert catalogue.newest("SMALL").due_day == 5
    assert "never changed" in str(catalogue.problems[0])


def test_the_same_file_twice_is_no_problem(folder, tmp_path):
    drop(tmp_path / "shipped")
    drop(folder)
    assert FolderCatalogue(tmp_path / "shipped", folder).problems == ()


def test_two_families_cannot_share_a_prefix(folder):
    drop(folder, "a.yaml")
    drop(folder, "b.yaml", family="OTHER")
    catalogue = FolderCatalogue(folder)
    assert catalogue.families() == ("SMALL",)
    assert "prefix SM" in str(catalogue.problems[0])


def test_a_family_keeps_its_prefix(folder):
    drop(folder, "a.yaml")
    drop(folder, "b.yaml", version="2.0.0", prefix="SX")
    assert "SMALL has the prefix SM" in str(FolderCatalogue(folder).problems[0])


def test_forms_are_shown_in_their_order(folder):
    drop(folder, "a.yaml")
    text = SMALL.replace("family: SMALL", "family: FIRST").replace("prefix: SM", "prefix: FI\n  order: 1")
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    assert FolderCatalogue(folder).families() == ("FIRST", "SMALL")


def test_standards_may_be_shared_by_the_forms_of_a_folder(folder):
    drop(folder).write_text(SMALL.replace("    standard: STD_SUM\n", "    standard: STD_SHARED\n"),
                            encoding="utf-8")
    (folder / "standards").mkdir()
    (folder / "standards" / "all.yaml").write_text(
        "kmmp_standards: 1\nstandards: {STD_SHARED: {statement: {en: Shared}, status: arithmetic}}",
        encoding="utf-8")
    catalogue = FolderCatalogue(folder)
    assert catalogue.problems == ()
    assert catalogue.newest("SMALL").standards["STD_SHARED"].statement.en == "Shared"


def test_files_are_read_once_until_told_to_reload(folder):
    path = drop(folder)
    catalogue = FolderCatalogue(folder)
    first = catalogue.newest("SMALL")
    path.unlink()
    assert catalogue.newest("SMALL") is first
    catalogue.reload()
    assert catalogue.families() == ()


def test_a_link_back_to_a_folder_above_ends(folder):
    drop(folder)
    (folder / "again").symlink_to(folder)
    assert FolderCatalogue(folder).families() == ("SMALL",)


def test_it_fits_the_port(folder):
    from kmmp_desktop.services.ports import FormCatalogue

    drop(folder)
    port: FormCatalogue = FolderCatalogue(folder)
    assert port.families()
