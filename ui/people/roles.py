"""What the roles are called on screen."""

from __future__ import annotations

from kmmp_desktop.domain.office import Role

ROLE_WORDS = {
    Role.CLERK: "clerk",
    Role.MANAGER: "manager",
    Role.OFFICER: "programme officer",
    Role.ADMINISTRATOR: "administrator",
}
"""Catalogue texts."""
