"""How the chains of the log are called: in the database by bytes, elsewhere by name."""

from __future__ import annotations

from uuid import UUID


def chain_id(chain: str) -> bytes:
    """The 16 bytes of a revision's id, or the name itself."""
    try:
        return UUID(chain).bytes
    except ValueError:
        return chain.encode()


def chain_name(chain: bytes) -> str:
    """The opposite of ``chain_id``."""
    return str(UUID(bytes=chain)) if len(chain) == 16 else chain.decode(errors="replace")
