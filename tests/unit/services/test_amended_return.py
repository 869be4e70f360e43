"""What the next revision of a return shows of the one before: its paper, and who typed what."""

from dataclasses import replace

import pytest
import scan_files
from office_fixtures import THIRD

from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import KmmpError


@pytest.fixture
def amended(office, tmp_path):
    """Typed and scanned by the clerk, keyed twice, sent; then amended by the clerk."""
    clerk = office.person("clerk")
    opened = office.open()
    key = opened.form.key("A01")
    opened.set(key, "2")
    office.services.scans.add(
        opened.revision.id, scan_files.write(tmp_path, "november.pdf", scan_files.pdf(2)), clerk
    )
    office.clock.moment = office.clock.moment.replace(hour=9)
    with office.work() as work:
        second = {key: work.returns.cells(opened.revision.id)[key]}
        work.returns.put_cells(opened.revision.id, second, office.person("manager").id, office.clock.now(), 2)
        stored = work.returns.revision(opened.revision.id)
        work.returns.save_revision(replace(stored, state=State.SUBMITTED, submitted_at=office.clock.now()))
        work.commit()
    office.clock.moment = office.clock.moment.replace(hour=11)
    return stored, key, office.services.amending.begin(stored.id, clerk, "One was counted twice.")


def test_the_paper_of_the_first_revision_lies_beside_the_second_and_stays_the_firsts(office, amended):
    stored, _, new = amended
    [laid] = office.services.scans.lay(new.key)
    assert (laid.scan.revision, laid.scan.name, laid.trouble) == (stored.id, "november.pdf", None)
    assert office.services.scans.draw(laid.scan, 0, 300).width == 300
    with pytest.raises(KmmpError):
        office.services.scans.remove(laid.scan, office.person("clerk"))
    assert len(office.services.scans.of(new.key)) == 1


def test_an_unchanged_figure_says_who_typed_it_then_and_a_changed_one_who_changed_it(office, amended):
    stored, key, new = amended
    with office.work() as work:
        before, now = work.returns.last_changed(stored.id)[key], work.returns.last_changed(new.id)[key]
    assert now == before == ("A. Wanjiru", THIRD)
    opened = office.open()
    assert opened.revision.id == new.id
    opened.set(key, "3")
    with office.work() as work:
        name, at = work.returns.last_changed(new.id)[key]
    assert (name, at) == ("A. Wanjiru", office.clock.now())


def test_the_second_keying_stays_with_the_figures_that_were_keyed_twice(office, amended):
    """A figure that is changed now has been keyed once; nothing may say otherwise."""
    stored, key, new = amended
    with office.work() as work:
        assert set(work.returns.cells(stored.id, 2)) == {key}
        assert work.returns.cells(new.id, 2) == {}
