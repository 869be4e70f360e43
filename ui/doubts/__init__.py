"""Returns that were taken in before the key of a signer was revoked."""
