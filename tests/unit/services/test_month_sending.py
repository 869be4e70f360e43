"""A whole month leaves: signed for, gone on with after a stop, the same bytes a second time."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, THIRD, ZIWA

from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.services.export_folder import discard, files_done, leftovers
from kmmp_desktop.services.exporting import ExportService

MONTH = ["submission_202611_KMMP_MFR.pdf", "submission_202611_KMMP_MFR.xlsx"]


class Stopped(Exception):
    """What a person who presses Cancel makes the report raise."""


def approve(office, *codes):
    revisions = [office.complete(mfl).revision.id for mfl in codes]
    office.services.approval.approve(revisions, office.signer("manager"))


def send(office, folder, signer="manager", progress=None, families=(FULL,)):
    plans = [office.services.exporting.plan(family, NOVEMBER) for family in families]
    key = office.signer(signer) if signer else None
    return office.services.exporting.export(plans, folder, office.person("manager"), progress, key)


def state(office, mfl=NYOTA):
    return office.open(mfl).state


def data_of(office, path):
    verdict = office.services.verifying.verify(path)
    assert verdict.is_approved, (str(verdict.intact_text), str(verdict.who_text), str(verdict.complete_text))
    return verdict.data


def test_the_manager_signs_one_workbook_and_one_booklet_for_the_whole_month(office, tmp_path):
    approve(office, NYOTA)
    steps = []
    report = send(office, tmp_path / "out", progress=lambda *step: steps.append(step))
    assert report.signed_by == "P. Otieno"
    assert [p.name for p in report.files if p.name.startswith("submission")] == MONTH[::-1]
    book, booklet = (data_of(office, tmp_path / "out" / name) for name in MONTH[::-1])
    assert book == booklet
    assert book["counts"] | {"figures": 0, "findings": 0} == {
        "owed": 2,
        "included": 1,
        "left_out": 1,
        "late": 0,
        "figures": 0,
        "findings": 0,
    }
    [entry] = book["returns"]
    assert (entry["facility"]["mfl"], entry["prepared_by"], entry["approved_by"]) == (
        NYOTA,
        "A. Wanjiru",
        "P. Otieno",
    )
    [left] = book["left_out"]
    assert (left["mfl"], left["state"], left["why"]["en"]) == (ZIWA, "not_started", "Not started")
    manifest = json.loads(report.manifest.read_text())
    assert manifest["submission"] == {"files": MONTH[::-1], "signed_by": "P. Otieno"}
    last = {step: (done, of) for step, done, of in steps}
    assert list(dict.fromkeys(step for step, _, _ in steps)) == [
        "gather",
        "verify",
        "write",
        "compile",
        "sign",
        "move",
        "record",
    ]
    assert all(done == of for done, of in last.values())


def test_every_cell_and_digest_of_the_return_stands_in_the_submission(office, tmp_path):
    approve(office, NYOTA)
    report = send(office, tmp_path / "out")
    [entry] = data_of(office, tmp_path / "out" / MONTH[1])["returns"]
    own = data_of(office, next(p for p in report.files if p.name.startswith(NYOTA) and p.suffix == ".xlsx"))
    for part in ("cells", "totals", "derived", "findings", "skipped", "counts", "short_code", "revision"):
        assert entry[part] == own[part]
    listed = {f["name"]: f["sha256"] for f in json.loads(report.manifest.read_text())["files"]}
    assert all(listed[file["name"]] == file["sha256"] for file in entry["files"])


def test_sums_are_those_of_the_returns_by_hand(office, tmp_path):
    approve(office, NYOTA, ZIWA)
    send(office, tmp_path / "out")
    data = data_of(office, tmp_path / "out" / MONTH[1])
    by_hand = {}
    for entry in data["returns"]:
        for cell in entry["cells"]:
            if cell["kind"] == "number":
                by_hand.setdefault(cell["cell"], []).append(cell["value"])
    sums = {s["cell"]: s for s in data["sums"]}
    assert sums["KM_C02[ANC]"]["value"] == sum(by_hand["KM_C02[ANC]"])
    assert sums["KM_C02[ANC]"]["counted"] == 2
    totals = [t["value"] for e in data["returns"] for t in e["totals"] if t["cell"] == "KM_C02[*]"]
    assert sums["KM_C02[*]"]["value"] == sum(totals)


def test_sending_again_copies_the_same_bytes_also_without_a_key(office, tmp_path):
    approve(office, NYOTA)
    send(office, tmp_path / "one")
    send(office, tmp_path / "two")
    report = send(office, tmp_path / "three", signer=None)
    assert report.signed_by == "P. Otieno"
    for name in MONTH:
        kept = (tmp_path / "one" / name).read_bytes()
        assert kept == (tmp_path / "two" / name).read_bytes() == (tmp_path / "three" / name).read_bytes()


def test_a_month_that_grew_is_signed_anew_and_an_old_submission_does_not_stay(office, tmp_path):
    approve(office, NYOTA)
    send(office, tmp_path / "out")
    approve(office, ZIWA)
    report = send(office, tmp_path / "out", signer=None)
    assert not any((tmp_path / "out" / name).exists() for name in MONTH), "they would speak of one return"
    assert json.loads(report.manifest.read_text())["submission"] is None
    send(office, tmp_path / "out")
    assert data_of(office, tmp_path / "out" / MONTH[1])["counts"]["included"] == 2


def test_only_a_manager_signs_for_a_month(office, tmp_path):
    approve(office, NYOTA)
    with pytest.raises(RefusedError, match="Only a manager signs"):
        send(office, tmp_path / "out", signer="clerk")
    assert not list(tmp_path.glob("*out*"))
    assert state(office) is State.APPROVED


def test_the_audit_log_says_who_signed_what(office, tmp_path):
    approve(office, NYOTA)
    send(office, tmp_path / "out")
    with office.work() as work:
        entry = work.audit.entries("office")[-1]
        assert work.audit.first_broken("office") is None
    assert (entry.action, entry.body["signed_by"], entry.body["returns"]) == ("month signed", "P. Otieno", 1)
    data = data_of(office, tmp_path / "out" / MONTH[1])
    assert len(data["audit_head"]) == 64


def stop_at(step, number):
    def progress(name, done, _of):
        if (name, done) == (step, number):
            raise Stopped

    return progress


def test_a_stopped_run_leaves_nothing_in_the_folder_and_the_next_goes_on(office, tmp_path, monkeypatch):
    approve(office, NYOTA, ZIWA)
    with pytest.raises(Stopped):
        send(office, tmp_path / "out", progress=stop_at("write", 1))
    assert not (tmp_path / "out").exists()
    assert state(office) is State.APPROVED
    assert files_done(tmp_path / "out") == 2
    [left] = leftovers(tmp_path / "out")
    written = {p.name: p.stat().st_mtime_ns for p in left.iterdir() if p.name.startswith("9")}
    judged = []
    real = office.services.verifying.judge

    def judge(_self, name, content, *more):
        judged.append(name)
        return real(name, content, *more)

    from kmmp_desktop.services.verifying import VerifyService

    monkeypatch.setattr(VerifyService, "judge", judge)
    report = send(office, tmp_path / "out", signer=None)
    assert report.again == 2
    assert sorted(judged) == sorted(p.name for p in report.files if p.name not in written)
    for name, at in written.items():
        assert (tmp_path / "out" / name).stat().st_mtime_ns == at, "not written a second time"
    assert leftovers(tmp_path / "out") == []
    assert state(office) is State.SUBMITTED


def test_a_file_that_was_changed_in_the_hidden_folder_is_written_again(office, tmp_path):
    approve(office, NYOTA, ZIWA)
    with pytest.raises(Stopped):
        send(office, tmp_path / "out", progress=stop_at("write", 2))
    [left] = leftovers(tmp_path / "out")
    victim = next(left.glob("9*.pdf"))
    victim.write_bytes(b"%PDF something else")
    (left / "stranger.exe").write_bytes(b"MZ")
    report = send(office, tmp_path / "out")
    assert all(office.services.verifying.verify(path).is_approved for path in report.files)
    assert not (tmp_path / "out" / "stranger.exe").exists()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(
        [*(p.name for p in report.files), "manifest.json"]
    )


def test_what_a_stopped_run_left_can_be_removed(office, tmp_path):
    approve(office, NYOTA)
    with pytest.raises(Stopped):
        send(office, tmp_path / "out", progress=stop_at("sign", 1))
    assert files_done(tmp_path / "out") == 2
    discard(tmp_path / "out")
    assert list(tmp_path.glob(".out*")) == []


def test_a_changed_kept_file_stops_the_run_and_leaves_nothing(office, tmp_path):
    approve(office, NYOTA, ZIWA)
    with office.work() as work:
        file = work.files.get(office.open(ZIWA).revision.id, "pdf")
        work.files.put(replace(file, content=file.content[:-40] + b"0" * 40))
        work.commit()
    with pytest.raises(RefusedError, match="does not verify"):
        send(office, tmp_path / "out")
    assert list(tmp_path.glob("*out*")) + list(tmp_path.glob(".out*")) == []
    assert state(office) is State.APPROVED


def test_a_forged_submission_in_the_folder_is_not_taken_for_ours(office, tmp_path):
    """Whoever can write into the folder must not get their signature sent as the office's."""
    import exports_fixtures as fixtures

    from exports.submission_pdf import SubmissionBooklet
    from exports.submission_xlsx import SubmissionWorkbook

    approve(office, NYOTA)
    kept = {}
    service: ExportService = office.services.exporting
    builder = service._submissions._builder
    real = builder.build

    def build(month, *rest):
        kept["document"] = real(month, *rest)
        return kept["document"]

    builder.build = build
    with pytest.raises(Stopped):
        send(office, tmp_path / "out", progress=stop_at("sign", 1))
    [left] = leftovers(tmp_path / "out")
    for maker in (SubmissionWorkbook(), SubmissionBooklet()):
        content = maker.sign(maker.build(kept["document"]), fixtures.manager(), THIRD)
        (left / f"submission_202611_KMMP_MFR.{maker.kind}").write_bytes(content)
    report = send(office, tmp_path / "out", signer=None)
    assert report.signed_by == ""
    assert not (tmp_path / "out" / MONTH[0]).exists()


