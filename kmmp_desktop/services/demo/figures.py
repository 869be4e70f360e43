"""Month after month of believable figures for one facility: a small flow of women and infants.

Written so that stocks and flows agree: what one month ends with, the next starts with. Nothing
here is real, and nothing is a standard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from kmmp_desktop.domain.period import Period

Figures = dict[str, int | str]
"""``C02[ANC]`` -> figure, as text for yes/no, date and text cells."""


@dataclass(slots=True)
class FlowOfClients:
    """One facility's clients, carried from month to month."""

    rng: Random
    staff: int
    anc: int
    stages: list[int]
    """Clients 0-6, >6-12 and >12-24 months after delivery."""
    open_defaulters: int = 1
    ever: int = 120
    births: list[int] = field(default_factory=list)
    """Live births of earlier months, newest last."""
    usual_anc: int = 0
    usual_postnatal: int = 0

    @classmethod
    def starting(cls, seed: str, staff: int, anc: int) -> FlowOfClients:
        rng = Random(seed)
        monthly = max(1, anc // 5)
        births = [max(1, monthly + rng.choice((-1, 0, 0, 1))) for _ in range(30)]
        stages = [5 * monthly, 5 * monthly, 9 * monthly]
        return cls(
            rng, staff, anc, stages, births=births, ever=anc * 9, usual_anc=anc, usual_postnatal=sum(stages)
        )

    def month(self, period: Period) -> Figures:
        """Return the figures of the next month and move the flow on."""
        figures: Figures = {}
        self._staff(figures, period)
        self._clients(figures)
        self._support(figures, period)
        self._infants(figures)
        self._rest(figures, period)
        return figures

    def _few(self, usual: int, spread: int = 1) -> int:
        return max(0, usual + self.rng.randint(-spread, spread))

    def _split(self, total: int, *names: str) -> dict[str, int]:
        """Divide a total over categories, the last taking most."""
        parts = dict.fromkeys(names, 0)
        for _ in range(total):
            at = min(int(self.rng.random() ** 0.6 * len(names)), len(names) - 1)
            parts[names[at]] += 1
        return parts

    def _put(self, figures: Figures, code: str, parts: dict[str, int]) -> None:
        figures.update({f"{code}[{name}]": value for name, value in parts.items()})

    def _staff(self, figures: Figures, period: Period) -> None:
        days = 20 + self.rng.randint(0, 2)
        figures.update(
            A01=self.staff,
            A02=self.staff,
            A03=1 if self.staff >= 3 else 0,
            A04=self.staff + 1,
            A05=self.staff,
            A06=self.staff - self.rng.randint(0, 1),
            A07=0,
            A08=0,
            A09="1",
            A10=min(days, period.days),
            A11=days - self.rng.randint(0, 1),
        )

    def _clients(self, figures: Figures) -> None:
        rng, monthly = self.rng, max(1, self.usual_anc // 5)
        # Intake leans towards the usual number of clients, so that a caseload wanders but stays.
        lean = (self.usual_anc - self.anc + 1) // 2
        known, new = max(1, self._few(2 * monthly // 3) + lean), self._few(monthly // 3)
        visits = 18 * monthly + rng.randint(4, 12)
        self._put(figures, "B02", self._split(known, "A10_19", "A20_24", "A25P"))
        self._put(figures, "B05", self._split(new, "A10_19", "A20_24", "A25P"))
        figures.update(
            B01=visits,
            B03=visits - known,
            B04=visits // 3,
            B06=0,
            B07=0,
            B08=known,
            B09=new,
            B10=0,
            B13=visits - known,
            B14=rng.randint(0, 2),
            B15=visits - rng.randint(0, 2),
            B16=visits * 2 // 3,
        )
        enrolled, later = known + new, rng.randint(0, 1)
        self._put(figures, "C04", {"KP": known, "NEW": new})
        start, stock = {"ANC": self.anc, "PN": sum(self.stages)}, {"ANC": self.anc, "PN": sum(self.stages)}
        came = {
            "C02": {"ANC": enrolled, "PN": later},
            "C05": {"ANC": 0, "PN": rng.randint(0, 1)},
            "C06": {"ANC": rng.randint(0, 1), "PN": rng.randint(0, 1)},
        }
        lost = 1 if self.open_defaulters > 2 else 0
        went = {
            "C08": {"ANC": rng.randint(0, 1), "PN": rng.randint(0, 1)},
            "C10": {"ANC": 0, "PN": lost},
            "C11": {"ANC": 0, "PN": 0},
            "C12": {"ANC": 0, "PN": 0},
            "C13": {"ANC": 0, "PN": 0},
        }
        done = min(self.stages[2], max(0, monthly + (sum(self.stages) - self.usual_postnatal + 1) // 2))
        delivered = max(1, min(monthly + rng.choice((-1, 0, 0, 1)), self.anc - 1))
        for stage in ("ANC", "PN"):
            stock[stage] += sum(c[stage] for c in came.values()) - sum(w[stage] for w in went.values())
        stock["ANC"] -= delivered
        stock["PN"] += delivered - done
        for code, parts in {"C01": start, **came, **went}.items():
            self._put(figures, code, parts)
        self._put(figures, "C03", self._split(enrolled + later, "A10_19", "A20_24", "A25P"))
        figures.update(C07=delivered, C09=done)
        self.ever += enrolled + later
        self.anc = stock["ANC"]
        self._age(stock["PN"], delivered)
        bands = {
            "ANC": self.anc,
            "PN0_6": self.stages[0],
            "PN6_12": self.stages[1],
            "PN12_24": self.stages[2],
        }
        self._put(figures, "C14", bands)
        figures.update(C15=(self.anc + stock["PN"]) // 4, C16=self.ever)
        self._put(figures, "E02", {band: max(0, n - n // 12) for band, n in bands.items()})
        self._put(figures, "I01", stock)
        self._defaulters(figures, lost)
        self.births.append(delivered)

    def _age(self, total: int, delivered: int) -> None:
        """Move women on between the postnatal bands so that they add up to ``total``."""
        first, second, _ = self.stages
        first_on, second_on = first // 6, second // 6
        self.stages = [first + delivered - first_on, second + first_on - second_on, 0]
        self.stages[2] = total - self.stages[0] - self.stages[1]
        if self.stages[2] < 0:
            self.stages = [max(0, total - second), min(second, total), 0]

    def _defaulters(self, figures: Figures, lost: int) -> None:
        rng, carried = self.rng, self.open_defaulters
        new = {"ANC": rng.randint(0, 1), "PN": rng.randint(1, 2)}
        reached = carried + sum(new.values())
        resolved = max(0, reached - lost - rng.randint(0, 2))
        elsewhere = min(resolved, rng.randint(0, 1))
        due = self.anc + sum(self.stages) // 2
        missed = sum(new.values()) + rng.randint(0, due // 25)
        self._put(figures, "J05", new)
        self._put(figures, "J06", {"FAC": 0, "HOME": reached // 2, "PHONE": reached - reached // 2})
        figures.update(
            J01=due,
            J02=max(due - missed, -(-due * 9 // 10)),
            J04=carried,
            J07=reached,
            J09=resolved - elsewhere,
            J10=elsewhere,
            J11=0,
            J12=reached,
            J13=carried + sum(new.values()) - resolved - lost,
        )
        self.open_defaulters = carried + sum(new.values()) - resolved - lost

    def _support(self, figures: Figures, period: Period) -> None:
        rng = self.rng
        clients = self.anc + sum(self.stages)
        new = sum(v for k, v in figures.items() if k.startswith("C02[") and isinstance(v, int))
        seen = sum(v for k, v in figures.items() if k.startswith("E02[") and isinstance(v, int))
        groups = 1 if clients < 40 else 2
        attending = min(seen, groups * rng.randint(8, 12))
        negatives = self._few(3 * self.anc, 3)
        self._put(figures, "D01", self._split(negatives, "A10_19", "A20_24", "A25P"))
        figures.update(D02=negatives * 2 // 3, D03=negatives * 2 // 3, D04=0, D05=0, D06=rng.randint(0, 3))
        self._put(figures, "E01", {"FAC": seen + seen // 5, "HOME": seen // 8, "PHONE": seen // 6})
        self._put(figures, "E06", {"M": rng.randint(20, 32), "F": 240 + rng.randint(-20, 20)})
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
        self._put(figures, "F05", {"ANC": attending // 3, "PN": attending - attending // 3})
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
        self._put(figures, "H07", {"M": rng.randint(0, 2), "F": rng.randint(0, 2)})
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

    def _infants(self, figures: Figures) -> None:
        births, rng = self.births, self.rng
        now, eight_weeks = births[-1], births[-3]
        under_six = self.stages[0]
        older = self.stages[1] + self.stages[2]
        self._put(figures, "K08", {"M0_2": eight_weeks, "M2_12": rng.randint(0, 1)})
        self._put(figures, "K10", {"M0_2": 0, "M2_12": 0})
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

    def _rest(self, figures: Figures, period: Period) -> None:
        rng = self.rng
        clients = self.anc + sum(self.stages)
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
            N09=min(self.staff, 2),
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
