"""Returns and signers that the tests of workbook, PDF and signatures share.

``small_document()`` is a whole return of a small form of our own: bands, categories, missing codes,
not offered, blanks, text, a finding with a reason, a skipped check, standards and a derived form.
``large_document()`` is a made-up form of the size of the monthly return (220 cells).
``big_document()`` is the shipped monthly return, ``None`` while it is not there.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from kmmp_desktop.domain.document import ReturnDocument, short_code
from kmmp_desktop.domain.form import (
    Category,
    CategorySet,
    Element,
    Form,
    Section,
    Source,
    Standard,
    Status,
)
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.text import Text

SPACE = UUID("5d0f3f0e-7a1b-4d52-9a8b-3f4f6f0c2a11")
"""Every UUID of these fixtures is made from this one, so that two runs are alike."""

COMPLETED = datetime(2026, 12, 3, 8, 34, tzinfo=UTC)
APPROVED = datetime(2026, 12, 4, 13, 5, tzinfo=UTC)

STAGE2 = CategorySet(
    "stage2",
    Text("HIV-positive clients in follow-up", "Wateja wenye VVU wanaofuatiliwa"),
    (
        Category("ANC", Text("Antenatal", "Wajawazito"), Text("Antenatal", "Wajawazito")),
        Category("PN", Text("Postnatal", "Baada ya kujifungua"), Text("Postnatal", "Waliojifungua")),
    ),
)
AGE3 = CategorySet(
    "age3",
    Text("Age of the new clients in row 2", "Umri wa wateja wapya wa safu ya 2"),
    (
        Category("A10_19", Text("10-19 years", "Miaka 10-19"), Text("10-19")),
        Category("A20_24", Text("20-24 years", "Miaka 20-24"), Text("20-24")),
        Category("A25P", Text("25 years and over", "Miaka 25 na zaidi"), Text("25+")),
    ),
)
STAGE4 = CategorySet(
    "stage4",
    Text("End of month, by months since delivery", "Mwisho wa mwezi, kwa miezi tangu kujifungua"),
    (
        Category("ANC", Text("Antenatal", "Wajawazito"), Text("Antenatal", "Wajawazito")),
        Category("PN0_6", Text("0-6 months", "Miezi 0-6"), Text("0-6")),
        Category("PN6_12", Text("over 6 to 12 months", "Miezi 6-12"), Text(">6-12")),
        Category("PN12_24", Text("over 12 to 24 months", "Miezi 12-24"), Text(">12-24")),
    ),
)

STANDARDS = {
    s.id: s
    for s in (
        Standard(
            "STD_MEAN3",
            Text("Change against the mean of three months", "Tofauti na wastani wa miezi mitatu"),
            Status.SOURCED,
            "33",
            "%",
            "WHO_DQ",
            "consistency over time",
        ),
        Standard(
            "STD_SUPERVISION",
            Text("Sub-county or county supervision", "Usimamizi wa kaunti ndogo au kaunti"),
            Status.NOT_VERIFIED,
            "1",
            "in 3 months",
        ),
        Standard(
            "STD_ARITHMETIC",
            Text("A total is the sum of its parts", "Jumla ni hesabu ya sehemu zake"),
            Status.ARITHMETIC,
        ),
    )
}
SOURCES = {"WHO_DQ": Source("WHO_DQ", "WHO data quality tool", "")}


def _row(
    code: str,
    number: int,
    label: str,
    sw: str = "",
    type: ValueType = ValueType.INTEGER,
    *,
    prefix: str = "KM",
    categories: CategorySet | None = None,
    **more: Any,
) -> Element:
    return Element(
        code, f"{prefix}_{code}", str(number), Text(label, sw), type, category_set=categories, **more
    )


def _form(family: str, prefix: str, title: Text, short: Text, sections: tuple[Section, ...]) -> Form:
    sets = {e.category_set.id: e.category_set for s in sections for e in s.elements if e.category_set}
    return Form(
        family,
        prefix,
        "1.0.0",
        title,
        short,
        Text("Kenya Mentor Mother Programme", "Mpango wa Mama Washauri wa Kenya"),
        Text(
            "Proposed programme form. Not an official Ministry of Health form",
            "Fomu iliyopendekezwa. Si fomu rasmi ya Wizara ya Afya",
        ),
        Period(2020, 1),
        None,
        5,
        ("en", "sw"),
        ("sw",),
        sections,
        (),
        (),
        STANDARDS,
        SOURCES,
        {},
        category_sets=sets,
        file=f"{family}.yaml",
        digest="ab" * 32,
    )


@functools.cache
def small_form() -> Form:
    """Three sections: single figures in two columns, bands with categories, narrative."""
    staff = Section(
        "A",
        Text("Mentor Mother staffing", "Wafanyakazi Mama Washauri"),
        Text("Staffing", "Wafanyakazi"),
        (
            _row("A01", 1, "Mentor Mothers in post at end of month", "Mama Washauri waliopo mwisho wa mwezi"),
            _row(
                "A02",
                2,
                "On duty at least half of the working days",
                "Waliokuwa kazini nusu ya siku au zaidi",
            ),
            _row(
                "A03",
                3,
                "Stipend or salary paid by reporting date",
                "Posho imelipwa kufikia tarehe ya ripoti",
                ValueType.YES_NO,
            ),
            _row("A04", 4, "Share of shifts covered", "Asilimia ya zamu", ValueType.PERCENT),
            _row("A05", 5, "Last supervision visit", "Ziara ya mwisho ya usimamizi", ValueType.DATE),
        ),
        columns=2,
    )
    clients = Section(
        "C",
        Text("HIV-positive clients: enrolment and caseload", "Wateja wenye VVU: usajili na idadi"),
        Text("Clients", "Wateja"),
        (
            _row(
                "C01",
                1,
                "Active HIV-positive clients at start of month",
                "Wateja wa VVU mwanzo wa mwezi",
                categories=STAGE2,
            ),
            _row(
                "C02",
                2,
                "New HIV-positive clients enrolled",
                "Wateja wapya wa VVU waliosajiliwa",
                categories=STAGE2,
            ),
            _row(
                "C03",
                3,
                "Of row 2: age of new clients",
                "Ya safu ya 2: umri wa wateja wapya",
                categories=AGE3,
            ),
            _row("C07", 4, "Moved from antenatal to postnatal (delivered)", "Waliojifungua"),
            _row(
                "C14",
                5,
                "Active HIV-positive clients at end of month",
                "Wateja wa VVU mwisho wa mwezi",
                categories=STAGE4,
            ),
            _row("C15", 6, "Active adolescents and young women (10-24)", "Vijana wanaoendelea (10-24)"),
            _row(
                "C16",
                7,
                "Cumulative clients ever enrolled here (optional)",
                "Jumla ya wote waliowahi kusajiliwa",
                required=False,
            ),
            _row(
                "C17",
                8,
                "New clients as a share of the caseload",
                "Wateja wapya kama sehemu ya wote",
                ValueType.PERCENT,
                calculate="100 * C02 / C14",
            ),
            _row("C18", 9, "Deliveries in the maternity", "Waliojifungua wodini", services=("maternity",)),
        ),
        note=Text("end of one month is the start of the next", "mwisho wa mwezi ni mwanzo wa ujao"),
    )
    words = Section(
        "P",
        Text("Narrative and sign-off", "Maelezo na sahihi"),
        Text("Narrative", "Maelezo"),
        (
            _row("P01", 1, "Main achievements", "Mafanikio makuu", ValueType.TEXT, multiline=True),
            _row("P02", 2, "Challenges", "Changamoto", ValueType.TEXT, multiline=True, required=False),
        ),
    )
    return _form(
        "KMMP_TEST",
        "KM",
        Text("Monthly Facility Return", "Ripoti ya Mwezi ya Kituo"),
        Text("Monthly return", "Ripoti ya mwezi"),
        (staff, clients, words),
    )


@functools.cache
def derived_form() -> Form:
    """Two items that follow from the small form."""
    return _form(
        "KMMP_TEST_HF",
        "KMMP",
        Text("KMMP health facility reporting form", "Fomu ya KMMP ya kituo"),
        Text("Facility form", "Fomu ya kituo"),
        (
            Section(
                "1",
                Text("Programme items", "Vipengele vya mpango"),
                Text("Items", "Vipengele"),
                (
                    _row(
                        "1",
                        1,
                        "New HIV-positive clients enrolled in KMMP services (ANC and PN)",
                        "Wateja wapya wenye VVU",
                        prefix="KMMP",
                        derive="KM_C02",
                    ),
                    _row(
                        "3c",
                        2,
                        "Percentage of new HIV-positive pregnant women enrolled",
                        "Asilimia ya wajawazito",
                        ValueType.PERCENT,
                        prefix="KMMP",
                        calculate="100 * C02 / C14",
                    ),
                ),
            ),
        ),
    )


SMALL_VALUES: dict[str, Any] = {
    "KM_A01": 2,
    "KM_A02": 2,
    "KM_A03": True,
    "KM_A04": 62.5,
    "KM_A05": date(2026, 11, 18),
    "KM_C01[ANC]": 46,
    "KM_C01[PN]": 93,
    "KM_C02[ANC]": 14,
    "KM_C02[PN]": 4,
    "KM_C03[A10_19]": 2,
    "KM_C03[A20_24]": 6,
    "KM_C03[A25P]": 10,
    "KM_C07": 0,
    "KM_C14[ANC]": 52,
    "KM_C14[PN0_6]": 36,
    "KM_C14[PN6_12]": "NR",
    "KM_C14[PN12_24]": 28,
    "KM_C15": "NR",
    "KM_C16": None,
    "KM_C17": 15.5,
    "KM_C18": "NA",
    "KM_P01": '=HYPERLINK("x") is text, not a formula.\nOutreach week: 14, ng’ombe <b>&amp;</b> Ω 漢.',
    "KM_P02": None,
}
"""Values by reference. ``"NR"`` and its like are missing codes in every cell but a text cell."""


def cell_entry(key: CellKey, value: Any, *, is_text: bool = False, **more: Any) -> dict[str, Any]:
    """One entry of ``data["cells"]``."""
    match value:
        case None:
            kind = "blank"
        case bool():
            kind = "yes_no"
        case date():
            kind, value = "date", value.isoformat()
        case str() if is_text:
            kind = "text"
        case str():
            kind = "missing"
        case _:
            kind = "number"
    return {"cell": str(key), "kind": kind, "value": value, **more}


def data_of(
    form: Form,
    values: Mapping[str, Any],
    *,
    language: str = "en",
    extra: Mapping[str, Any] | None = None,
    notes: Mapping[str, Mapping[str, Any]] | None = None,
    derived: tuple[Form, ...] = (),
    derived_values: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The canonical data of a return: ``values`` by cell (absent = blank), ``notes`` = more keys by cell.

    Calculated elements stand among the totals, as ``services.documents`` puts them.
    """
    notes = notes or {}

    def cells(of: Form, source: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            cell_entry(
                key, source.get(str(key)), is_text=element.type is ValueType.TEXT, **notes.get(str(key), {})
            )
            for element in of
            if not element.is_calculated
            for key in element.cells
        ]

    def totals(of: Form, source: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = []
        for element in of:
            if not element.is_calculated and element.category_set is None:
                continue
            names = [element.full] if element.is_calculated else [str(key) for key in element.cells]
            known = [source[n] for n in names if isinstance(source.get(n), int | float)]
            value = sum(known) if known else None
            found.append(
                {"cell": str(element.total), "value": value, "of": len(names), "counted": len(known)}
            )
        return found

    entries = cells(form, values)
    blank = sum(e["kind"] == "blank" for e in entries)
    missing = sum(e["kind"] == "missing" for e in entries)
    data: dict[str, Any] = {
        "kmmp": 1,
        "kind": "return",
        "return": {"family": form.family, "facility": "99104", "period": "202611"},
        "revision": {"id": str(uuid5(SPACE, form.family)), "number": 1},
        "form": {
            "family": form.family,
            "version": form.version,
            "digest": form.digest,
            "title": {"en": form.title.en, "sw": form.title.sw},
        },
        "office": {
            "id": str(uuid5(SPACE, "office")),
            "name": "Kisumu office",
            "partner": "Ziwa Health Partners",
            "practice": False,
        },
        "facility": {
            "mfl": "99104",
            "name": "Nyota Health Centre",
            "county": "Kisumu",
            "sub_county": "Kisumu East",
            "level": "3",
            "services": ["anc", "pmtct"],
        },
        "language": language,
        "completed_at": f"{COMPLETED:%Y-%m-%dT%H:%M:%SZ}",
        "prepared_by": {
            "id": str(uuid5(SPACE, "clerk")),
            "name": "A. Wanjiru",
            "role": "clerk",
            "fingerprint": clerk().person.fingerprint,
        },
        "approver": None,
        "cells": entries,
        "totals": totals(form, values),
        "derived": [
            {
                "family": d.family,
                "version": d.version,
                "title": {"en": d.title.en, "sw": d.title.sw},
                "cells": cells(d, derived_values or {}),
                "totals": totals(d, derived_values or {}),
            }
            for d in derived
        ],
        "findings": [],
        "skipped": [],
        "checks": {"made": 12, "of": 12},
        "counts": {
            "figures": len(entries) - blank - missing,
            "missing": missing,
            "blank": blank,
            "cells": len(entries),
            "not_offered": sum("derived" in e for e in entries),
        },
        "inputs": [],
        "standards": [],
        "audit_head": "4c1e88d0a37b" + "0f" * 26,
    }
    data.update(extra or {})
    data["short_code"] = short_code(data)
    return data


def _small_extra() -> dict[str, Any]:
    def used(id: str) -> dict[str, Any]:
        s = STANDARDS[id]
        return {
            "id": id,
            "statement": {"en": s.statement.en, "sw": s.statement.sw},
            "value": s.value,
            "unit": s.unit,
            "status": str(s.status),
            "source": SOURCES[s.source].title if s.source else "",
            "where": s.where,
        }

    return {
        "findings": [
            {
                "check": "W302",
                "severity": "warning",
                "at": "KM_C02[*]",
                "cells": ["KM_C02[ANC]", "KM_C02[PN]"],
                "title": {
                    "en": "18 new clients; the mean of the last 3 months is 10.3",
                    "sw": "Wateja wapya 18; wastani wa miezi 3 iliyopita ni 10.3",
                },
                "left": {"text": "C02", "value": 18},
                "operator": "<=",
                "right": {"text": "mean(C02, 3) * 1.33", "value": 13.7},
                "difference": 4.3,
                "standard": "STD_MEAN3",
                "reason": "Outreach week, 7 enrolled there.",
                "reason_by": "A. Wanjiru",
                "reason_at": "2026-12-03T08:30:00Z",
            },
            {
                "check": "W410",
                "severity": "warning",
                "at": "KM_A05",
                "cells": ["KM_A05"],
                "title": {"en": "No supervision in three months", "sw": "Hakuna usimamizi kwa miezi mitatu"},
                "left": {"text": "A05", "value": None},
                "operator": ">",
                "right": {"text": "0", "value": 0},
                "difference": None,
                "standard": "STD_SUPERVISION",
                "reason": "Visit of 18 November moved to 8 December.",
                "reason_by": "A. Wanjiru",
                "reason_at": "2026-12-03T08:31:00Z",
            },
        ],
        "skipped": [
            {
                "check": "R201",
                "severity": "error",
                "cells": ["KM_C14[PN6_12]"],
                "reason": "The register for 6 to 12 months is at the county.",
            }
        ],
        "checks": {"made": 11, "of": 12},
        "inputs": [
            {
                "period": "202610",
                "revision": str(uuid5(SPACE, "october")),
                "number": 1,
                "short_code": "0123-4567-89AB",
            }
        ],
        "standards": [used("STD_MEAN3"), used("STD_SUPERVISION"), used("STD_ARITHMETIC")],
    }


SMALL_NOTES: dict[str, dict[str, Any]] = {
    "KM_C15": {"reason": "Ages are not in the new logbook yet."},
    "KM_C18": {"derived": True},
    "KM_C14[PN6_12]": {"reason": "The register is at the county."},
    "KM_C07": {"origin": "bulk_zero"},
}


def small_document(
    language: str = "en", values: Mapping[str, Any] | None = None, **extra: Any
) -> ReturnDocument:
    """A whole small return; ``values`` are put over ``SMALL_VALUES``, ``extra`` over the data's top keys."""
    data = data_of(
        small_form(),
        {**SMALL_VALUES, **(values or {})},
        language=language,
        extra={**_small_extra(), **extra},
        notes=SMALL_NOTES,
        derived=(derived_form(),),
        derived_values={"KMMP_1": 18, "KMMP_3c": 15.5},
    )
    return ReturnDocument(data, small_form(), (derived_form(),))


def filled(form: Form) -> dict[str, Any]:
    """A plausible value for every cell, the same each time."""
    values: dict[str, Any] = {}
    for number, (element, key) in enumerate((e, k) for e in form for k in e.cells):
        match element.type:
            case ValueType.TEXT:
                values[str(key)] = f"Words for row {element.row}"
            case ValueType.DATE:
                values[str(key)] = date(2026, 11, 1) + timedelta(days=number % 28)
            case ValueType.YES_NO:
                values[str(key)] = number % 2 == 0
            case ValueType.PERCENT:
                values[str(key)] = (number * 37 % 1000) / 10
            case _:
                values[str(key)] = "NR" if number % 41 == 40 else number * 13 % 140
    return values


@functools.cache
def large_form() -> Form:
    """Sixteen sections, 190 rows, categories in every third row: the size of the monthly return."""
    sections = []
    for number in range(16):
        letter = "ABCDEFGHIJKLMNOP"[number]
        rows = tuple(
            _row(
                f"{letter}{i:02}",
                i,
                f"Row {i} of section {letter}: clients counted in the register",
                f"Safu ya {i} ya sehemu {letter}: wateja waliohesabiwa",
                categories=(STAGE2, None, None, AGE3, None, None, STAGE4, None, None)[i % 9],
            )
            for i in range(1, 13)
        )
        sections.append(
            Section(
                letter,
                Text(f"Section {letter} of the large form", f"Sehemu {letter}"),
                Text(f"Section {letter}"),
                rows,
            )
        )
    return _form(
        "KMMP_LARGE", "KM", Text("Large monthly return", "Ripoti kubwa"), Text("Large"), tuple(sections)
    )


def large_document(language: str = "en") -> ReturnDocument:
    return ReturnDocument(data_of(large_form(), filled(large_form()), language=language), large_form())


def big_form() -> Form | None:
    """The newest shipped monthly return, or ``None`` while there is none."""
    try:
        from forms.catalogue import FolderCatalogue
    except ImportError:
        return None
    folder = Path(__file__).resolve().parents[1] / "forms" / "definitions"
    catalogue = FolderCatalogue(folder)
    return catalogue.newest("KMMP_MFR") if "KMMP_MFR" in catalogue.families() else None


def big_document(language: str = "en") -> ReturnDocument | None:
    form = big_form()
    return ReturnDocument(data_of(form, filled(form), language=language), form) if form else None


@dataclass
class KeySigner:
    """An unlocked test key that fits ``services.ports.Signer``; counts what it was asked to sign."""

    person: Person
    certificate: bytes
    key: Any
    asked: int = field(default=0)

    def sign(self, data: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        self.asked += 1
        signature: bytes = self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return signature

    def lock(self) -> None:
        self.key = None


def make_signer(name: str, role: Role, bits: int = 3072) -> KeySigner:
    """A self-signed RSA certificate, as the security package makes them (decision 17)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    subject = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COMMON_NAME, name),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Ziwa Health Partners"),
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "KE"),
        ]
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    certificate = built.public_bytes(serialization.Encoding.DER)
    person = Person(uuid5(SPACE, name), name.split()[-1].lower(), name, role, certificate)
    return KeySigner(person, certificate, key)


@functools.cache
def clerk() -> KeySigner:
    return make_signer("A. Wanjiru", Role.CLERK)


@functools.cache
def manager() -> KeySigner:
    return make_signer("P. Otieno", Role.MANAGER)


@functools.cache
def stranger() -> KeySigner:
    """Same name as the manager, another key."""
    return make_signer("P. Otieno", Role.MANAGER)
