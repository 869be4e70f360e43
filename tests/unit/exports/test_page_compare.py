"""Pages that are made again from the figures: the same for ours, never for pages that say something else."""

from types import SimpleNamespace

import exports_fixtures as fixtures
import pytest

from exports.page_compare import PageComparer
from exports.page_file import FileFacts, write_pages
from exports.page_setting import set_pages
from exports.page_words import Words
from exports.pdf import PdfMaker
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import NotFoundError

MAKER = PdfMaker()


def catalogue(*forms):
    known = {form.family: form for form in forms}

    def version(family, version, period):
        if family not in known or known[family].version != version:
            raise NotFoundError("no such form")
        return known[family]

    return SimpleNamespace(version=version)


COMPARER = PageComparer(catalogue(fixtures.small_form(), fixtures.derived_form()), MAKER)


def signed(document, signers=("clerk", "manager"), built=None):
    content = MAKER.sign(
        built or MAKER.build(document, signers), fixtures.clerk(), "clerk", fixtures.COMPLETED
    )
    if "manager" in signers:
        content = MAKER.sign(content, fixtures.manager(), "manager", fixtures.APPROVED)
    return content


@pytest.mark.parametrize("signers", [("clerk", "manager"), ("clerk",)])
def test_our_own_pages_are_made_again_byte_for_byte(signers):
    content = signed(fixtures.small_document(), signers)
    check = MAKER.check(content)
    assert check.intact is Answer.YES
    assert COMPARER.shows(content, check.data)


def test_pages_of_other_figures_with_the_clerk_s_true_signature_are_not_taken():
    """What only a clerk with own tools can make: intact, and the pages say something else."""
    document = fixtures.small_document()
    other = fixtures.small_document(values={"KM_A01": 3})
    facts = FileFacts(
        "Title", "Office", "en", fixtures.COMPLETED, f"{document.name}.json", document.canonical, "figures"
    )
    built = write_pages(set_pages(other, ("clerk", "manager"), Words("en")), facts)
    content = signed(document, built=built)
    check = MAKER.check(content)
    assert (check.intact, check.data["short_code"]) == (Answer.YES, document.data["short_code"])
    assert not COMPARER.shows(content, check.data)


def test_without_the_very_form_nothing_is_said():
    document = fixtures.small_document()
    content = signed(document)
    assert not PageComparer(catalogue(), MAKER).shows(content, document.data)
    other = {**document.data, "form": {**document.data["form"], "digest": "0" * 64}}
    assert not COMPARER.shows(content, other)
    assert not COMPARER.shows(content, {"kind": "submission"})
    assert not COMPARER.shows(content, {"kind": "return", "return": {}})


def test_a_document_in_swahili_is_made_again_too():
    document = fixtures.small_document()
    swahili = ReturnDocument({**document.data, "language": "sw"}, document.form, document.derived_forms)
    content = signed(swahili)
    assert COMPARER.shows(content, MAKER.check(content).data)
