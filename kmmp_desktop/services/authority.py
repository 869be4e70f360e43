"""The programme's authority: founds itself, issues, revokes, renews, and publishes whom to trust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from kmmp_desktop.domain.authority import DAYS, MOST_DAYS, AuthorityBook
from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.errors import FileRefusedError, NotFoundError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services import authority_issuing as rules
from kmmp_desktop.services.authority_book import PUBLISHED, Vault, exists, read_book, write_book
from kmmp_desktop.services.authority_issuing import Asked
from kmmp_desktop.services.authority_ports import AuthorityKeys, OpenAuthorityKeys
from kmmp_desktop.services.authority_trust import pem_files, trust_data
from kmmp_desktop.services.key_files import IssuedCertificate, certificate_data, read_request
from kmmp_desktop.services.pack_files import read_pack, write_whole
from kmmp_desktop.services.ports import Clock, Progress
from kmmp_desktop.services.practice_files import IsPractice, said_of
from kmmp_desktop.services.sealed_files import SUFFIXES, SignatureCheck, open_sealed, seal

SHORTEST = 16
"""Letters of the authority's passphrase: whoever has folder and passphrase is the programme."""


class AuthorityService:
    """Works on a folder, not on an office: nothing of a return is in it, and no office needs to be here."""

    def __init__(
        self,
        keys: AuthorityKeys,
        signed: SignatureCheck,
        clock: Clock,
        practice: IsPractice | None = None,
    ) -> None:
        """``practice``: whether an office of practice asks; None where no office is open (commands)."""
        self._keys = keys
        self._signed = signed
        self._clock = clock
        self._practice = practice

    def is_here(self, folder: Path) -> bool:
        return exists(folder)

    def look(self, folder: Path) -> AuthorityBook:
        """What the authority has issued; needs no passphrase.

        Raises NotFoundError, FileRefusedError; RefusedError for one of practice, and in practice for another.
        """
        return self._read(folder)[0]

    def create(self, folder: Path, programme: str, passphrase: str, after: int = 0) -> OpenAuthority:
        """Found an authority in a folder that has none. Takes a second or two.

        ``after``: number of the last trust file of an earlier root that this one replaces.

        Raises RefusedError: there is one already, no name, or a passphrase that is too weak.
        """
        if exists(folder):
            raise RefusedError(
                "There is a programme authority in {folder} already.",
                folder=folder,
                hint="Choose another folder, or open the one there is.",
            )
        name = " ".join(programme.split())
        if not 0 < len(name) <= 100:
            raise RefusedError("The programme needs a name of at most {most} letters.", most=100)
        if not 0 <= after < 1_000_000:
            raise RefusedError("The number of the last trust file is a whole number from 0 on.")
        weigh(passphrase)
        now = self._now()
        authority = uuid4()
        root, vault, keys = self._keys.found(authority, name, passphrase, now)
        _make(folder)
        practice = self._practice is not None and self._practice()
        book = AuthorityBook(authority, name, now, root, number=after, practice=practice)
        book = rules.logged(book, now, "founded", name)
        content = write_book(folder, book, vault, keys.sign, None)
        return OpenAuthority(folder, book, keys, content, self._keys, self._signed, self._now)

    def unlock(self, folder: Path, passphrase: str) -> OpenAuthority:
        """Open the keys. Raises WrongPassphraseError, RefusedError while it has to wait, and as ``look``."""
        book, vault, content = self._read(folder)
        keys = self._keys.unlock(folder, book.id, book.root, vault, passphrase)
        return OpenAuthority(folder, book, keys, content, self._keys, self._signed, self._now)

    def ask(self, folder: Path, path: Path) -> Asked:
        """What a request asks for; nothing is issued. Raises FileRefusedError: not one, or changed."""
        return _asked(self.look(folder), self._keys, self._signed, path)

    def why_not(self, folder: Path, asked: Asked) -> RefusedError | None:
        return rules.why_not(self.look(folder), asked, self._now())

    def _read(self, folder: Path) -> tuple[AuthorityBook, Vault, bytes]:
        found = read_book(folder, self._signed)
        if self._practice is not None and self._practice() is not found[0].practice:
            raise RefusedError(
                "The authority in {folder} was founded in practice: it stands for nobody."
                if found[0].practice
                else "The authority in {folder} is a real one: it is not for practising.",
                folder=folder,
                hint="Choose another folder.",
            )
        return found

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC).replace(microsecond=0)


