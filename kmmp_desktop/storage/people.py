"""The office, its people and what is kept of their secrets in the database."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select

from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.services.exchange_ports import OutsidePerson
from kmmp_desktop.services.ports import StoredAccount
from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import ACCOUNT, OFFICE, OUTSIDE_PERSON, PERSON, PERSON_CERTIFICATE
from kmmp_desktop.storage.transaction import AnyRow, Transaction
from kmmp_desktop.storage.upsert import replacing

_PUT = replacing(PERSON)
_PUT_ACCOUNT = replacing(ACCOUNT)
_PUT_OUTSIDE = replacing(OUTSIDE_PERSON)
_HELD = PERSON_CERTIFICATE.c
_ONE = Ready(select(PERSON).where(PERSON.c.id == bindparam("in_person")))
_HOLDER = Ready(
    select(PERSON).where(
        PERSON.c.id.in_(select(_HELD.person).where(_HELD.certificate == bindparam("in_certificate")))
    )
)
_OFFICE = Ready(select(OFFICE))
_ACCOUNT = Ready(select(ACCOUNT).where(ACCOUNT.c.person == bindparam("in_person")))


class SqlPeople:
    """See ``ports.PeopleRepository``. Capital letters of user names do not count."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def office(self) -> Office | None:
        row = self._db.read(_OFFICE).first()
        return None if row is None else Office(row.id, row.name, row.partner, row.county, row.is_demo)

    def set_office(self, office: Office) -> None:
        self._db.write(delete(OFFICE))
        self._db.write(
            insert(OFFICE),
            {
                "id": office.id,
                "name": office.name,
                "partner": office.partner,
                "county": office.county,
                "is_demo": office.is_demo,
            },
        )

    def get(self, person: UUID) -> Person | None:
        return _person(self._db.read(_ONE, {"in_person": person}).first())

    def by_username(self, username: str) -> Person | None:
        return _person(self._db.read(select(PERSON).where(PERSON.c.login == username.casefold())).first())

    def all(self) -> tuple[Person, ...]:
        rows = self._db.read(select(PERSON).order_by(PERSON.c.name, PERSON.c.username))
        return tuple(person for row in rows if (person := _person(row)) is not None)

    def put(self, person: Person) -> None:
        self._db.write(
            _PUT[self._db.dialect],
            {
                "id": person.id,
                "username": person.username,
                "login": person.username.casefold(),
                "name": person.name,
                "role": person.role.value,
                "certificate": person.certificate,
                "enabled": person.enabled,
                "office": person.office,
                "office_name": person.office_name,
                "disabled_at": person.disabled_at,
                "handed_to": person.handed_to,
            },
        )
        if person.certificate is not None and person.certificate not in self.certificates(person.id):
            last = self._db.read(select(func.max(_HELD.number)).where(_HELD.person == person.id)).scalar()
            self._db.write(
                insert(PERSON_CERTIFICATE),
                {"person": person.id, "number": (last or 0) + 1, "certificate": person.certificate},
            )

    def certificates(self, person: UUID) -> tuple[bytes, ...]:
        rows = self._db.read(select(_HELD.certificate).where(_HELD.person == person).order_by(_HELD.number))
        return tuple(bytes(certificate) for (certificate,) in rows)

    def holder(self, certificate: bytes) -> Person | None:
        return _person(self._db.read(_HOLDER, {"in_certificate": certificate}).first())

    def outside(self, person: UUID) -> OutsidePerson | None:
        row = self._db.read(select(OUTSIDE_PERSON).where(OUTSIDE_PERSON.c.id == person)).first()
        return None if row is None else OutsidePerson(row.id, row.name, row.role, row.office_name)

    def put_outside(self, person: OutsidePerson) -> None:
        self._db.write(
            _PUT_OUTSIDE[self._db.dialect],
            {
                "id": person.id,
                "name": person.name,
                "role": person.role,
                "office_name": person.office_name,
            },
        )

    def account(self, person: UUID) -> StoredAccount | None:
        row = self._db.read(_ACCOUNT, {"in_person": person}).first()
        if row is None:
            return None
        return StoredAccount(row.person, row.password_hash, row.private_key, row.recovery_key, row.keyring)

    def put_account(self, account: StoredAccount) -> None:
        self._db.write(
            _PUT_ACCOUNT[self._db.dialect],
            {
                "person": account.person,
                "password_hash": account.password_hash,
                "private_key": account.private_key,
                "recovery_key": account.recovery_key,
                "keyring": account.keyring,
            },
        )


def _person(row: AnyRow | None) -> Person | None:
    if row is None:
        return None
    return Person(
        row.id,
        row.username,
        row.name,
        Role(row.role),
        row.certificate,
        row.enabled,
        row.office,
        row.office_name,
        row.disabled_at,
        row.handed_to,
    )
