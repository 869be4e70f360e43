"""Opens single pages of an encrypted database, so that the whole ones of a damaged file can be read.

SQLCipher 4 with its defaults: pages of 4096 bytes, AES-256-CBC, at the end of each page 16 bytes of IV and
64 of HMAC-SHA512 over what is encrypted, the IV and the number of the page. The HMAC key is
PBKDF2-HMAC-SHA512 of the key with two rounds, salted with the salt of the file, each byte xor 0x3a.
https://www.zetetic.net/sqlcipher/design/
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

PAGE = 4096
RESERVED = 80
_IV, _MAC = 16, 64

OpenPage = Callable[[int, bytes], bytes | None]
"""Number from 1 and bytes of a page -> the page in the clear; ``None`` where it is not as it was written."""


def page_opener(key: bytes, salt: bytes) -> OpenPage:
    """How the pages of a file with this salt (its first 16 bytes) are opened."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # late: as in envelope.py

    mac_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)

    def opened(number: int, page: bytes) -> bytes | None:
        start = len(salt) if number == 1 else 0
        body, iv, mac = page[start:-RESERVED], page[-RESERVED : -RESERVED + _IV], page[-_MAC:]
        said = hmac.new(mac_key, body + iv + number.to_bytes(4, "little"), "sha512").digest()
        if not hmac.compare_digest(said, mac):
            return None
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        return bytes(start) + decryptor.update(body) + decryptor.finalize() + bytes(RESERVED)

    return opened
