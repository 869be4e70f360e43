"""The demo's made-up programme: its people are certified by it, and no real office believes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from office_fixtures import NOVEMBER, NYOTA, PASSPHRASE, THIRD, Office, open_copy

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.security.programme_trust import FileTrust
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.demo.programme import folder_of, join_programme
from kmmp_desktop.services.verifying import VerifyService
from wiring import stranger


@pytest.fixture
def demo(office: Office) -> Office:
    with office.work() as work:
        stored = work.people.office()
        assert stored is not None
        work.people.set_office(replace(stored, is_demo=True))
        work.commit()
    office.clock.moment = THIRD.astimezone(timezone(timedelta(hours=3)))  # the demo's clock is Nairobi's
    join_programme(office.services, ("clerk", "manager"), PASSPHRASE)
    return office


def trust_file(office: Office) -> Path:
    [path] = (folder_of(office.home) / "published").glob("*.kmmp-trust")
    return path


def test_what_the_demo_signs_is_confirmed_by_its_trust_file_alone_and_by_its_office(
    demo: Office, tmp_path: Path
) -> None:
    opened = demo.complete()
    assert opened.revision is not None
    demo.services.approval.approve([opened.revision.id], demo.signer("manager"))
    plan = demo.services.exporting.plan(opened.form.family, NOVEMBER, [NYOTA])
    sent = demo.services.exporting.export(plan, tmp_path / "sent", demo.person("manager")).files
    path = trust_file(demo)
    alone = VerifyService(stranger(None)._checker, FileTrust(path.name, path.read_bytes(), demo.clock))
    for verify in (alone, demo.services.verifying):
        for file in sent:
            verdict = verify.verify(file)
            assert (verdict.who, verdict.is_approved) == (Answer.YES, True), str(verdict.who_text)
            assert {one.standing for one in verdict.identities} == {Standing.CHAIN}
    alone.close()


def test_a_real_office_takes_no_trust_file_of_the_demo(
    demo: Office, office_template: Path, tmp_path: Path
) -> None:
    import shutil

    shutil.copytree(office_template, tmp_path / "real")
    real = open_copy(tmp_path / "real", SetClock(THIRD))
    path = trust_file(demo)
    root = demo.services.trust.state()
    assert root is not None
    with pytest.raises(FileRefusedError, match="practice"):
        real.services.trust.take(path, real.person("manager"), root.summary.fingerprint)
    assert real.services.trust.state() is None
