"""Verifying a signed return against reading, hashing and checking one RSA signature, in the same run."""

import hashlib

import pytest
from office_fixtures import NYOTA


@pytest.fixture
def files(office):
    opened = office.complete(NYOTA)
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    with office.work() as work:
        return {kind: work.files.get(opened.revision.id, kind).content for kind in ("xlsx", "pdf")}


def floor(content, key, signature, padding, algorithm):
    hashlib.sha256(content).digest()
    key.verify(signature, content, padding, algorithm)


@pytest.mark.benchmark(group="verify")
def test_floor_hash_and_one_signature(benchmark, office, files):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    signer = office.signer("clerk")
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
    signature = signer.sign(files["xlsx"])
    benchmark(floor, files["xlsx"], key, signature, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.benchmark(group="verify")
@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_verify(benchmark, office, files, kind):
    verdict = benchmark(office.services.verifying.judge, f"file.{kind}", files[kind])
    assert verdict.is_approved