def test_several_forms_go_in_one_run_each_into_its_folder(office, tmp_path):
    approve(office, NYOTA)
    form = next(f for f in office.services.forms.families() if f not in (FULL, "KMMP_HF"))
    report = send(office, tmp_path / "out", families=(FULL, form, "KMMP_HF"))
    assert report.manifest == tmp_path / "out" / "manifest.json", "one form has returns: no sub-folder"


def test_two_forms_with_returns_lie_in_two_folders_and_leave_together(office, tmp_path):
    approve(office, NYOTA)
    service = office.services.exporting
    one = service.plan(FULL, NOVEMBER)
    other = replace(one, family="KMMP_MFR_B")
    real = service._submissions._builder._forms
    service._submissions._builder._forms = _Alias(real, "KMMP_MFR_B", FULL)
    report = service.export([one, other], tmp_path / "out", None, None, office.signer("manager"))
    names = sorted(p.relative_to(tmp_path / "out").as_posix() for p in report.files)
    assert [n for n in names if n.startswith("KMMP_MFR/")] == [
        f"KMMP_MFR/{NYOTA}_202611_KMMP_MFR_r1.pdf",
        f"KMMP_MFR/{NYOTA}_202611_KMMP_MFR_r1.xlsx",
        "KMMP_MFR/submission_202611_KMMP_MFR.pdf",
        "KMMP_MFR/submission_202611_KMMP_MFR.xlsx",
    ]
    assert (tmp_path / "out" / "KMMP_MFR_B" / "manifest.json").exists()
    assert report.included == 2
    assert state(office) is State.SUBMITTED