class OpenAuthority:
    """The authority with its keys open. Every act is on disk before it returns; lock it afterwards."""

    def __init__(
        self,
        folder: Path,
        book: AuthorityBook,
        keys: OpenAuthorityKeys,
        content: bytes,
        maker: AuthorityKeys,
        signed: SignatureCheck,
        now: Callable[[], datetime],
    ) -> None:
        self.folder = folder
        self.book = book
        self._keys = keys
        self._content = content
        self._maker = maker
        self._signed = signed
        self._now = now

    def lock(self) -> None:
        self._keys.lock()

    def issue(self, path: Path, fingerprint: str, to: Path, *, new_office: bool = False) -> Path:
        """Issue what a request asks for; return the file to send back, written into the folder ``to``.

        ``fingerprint``: as its owner read it out. ``new_office``: the office may get its first
        certificate now. Raises RefusedError with what stands against it; then nothing was issued.
        """
        asked = _asked(self.book, self._maker, self._signed, path)
        request, now = asked.request, self._now()
        if "".join(fingerprint.split()).upper() != asked.fingerprint.replace(" ", ""):
            raise RefusedError(
                'The key in "{name}" has the fingerprint {found}, not {given}.',
                name=path.name,
                found=asked.fingerprint,
                given=fingerprint[:40],
                hint="Nothing was issued. Have its owner read it out.",
            )
        refusal = rules.why_not(self.book, asked, now)
        if refusal is not None:
            raise refusal
        _make(to)  # before anything is recorded as issued
        book = self.book
        office = asked.known_office
        if office is None or office.current(now) is None:
            if not new_office:
                raise RefusedError(
                    "{office} has no certificate of the authority yet.",
                    office=request.office_name,
                    hint="Issue one to the office first: only for an office that belongs to the programme.",
                )
            made = self._keys.issue_office(request.office, request.office_name, now)
            book = rules.with_office(book, request.office, request.office_name, made, now, request.partner)
        issuer = rules.issuer_of(book, request.office, now)
        person = Person(request.person, "", request.name, request.role)
        issued = self._keys.issue_person(
            person,
            Office(request.office, request.office_name, ""),
            asked.certificate,
            issuer.certificate,
            issuer.key,
            now,
        )
        self._save(rules.with_person(book, asked, issued, now))
        return self.certificate_file(request.person, to)

    def renew_person(self, person: UUID, to: Path) -> Path:
        """Another certificate for the same key, good for as long again. Raises RefusedError: none stands."""
        now = self._now()
        entry = self.book.person(person)
        standing = next((i for i in reversed(entry.issued) if i.revoked_at is None), None) if entry else None
        if entry is None or standing is None:
            raise RefusedError(
                "There is no certificate to renew.", hint="A new key needs a request of the office."
            )
        issuer = rules.issuer_of(self.book, entry.office, now)
        office = self.book.office(entry.office)
        assert office is not None
        _make(to)
        made = self._keys.issue_person(
            Person(entry.id, "", entry.name, entry.role),
            Office(office.id, office.name, ""),
            standing.certificate,
            issuer.certificate,
            issuer.key,
            now,
        )
        self._save(rules.with_renewed(self.book, entry, made, now))
        return self.certificate_file(person, to)

    def renew_office(self, office: UUID) -> None:
        """Another certificate for the office's key; what its people have stays good. Raises RefusedError."""
        now = self._now()
        entry = self.book.office(office)
        standing = next((i for i in reversed(entry.issued) if i.revoked_at is None), None) if entry else None
        if entry is None or standing is None:
            raise RefusedError("There is no certificate to renew.")
        made = self._keys.issue_office(office, entry.name, now, standing.key)
        self._save(rules.with_office(self.book, office, entry.name, made, now))

    def certificate_file(self, person: UUID, to: Path) -> Path:
        """Write the file of the newest certificate of a person into ``to``: the one to send to the office."""
        entry = self.book.person(person)
        newest = next((i for i in reversed(entry.issued) if i.revoked_at is None), None) if entry else None
        if entry is None or newest is None:
            raise NotFoundError("The authority has issued nothing to that person.")
        issuer = rules.issuer_of(self.book, entry.office, self._now())
        chain = (newest.certificate, issuer.certificate, self.book.root)
        content = seal(
            "certificate",
            {**certificate_data(IssuedCertificate(person, chain)), **said_of(self.book.practice)},
            self._keys.signer(issuer.certificate, issuer.key),
        )
        path = to / f"{_plain(entry.name)}-{newest.digest[:6]}{SUFFIXES['certificate']}"
        write_whole(path, content)
        return path

    def revoke_person(self, person: UUID, why: str, *, left: bool = False) -> None:
        """Revoke every certificate of a person; takes effect with the next trust file."""
        self._save(rules.without_person(self.book, person, rules.said_why(why), self._now(), left=left))

    def revoke_office(self, office: UUID, why: str, *, left: bool = False) -> None:
        """Revoke an office and with it everybody in it; takes effect with the next trust file."""
        self._save(rules.without_office(self.book, office, rules.said_why(why), self._now(), left=left))

    def change_passphrase(self, passphrase: str) -> None:
        """The keys stay the same. Copies of the folder that were made before open with the old one."""
        weigh(passphrase)
        vault = self._keys.seal_again(passphrase)
        self._save(rules.logged(self.book, self._now(), "passphrase changed", ""), vault)

    def publish(self, to: Path | None = None, days: int = DAYS, report: Progress | None = None) -> Path:
        """Write the next trust file: everybody's standing as of now. Return its path.

        Beside it the same certificates and lists as PEM, for other programs than this one.
        ``days``: how long offices may rely on it. Raises RefusedError, FileRefusedError.
        """
        if not 1 <= days <= MOST_DAYS:
            raise RefusedError("A trust file is good for 1 to {most} days.", most=MOST_DAYS)
        now = self._now()
        until = now + timedelta(days=days)
        number = self.book.number + 1
        data = trust_data(self.book, self._keys, number, now, until, report)
        content = seal("trust", data, self._keys.root_signer())
        book = replace(self.book, number=number, published_at=now, valid_until=until)
        # the book first: a number is never used twice, even where the file cannot be written
        self._save(rules.logged(book, now, "published", str(number)))
        folder = to or self.folder / PUBLISHED
        _make(folder)
        path = folder / f"{_plain(self.book.programme)}-{number:04}{SUFFIXES['trust']}"
        for suffix, text in pem_files(data).items():
            write_whole(path.with_suffix(suffix), text.encode())
        write_whole(path, content)
        return path

    def _save(self, book: AuthorityBook, vault: Vault | None = None) -> None:
        vault = dict(vault or self._keys.vault)
        self._content = write_book(self.folder, book, vault, self._keys.sign, self._content)
        self._keys.vault = vault
        self.book = book


def weigh(passphrase: str) -> None:
    """Raise RefusedError for a passphrase that is too weak to guard a programme."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < 8:
        raise RefusedError(
            "The passphrase of the authority needs at least {least} letters, and not the same few again.",
            least=SHORTEST,
            hint="Five or six words that have nothing to do with one another are good.",
        )


def _asked(book: AuthorityBook, keys: AuthorityKeys, signed: SignatureCheck, path: Path) -> Asked:
    sealed = open_sealed(path.name, read_pack(path), signed, "request", practice=book.practice)
    request = read_request(path.name, sealed.data)
    holder = Person(request.person, "", request.name, request.role, sealed.certificate)
    return Asked(
        request,
        sealed.certificate,
        holder.fingerprint,
        keys.key_of(sealed.certificate),
        book.office(request.office),
        book.person(request.person),
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileRefusedError(
            "{file} was not written: {why}", file=folder, why=reason_of(error)
        ) from error


def _plain(name: str) -> str:
    """A file name that every system takes."""
    kept = "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:60] or "person"
