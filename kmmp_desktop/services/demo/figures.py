"""What a facility's Mentor Mothers did in a made-up month: sessions, infants, integrated care."""

from __future__ import annotations

from datetime import timedelta

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.flow import Figures, FlowOfClients


def month_of(flow: FlowOfClients, period: Period) -> Figures:
    """Return every figure of the next month of the full return, and move the flow on."""
    figures = flow.step(period)
    support(flow, figures)
    infants(flow, figures)
    rest(flow, figures, period)
    return figures


def support(flow: FlowOfClients, figures: Figures) -> None:
    rng = flow.rng
    clients = flow.anc + sum(flow.stages)
    new = sum(v for k, v in figures.items() if k.startswith("C02[") and isinstance(v, int))
    seen = sum(v for k, v in figures.items() if k.startswith("E02[") and isinstance(v, int))
    groups = 1 if clients < 40 else 2
    attending = min(seen, groups * rng.randint(8, 12))
    negatives = flow.few(3 * flow.anc, 3)
    flow.put(figures, "D01", flow.split(negatives, "A10_19", "A20_24", "A25P"))
    figures.update(D02=negatives * 2 // 3, D03=negatives * 2 // 3, D04=0, D05=0, D06=rng.randint(0, 3))
    flow.put(figures, "E01", {"FAC": seen + seen // 5, "HOME": seen // 8, "PHONE": seen // 6})
    flow.put(figures, "E06", {"M": rng.randint(20, 32), "F": 240 + rng.randint(-20, 20)})
    figures.update(
        E03=seen - new if seen > new else seen,
        E04=rng.randint(2, 4),
        E05=20,
        E07=new,
        E08=negatives,
        E09=seen * 4 // 5,
        E10=seen // 2,
        E11=seen // 4,
    )
    flow.put(figures, "F05", {"ANC": attending // 3, "PN": attending - attending // 3})
    figures.update(
        F01=groups,
        F02=groups,
        F03=groups,
        F04=max(attending, 6 * groups),
        F06=rng.randint(0, 3),
        F07=rng.randint(0, 1),
        F08=groups,
    )
    partners = clients * 7 // 10
    figures.update(
        G01=new,
        G02=partners - partners // 8,
        G03=partners,
        G04=clients - clients // 10,
        G05=rng.randint(1, 3),
        G06=0,
    )
    tested = rng.randint(2, 5)
    figures.update(
        H01=rng.randint(1, 3),
        H02=tested + 1,
        H03=tested,
        H04=tested // 4,
        H05=tested // 4,
        H06=rng.randint(0, 1),
        H08=0,
    )
    flow.put(figures, "H07", {"M": rng.randint(0, 2), "F": rng.randint(0, 2)})
    loads = max(1, clients // 6)
    figures.update(
        I02=seen,
        I03=seen - seen // 15,
        I04=loads,
        I05=loads,
        I06=loads,
        I07=loads,
        I08=0,
        I09=new,
        I10=new,
    )


def infants(flow: FlowOfClients, figures: Figures) -> None:
    births, rng = flow.births, flow.rng
    now, eight_weeks = births[-1], births[-3]
    under_six = flow.stages[0]
    older = flow.stages[1] + flow.stages[2]
    flow.put(figures, "K08", {"M0_2": eight_weeks, "M2_12": rng.randint(0, 1)})
    flow.put(figures, "K10", {"M0_2": 0, "M2_12": 0})
    figures.update(
        B11=now,
        K01=now,
        K02=now,
        K03=now,
        K04=now,
        K05=now,
        K06=eight_weeks,
        K07=eight_weeks,
        K09=eight_weeks,
        K11=0,
        K12=births[-7],
        K13=births[-7],
        K14=births[-13],
        K15=births[-13],
        K16=births[-19],
        K17=births[-19],
        K18=under_six,
        K19=under_six - under_six // 12,
        K20=older * 3 // 4,
        K21=older // 6,
        K22=eight_weeks,
    )
    cohort, year = births[-25], births[-13]
    left = 1 if cohort > 3 and rng.random() < 0.3 else 0
    figures.update(
        L01=cohort,
        L02=0,
        L03=cohort - left,
        L04=0,
        L05=left,
        L06=0,
        L07=cohort - left,
        L08=year,
        L09=year,
        L10=0,
        L11=0,
        L12=0,
        L13=0,
    )
    figures.update(M01=eight_weeks, M02=eight_weeks)


def rest(flow: FlowOfClients, figures: Figures, period: Period) -> None:
    rng = flow.rng
    clients = flow.anc + sum(flow.stages)
    referrals = rng.randint(8, 14)
    figures.update(
        M03=clients * 3 // 4,
        M04=rng.randint(0, 2),
        M06=clients * 3 // 4,
        M07=rng.randint(0, 3),
        M09=clients * 4 // 5,
        M10=rng.randint(0, 2),
        M11=referrals,
        M12=referrals - referrals // 8,
        M13=rng.randint(2, 8),
        M14=rng.randint(0, 3),
    )
    figures.update(M05=figures["M04"], M08=figures["M07"])
    figures.update(
        N01=rng.randint(1, 2),
        N02=1,
        N03=1 if period.month % 3 == 1 else 0,
        N04=4,
        N05=1,
        N06="1",
        N07=0,
        N08=0,
        N09=min(flow.staff, 2),
    )
    figures.update({f"O{n:02}": "1" for n in (1, 2, 3, 4, 5, 6, 7, 12, 13)})
    figures.update(O08=0, O09=0, O10=0, O11=0)
    first = period.last_day + timedelta(days=1)
    written = [
        first + timedelta(days=rng.randint(0, 1)),
        first + timedelta(days=2),
        first + timedelta(days=3),
    ]
    figures.update(
        P01="Support groups met as planned; every new client had the first session.",
        P02="Two clients moved without notice; tracing by phone only.",
        P05="Records officer",
        P07="Facility in-charge",
        P06=f"{written[0]:%d/%m/%Y}",
        P08=f"{written[1]:%d/%m/%Y}",
        P09=f"{written[2]:%d/%m/%Y}",
    )
