"""Questions and sums of the paper are seen by the manager, block nobody, and leave in no signed file."""

import json

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.completion_items import NOTHING

ANC = CellKey("KM_C14", "ANC")


def test_a_question_and_a_sum_that_differs_are_told_but_neither_blocks_nor_signed(office):
    opened = office.fill()
    opened.add_comment(ANC, "Which of the two registers?", question=True)
    opened.set_control_total("KM_C14", 7777)
    opened.set_control_total("section:C", 8888)
    opened.set_control_total("KM_C10", opened.total("KM_C10").value)
    looked = office.services.completion.look(opened)
    assert looked.blockers is None
    told = [(i.group, i.subject, i.needs) for i in looked.items if i.group in ("question", "paper")]
    [thread] = opened.threads(ANC)
    assert told == [
        ("question", str(thread.id), NOTHING),
        ("paper", "KM_C14", NOTHING),
        ("paper", "section:C", NOTHING),
    ], "the sum that agrees is no note"
    revision = office.services.completion.complete(opened, office.signer())
    review = office.services.approval.look(revision.id)
    assert [t.comments[0].text for t in review.questions] == ["Which of the two registers?"]
    signed = json.dumps(review.document)
    for word in ("7777", "8888", "section:C", "Which of the two"):
        assert word not in signed
    office.open().resolve(thread.id, True)
    assert office.services.approval.look(revision.id).questions == ()
    [approved] = office.services.approval.approve([revision.id], office.signer("manager"))
    assert approved.approved_by == office.person("manager").id