class _Alias:
    """A catalogue in which one more family stands for another."""

    def __init__(self, forms, alias, family):
        self._forms, self._alias, self._family = forms, alias, family

    def __getattr__(self, name):
        return getattr(self._forms, name)

    def for_period(self, family, period):
        return self._forms.for_period(self._family if family == self._alias else family, period)

    def version(self, family, *rest):
        return self._forms.version(self._family if family == self._alias else family, *rest)


def test_a_full_disk_removes_what_was_begun(office, tmp_path, monkeypatch):
    approve(office, NYOTA)
    from kmmp_desktop.services import export_folder

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_folder.os, "fsync", full)
    with pytest.raises(FileRefusedError, match="the disk is full"):
        send(office, tmp_path / "out")
    assert list(tmp_path.glob("*out*")) + list(tmp_path.glob(".out*")) == []
    assert state(office) is State.APPROVED


def test_returns_of_another_office_do_not_leave_as_ours(two):
    sent, files = two.send()
    two.take_in(*files)
    plan = two.there.services.exporting.plan(sent.key.family, sent.key.period)
    named = {item.facility.mfl for item in (*plan.included, *plan.left_out)}
    assert sent.key.facility not in named
    own = two.here.services.exporting.plan(sent.key.family, sent.key.period)
    assert sent.key.facility in {item.facility.mfl for item in own.included}


