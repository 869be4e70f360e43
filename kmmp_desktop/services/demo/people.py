"""Who and what the demo office consists of. Every name and code is invented."""

from __future__ import annotations

from dataclasses import dataclass

OFFICE = ("Ziwa Health Partners, Kisumu office", "Ziwa Health Partners", "Kisumu")
CLERK = ("clerk", "A. Wanjiru")
MANAGER = ("manager", "P. Otieno")
OFFICER = ("officer", "J. Mwende")
PROGRAMME = "PRACTICE - made-up programme"
"""In every certificate that its authority issues; the root stands for nobody."""
DEMO_PASSPHRASE = "maize lantern lake"
"""Printed by the demo itself: a demo office holds nothing to protect."""


@dataclass(frozen=True, slots=True)
class DemoFacility:
    mfl: str
    name: str
    sub_county: str
    level: str
    mentor_mothers: int
    anc: int
    """Pregnant clients in follow-up when the history starts."""
    plan: str
    """How the open month stands at the end of the demo."""


FACILITIES: tuple[DemoFacility, ...] = (
    DemoFacility("99101", "Mawingu County Hospital", "Kisumu Central", "5", 4, 42, "approved"),
    DemoFacility("99102", "Tausi Sub-County Hospital", "Muhoroni", "4", 3, 28, "returned"),
    DemoFacility("99104", "Nyota Health Centre", "Kisumu East", "3", 2, 15, "wrong"),
    DemoFacility("99106", "Mbalamwezi Health Centre", "Kisumu Central", "3", 2, 14, "warning"),
    DemoFacility("99107", "Twiga Health Centre", "Kisumu West", "3", 2, 13, "submitted"),
    DemoFacility("99108", "Wimbi Health Centre", "Kisumu East", "3", 2, 12, "ready"),
    DemoFacility("99109", "Ndovu Health Centre", "Nyando", "3", 2, 11, "explained"),
    DemoFacility("99112", "Asali Dispensary", "Kisumu East", "2", 1, 4, "submitted"),
    DemoFacility("99114", "Kipepeo Dispensary", "Kisumu West", "2", 1, 4, "submitted"),
    DemoFacility("99117", "Upepo Dispensary", "Seme", "2", 1, 4, "overdue"),
    DemoFacility("99127", "Samaki Dispensary", "Seme", "2", 1, 4, "submitted"),
    DemoFacility("99131", "Korongo Bay Dispensary", "Nyakach", "2", 1, 5, "started"),
)
