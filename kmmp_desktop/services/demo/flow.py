"""Month after month of believable figures for one facility: a small flow of women and infants.

Written so that stocks and flows agree: what one month ends with, the next starts with. Nothing
here is real, and nothing is a standard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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

    def step(self, period: Period) -> Figures:
        """Move the clients on by a month; returns staffing, caseload and defaulters."""
        figures: Figures = {}
        self._staff(figures, period)
        self._clients(figures)
        return figures

    def few(self, usual: int, spread: int = 1) -> int:
        return max(0, usual + self.rng.randint(-spread, spread))

    def split(self, total: int, *names: str) -> dict[str, int]:
        """Divide a total over categories, the last taking most."""
        parts = dict.fromkeys(names, 0)
        for _ in range(total):
            at = min(int(self.rng.random() ** 0.6 * len(names)), len(names) - 1)
            parts[names[at]] += 1
        return parts

    def put(self, figures: Figures, code: str, parts: dict[str, int]) -> None:
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
        known, new = max(1, self.few(2 * monthly // 3) + lean), self.few(monthly // 3)
        visits = 18 * monthly + rng.randint(4, 12)
        self.put(figures, "B02", self.split(known, "A10_19", "A20_24", "A25P"))
        self.put(figures, "B05", self.split(new, "A10_19", "A20_24", "A25P"))
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
        self.put(figures, "C04", {"KP": known, "NEW": new})
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
            self.put(figures, code, parts)
        self.put(figures, "C03", self.split(enrolled + later, "A10_19", "A20_24", "A25P"))
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
        self.put(figures, "C14", bands)
        figures.update(C15=(self.anc + stock["PN"]) // 4, C16=self.ever)
        self.put(figures, "E02", {band: max(0, n - n // 12) for band, n in bands.items()})
        self.put(figures, "I01", stock)
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
        self.put(figures, "J05", new)
        self.put(figures, "J06", {"FAC": 0, "HOME": reached // 2, "PHONE": reached - reached // 2})
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
