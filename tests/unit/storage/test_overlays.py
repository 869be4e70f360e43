"""Overlays and packs on SQLite and PostgreSQL."""

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from storage_fixtures import ACHIENG, FAMILY, NOON, furnish

from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.overlays import Overlay, OverlayKind, Pack

VALUE = Overlay(
    FAMILY,
    OverlayKind.STANDARD,
    "STD_CASELOAD",
    Period(2027, 1),
    {"value": "60", "unit": "clients", "status": "sourced"},
    "Miongozo 2012, 4.2, uk. 31 – “ndiyo”\x00",
    "Achieng Odhiambo",
    NOON,
    ACHIENG.id,
)


def pack(content: bytes = b"signed", **changed) -> Pack:
    digest = hashlib.sha256(content).digest()
    return replace(Pack(uuid4(), content, digest, "J. Mwende", NOON, ACHIENG.id, NOON), **changed)


def test_overlays_come_back_as_they_were_added_in_their_order(office):
    furnish(office)
    gone = replace(VALUE, kind=OverlayKind.CHECK, code="R102", body=None, by=None, citation="x")
    later, other = replace(VALUE, start=Period(2027, 2)), replace(VALUE, family="MOH731_S2_2023")
    with office.work() as work:
        for overlay in (later, VALUE, gone, other, VALUE):
            work.overlays.add(overlay)
        work.commit()
    with office.work() as work:
        assert work.overlays.all(FAMILY) == (later, VALUE, gone, VALUE)
        assert work.overlays.all(other.family) == (other,)
        assert work.overlays.all("KMMP_HF") == ()


def test_a_pack_is_found_by_its_digest_and_comes_once(office):
    furnish(office)
    kept = pack()
    with office.work() as work:
        work.overlays.add_pack(kept)
        work.overlays.add(VALUE, kept.id)
        work.commit()
    with office.work() as work:
        assert work.overlays.pack_of(kept.digest) == kept
        assert work.overlays.pack_of(bytes(32)) is None
    with office.work() as work, pytest.raises(RefusedError, match="at this moment"):
        work.overlays.add_pack(pack())


def test_an_overlay_of_an_unknown_pack_is_refused(office):
    furnish(office)
    with office.work() as work, pytest.raises(IntegrityError):
        work.overlays.add(VALUE, UUID(int=9))
    with office.work() as work:
        assert work.overlays.all(FAMILY) == ()