KILLED = """
import os, sys, signal
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from office_fixtures import FULL, NOVEMBER, PASSPHRASE, THIRD, SetClock, open_copy
office = open_copy(Path({home!r}), SetClock(THIRD))
def progress(step, done, of):
    if (step, done) == ({step!r}, {done}):
        os.kill(os.getpid(), signal.SIGKILL)
plan = office.services.exporting.plan(FULL, NOVEMBER)
office.services.exporting.export(plan, Path({out!r}), None, progress, office.signer("manager"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
@pytest.mark.parametrize(
    ("step", "done", "again"),
    [("verify", 1, 0), ("write", 1, 2), ("compile", 1, 4), ("sign", 2, 4), ("move", 3, 0), ("record", 2, 0)],
)
def test_a_killed_run_leaves_whole_files_only_and_the_next_one_finishes(office, tmp_path, step, done, again):
    approve(office, NYOTA, ZIWA)
    root = Path(__file__).resolve().parents[3]
    out = tmp_path / "out"
    if step == "move":  # into a folder that is there, file by file
        out.mkdir()
    script = KILLED.format(
        root=str(root), tests=str(root / "tests"), home=str(office.home), step=step, done=done, out=str(out)
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    if step == "record":
        assert (out / "manifest.json").exists()
        assert state(office) is State.SUBMITTED
    else:
        assert state(office) is State.APPROVED
        assert not (out / "manifest.json").exists(), "no list of files: not whole"
    for path in out.glob("*") if out.exists() else ():
        assert office.services.verifying.verify(path).is_approved or path.name == "manifest.json"
    before = {p.name: p.read_bytes() for p in out.glob("submission*")} if step == "record" else {}
    report = send(office, out)
    assert report.again == again
    assert state(office) is State.SUBMITTED
    assert all(office.services.verifying.verify(path).is_approved for path in report.files)
    assert sorted(p.name for p in out.iterdir()) == sorted([*(p.name for p in report.files), "manifest.json"])
    assert leftovers(out) == []
    for name, content in before.items():
        assert (out / name).read_bytes() == content


def test_a_return_that_is_taken_back_while_it_is_gathered_stops_the_month(office, tmp_path):
    """Its files would be out, and the office would say that they never left."""
    approve(office, NYOTA, ZIWA)

    def progress(step, done, of):
        if (step, done) == ("sign", 1):
            with office.work() as work:
                [ziwa] = [r for r in work.returns.in_month(FULL, NOVEMBER) if r.key.facility == ZIWA]
                work.returns.save_revision(replace(ziwa, state=State.DRAFT))
                work.commit()

    with pytest.raises(RefusedError, match="taken back while it was being sent"):
        send(office, tmp_path / "out", progress=progress)
    assert not (tmp_path / "out").exists()
    assert state(office) is State.APPROVED
