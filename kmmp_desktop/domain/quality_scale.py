"""Shares of data quality, and where they stand on the six steps around a threshold."""

from __future__ import annotations

from kmmp_desktop.domain.quality import Definition


def share(part: int, whole: int) -> float | None:
    """Per cent, always of sums; ``None`` where there is nothing to take it of."""
    return 100.0 * part / whole if whole else None


def step(definition: Definition, value: float) -> int:
    """Which of six colours a share has: 0 far below the threshold, 3 meets it, 5 far above.

    Higher is better: ten points a step below; above it, a third of what is left to 100. Lower is
    better: up to twice the threshold, up to four times, more; above it, half of it, then nothing.
    """
    target = definition.target.value
    if definition.higher_is_better:
        if value < target:
            return 2 if value >= target - 10 else 1 if value >= target - 20 else 0
        left = 100.0 - target
        return 5 if value >= target + left * 0.6 else 4 if value >= target + left * 0.3 else 3
    if value > target:
        return 2 if value <= 2 * target else 1 if value <= 4 * target else 0
    return 5 if value == 0 else 4 if value <= target / 2 else 3


def meets(definition: Definition, value: float) -> bool:
    return step(definition, value) >= 3
