"""Whether the holder of a certificate signed just these bytes."""

from __future__ import annotations


def signed_by(certificate: bytes, data: bytes, signature: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256, as ``ports.Signer`` makes it; False for anything that is none."""
    from cryptography import x509  # late: 45 ms, needed only where a pack is taken in
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion):
        return False
    return True
