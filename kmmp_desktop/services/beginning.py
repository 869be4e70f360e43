"""What a return begins with, and its draft: as somebody else has begun it meanwhile, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.errors import LockedError, RefusedError
from kmmp_desktop.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft begins with."""

    key: ReturnKey
    form_version: str
    pack_version: str
    services: tuple[str, ...]
    offered: int


def begun_or_new(work: UnitOfWork, beginning: Beginning, by: UUID, at: datetime) -> Revision:
    """The revision of a return that had none when it was opened.

    Raises:
        LockedError: somebody else has begun it meanwhile, and it is locked.
        RefusedError: somebody else has begun it with other checks than those on the screen.
    """
    key = beginning.key
    found = work.together.begun(key)
    if found is not None:
        if found.state.is_locked:
            raise LockedError(
                "This return was locked in the meantime, so the change was not stored.",
                hint="Open it again to see how it stands.",
            )
        if (found.form_version, found.pack_version) != (beginning.form_version, beginning.pack_version):
            raise RefusedError(
                "Somebody else has begun this return in the meantime; this step was not made.",
                hint="Open it again to see how it stands.",
            )
        return found
    revision = Revision(
        id=uuid4(),
        key=key,
        number=1,
        state=State.DRAFT,
        form_version=beginning.form_version,
        pack_version=beginning.pack_version,
        services=beginning.services,
        created_at=at,
        changed_at=at,
        changed_by=by,
        offered=beginning.offered,
    )
    work.returns.add_revision(revision)
    work.audit.append(
        str(revision.id),
        at,
        by,
        "started",
        {
            "family": key.family,
            "facility": key.facility,
            "period": str(key.period),
            "form_version": beginning.form_version,
        },
    )
    return revision
