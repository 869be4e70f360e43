"""What a trust file says: whom the programme stands for, whom no longer, and until when. No names."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from textwrap import wrap
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.authority import AuthorityBook, Issued
from kmmp_desktop.services.authority_ports import OpenAuthorityKeys
from kmmp_desktop.services.ports import Progress
from kmmp_desktop.services.practice_files import FIELD, is_marked, said_of


def trust_data(
    book: AuthorityBook,
    keys: OpenAuthorityKeys,
    number: int,
    now: datetime,
    until: datetime,
    report: Progress | None = None,
) -> dict[str, Any]:
    """The data of a file of kind ``trust``, with a fresh list of revoked certificates per issuer.

    ``roster``: role and office of every certificate that is not revoked, expired ones too, because old
    returns rest on them; those whose holder left, too. ``withdrawn``: certificates that the authority
    never issued and whose key it knows to be lost, or, ``from`` a moment on, to be used no more.
    """
    gone = _revoked(i for o in book.offices for i in o.issued)
    lists = [keys.make_list(book.root, "root", number, gone, now, until)]
    issuers = _issuers(book)
    for done, (office, issuer) in enumerate(issuers):
        if report is not None:
            report(done, len(issuers))
        gone = _revoked(i for p in book.people if p.office == office for i in p.issued)
        lists.append(keys.make_list(issuer.certificate, issuer.key, number, gone, now, until))
    return {
        "authority": str(book.id),
        "programme": book.programme,
        **said_of(book.practice),
        "number": number,
        "issued_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "valid_until": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "root": _text(book.root),
        "offices": [
            {"id": str(o.id), "certificate": _text(i.certificate), "partner": o.partner}
            for o in book.offices
            for i in o.issued
        ],
        "crls": [_text(one) for one in lists],
        "roster": [
            {"person": str(p.id), "role": i.role.value, "office": str(p.office), "fingerprint": i.digest}
            for p in book.people
            for i in p.issued
            if (i.revoked_at is None or i.left) and i.role is not None
        ],
        "withdrawn": [
            {"person": str(p.id), "fingerprint": digest, **({"from": _time(at)} if at else {})}
            for p in book.people
            for digest, at in p.gone().items()
        ],
    }


def pem_files(data: Mapping[str, Any]) -> dict[str, str]:
    """By suffix: root, all issuers, lists of revoked certificates, as openssl and others read them."""
    root, offices = data["root"], [office["certificate"] for office in data["offices"]]
    head = f"# {data[FIELD]}\n" if is_marked(data) else ""  # readers pass over what stands before a part
    return {
        ".root.pem": head + _pem("CERTIFICATE", [root]),
        ".issuers.pem": head + _pem("CERTIFICATE", [root, *offices]),
        ".crl.pem": head + _pem("X509 CRL", data["crls"]),
    }


def _pem(kind: str, parts: Iterable[str]) -> str:
    return "".join(
        f"-----BEGIN {kind}-----\n" + "\n".join(wrap(part, 64)) + f"\n-----END {kind}-----\n"
        for part in parts
    )


def _issuers(book: AuthorityBook) -> list[tuple[UUID, Issued]]:
    """Every key of every office once: each has a list of its own."""
    return list({i.key: (o.id, i) for o in book.offices for i in o.issued}.values())


def _revoked(issued: Iterable[Issued]) -> list[Issued]:
    return [one for one in issued if one.revoked_at is not None]


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
