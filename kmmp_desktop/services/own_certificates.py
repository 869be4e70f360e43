"""The certificate of a person's own key: asked for, taken in, renewed, and a new key for a lost one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.errors import FileRefusedError, NotFoundError, RefusedError, StorageError
from kmmp_desktop.services.key_files import IssuedCertificate, Why, read_certificate, request_data
from kmmp_desktop.services.key_keeping import put_account
from kmmp_desktop.services.key_ports import Certificates, KeyVault, WrappingKeys
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.pack_files import read_pack, write_whole
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.services.ports import Accounts, Clock, StoredAccount, TrustCheck, Work
from kmmp_desktop.services.practice_files import is_practice
from kmmp_desktop.services.sealed_files import SignatureCheck, open_sealed, seal
from kmmp_desktop.text import Message

NO_ROOT = Message("The certificate waits: this office does not know the programme's root yet.")
ROOT_FIRST = Message(
    "Take in the programme's trust file first and compare its fingerprint under Tools, Programme. Then take "
    "this certificate in again."
)


class OwnCertificates:
    """Requests leave as files and certificates come back as files; no passphrase travels.

    ``root`` gives the programme's root (DER) where a trust file was taken in. Before that no issued
    certificate is: anybody can make a root of that name, and only the trust file's was compared.
    """

    def __init__(
        self,
        work: Work,
        clock: Clock,
        people: PeopleService,
        accounts: Accounts,
        vault: KeyVault,
        certificates: Certificates,
        wrapping: WrappingKeys,
        signed: SignatureCheck,
        trust: TrustCheck,
        root: Callable[[], bytes | None],
    ) -> None:
        self._work = work
        self._clock = clock
        self._people = people
        self._accounts = accounts
        self._vault = vault
        self._certificates = certificates
        self._wrapping = wrapping
        self._signed = signed
        self._trust = trust
        self._root = root

    def why_held(self) -> Message | None:
        """Why no issued certificate is taken in yet; None where the programme's root is known."""
        return NO_ROOT if self._root() is None else None

    # -- asking ----------------------------------------------------------------------------

    def request(self, person: Person, passphrase: str, path: Path) -> Why:
        """Write the request file for the present key, whole or not at all; makes the key where there is none.

        Issued certificates of earlier keys are asked to be revoked. Returns what it asks for.
        """
        signer = self._people.unlock(person, passphrase, to_renew=True)
        try:
            why, revoke = self.wanted(signer.person)
            data = request_data(signer.person, self._office(), why, revoke, self._clock.now())
            content = seal("request", data, signer)
        finally:
            signer.lock()
        write_whole(path, content)
        body = {"fingerprint": signer.person.fingerprint, "why": why.value, "revoke": list(revoke)}
        try:
            with self._work() as work:
                work.audit.append("office", self._clock.now(), person.id, "certificate asked for", body)
                work.commit()
        except StorageError:
            path.unlink(missing_ok=True)  # a request that the log does not know is not to travel
            raise
        return why

    def wanted(self, person: Person) -> tuple[Why, tuple[str, ...]]:
        """What a request made now would ask for, and which certificates (SHA-256) it wants revoked."""
        with self._work() as work:
            known = work.people.get(person.id)
            had = work.people.certificates(person.id)
        present = known.certificate if known else None
        facts = {one: self._certificates.facts(one) for one in {*had, *([present] if present else [])}}
        key = facts[present].key if present else None
        revoke = [one for one in had if facts[one].issuer and facts[one].key != key]
        if revoke:
            return Why.NEW_KEY, tuple(hashlib.sha256(one).hexdigest() for one in revoke)
        if present and facts[present].issuer:
            return Why.RENEWAL, ()
        return Why.FIRST, ()

    # -- taking in -------------------------------------------------------------------------

    def take_file(self, path: Path) -> Message:
        """The same with a file. Raises FileRefusedError where it cannot be read too."""
        return self.take(path.name, read_pack(path))

    def take(self, name: str, content: bytes) -> Message:
        """Put an issued certificate in the place of the present one, for the same key; say what was done.

        Raises:
            FileRefusedError: not sealed by its issuer, forged, revoked, for nobody here, for another
                key or role, under another root than the one this office knows, or before it knows any.
        """
        sealed = open_sealed(name, content, self._signed, "certificate", practice=is_practice(self._work))
        issued = read_certificate(name, sealed.data)
        self._certificates.check_chain(issued.chain)
        if sealed.certificate != issued.chain[1]:
            raise FileRefusedError(
                '"{name}" was not sealed by the office that issued the certificate.',
                name=name,
                hint="Nothing was changed. Ask the authority for the file once more.",
            )
        self._check_root(issued)
        person = self._holder(issued)
        certificate, now = issued.chain[0], self._clock.now()
        new, present = (self._certificates.facts(one) for one in (certificate, _held(person)))
        if certificate == person.certificate:
            return Message("The certificate of {name} is the one in use already.", {"name": person.name})
        if new.key != present.key:
            raise FileRefusedError(
                "The certificate is for another key than the present one of {name}.",
                name=person.name,
                hint="Send the authority a new request; the certificate for an old key is of no use.",
            )
        if new.ends < now:
            raise FileRefusedError(
                "The certificate of {name} ended on {day}.",
                name=person.name,
                day=day_of(new.ends),
                hint="Nothing was changed. Ask the authority for a new one.",
            )
        if present.issuer and new.ends <= present.ends and self._is_believed(_held(person), issued):
            return Message(
                "The certificate in use of {name} lasts as long or longer: nothing was changed.",
                {"name": person.name},
            )
        with self._work() as work:
            changed = replace(person, certificate=certificate)
            work.people.put(changed)
            body = {"person": str(person.id), "fingerprint": changed.fingerprint, "issuer": new.issuer}
            work.audit.append("office", now, None, "certificate taken in", body)
            work.commit()
        return Message(
            "{name} signs from now on with the certificate issued by {issuer}, until {day}."
            if present.issuer
            else "{name} signs from now on with the certificate issued by {issuer}, until {day}. What was "
            "signed before keeps the older signature: take returns that were not sent back to draft and mark "
            "them as ready again; amend those that were sent, where another office holds them.",
            {"name": person.name, "issuer": new.issuer, "day": day_of(new.ends)},
        )

    def _check_root(self, issued: IssuedCertificate) -> None:
        root = self._root()
        if root is None:
            raise FileRefusedError(NO_ROOT, hint=ROOT_FIRST)
        if issued.chain[-1] != root:
            raise FileRefusedError(
                "The certificate was issued under another programme's root than the one this office knows.",
                hint="Nothing was changed. Ask the authority that issued it.",
            )
        identity = self._trust.identify(issued.chain[0], None)
        if identity.standing is Standing.REVOKED:
            raise FileRefusedError(identity.text, hint="Nothing was changed.")

    def _is_believed(self, present: bytes, issued: IssuedCertificate) -> bool:
        """Whether the certificate in use hangs on what the new one hangs on.

        One of another root, or of a root that was replaced since, does not keep the programme's own out.
        """
        try:
            self._certificates.check_chain((present, *issued.chain[1:]))
        except FileRefusedError:
            return False
        return True

    def _holder(self, issued: IssuedCertificate) -> Person:
        facts = self._certificates.facts(issued.chain[0])
        with self._work() as work:
            person = work.people.get(issued.person)
            has_account = work.people.account(issued.person) is not None
            office = work.people.office()
        if person is None or not has_account or facts.person != issued.person:
            raise FileRefusedError(
                "The certificate is for somebody who has no account in this office.",
                hint="It belongs to the office that asked for it.",
            )
        if office is None or facts.office != office.id:
            raise FileRefusedError(
                "The certificate of {name} names another office.",
                name=person.name,
                hint="Nothing was changed. Send the authority a new request.",
            )
        if facts.role is not person.role:
            raise FileRefusedError(
                "The certificate of {name} says {role}; the roster of this office says {present}.",
                name=person.name,
                role=Message(facts.role.value if facts.role else "?"),
                present=Message(person.role.value),
                hint="Nothing was changed. Send the authority a new request.",
            )
        if person.certificate is None:
            raise FileRefusedError(
                "The certificate is for another key than the present one of {name}.",
                name=person.name,
                hint="Send the authority a new request; the certificate for an old key is of no use.",
            )
        return person

    # -- renewing and replacing ------------------------------------------------------------

    def renew(self, person: Person, passphrase: str) -> Person:
        """A new certificate of the same key for three years, where the key itself signs its certificate.

        Raises:
            RefusedError: an authority issued it, and only the authority can renew it.
        """
        signed_in, account = self._signed_in(person, passphrase)
        if account.private_key is None or signed_in.certificate is None:
            raise RefusedError(
                "{name} has no signing key yet.", name=person.name, hint="The first signature makes it."
            )
        facts = self._certificates.facts(signed_in.certificate)
        if facts.issuer:
            raise RefusedError(
                "The certificate was issued by {issuer}: only there can it be renewed.",
                issuer=facts.issuer,
                hint="Write a request and send it there.",
            )
        certificate = self._vault.renew(
            signed_in,
            self._office(),
            account.private_key,
            passphrase,
            self._clock.now(),
            self._wrapping.get(account.keyring) if account.keyring else None,
        )
        renewed = replace(signed_in, certificate=certificate)
        return self._put(renewed, account, account, "certificate renewed", "")

    def new_key(self, person: Person, passphrase: str) -> Person:
        """A new key in the place of one that is lost, damaged, or was seen by somebody.

        The recovery sheets of the old key open nothing any more; it is tied to no computer. What was
        signed before stays the person's.
        """
        signed_in, account = self._signed_in(person, passphrase)
        certificate, envelope = self._accounts.make_key(
            signed_in, self._office(), passphrase, self._clock.now()
        )
        changed = StoredAccount(signed_in.id, account.password_hash, envelope)
        made = replace(signed_in, certificate=certificate)
        self._put(made, account, changed, "key replaced", signed_in.fingerprint)
        if account.keyring:
            self._wrapping.drop(account.keyring)
        return made

    def _signed_in(self, person: Person, passphrase: str) -> tuple[Person, StoredAccount]:
        signed_in = self._people.confirm(person.username, passphrase)
        with self._work() as work:
            account = work.people.account(signed_in.id)
        if account is None:
            raise NotFoundError("This office has no account for {name}.", name=person.name)
        return signed_in, account

    def _put(
        self, person: Person, before: StoredAccount, account: StoredAccount, action: str, fingerprint: str
    ) -> Person:
        with self._work() as work:
            put_account(work, person, before, account)
            work.people.put(person)
            body = {"fingerprint": person.fingerprint, "before": fingerprint}
            work.audit.append("office", self._clock.now(), person.id, action, body)
            work.commit()
        return person

    def _office(self) -> Office:
        with self._work() as work:
            office = work.people.office()
        if office is None:
            raise NotFoundError("This data folder holds no office yet.", hint="Open the program to found it.")
        return office


def _held(person: Person) -> bytes:
    assert person.certificate is not None
    return person.certificate
