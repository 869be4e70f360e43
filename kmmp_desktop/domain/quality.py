"""Measures of data quality after WHO's dimensions: what each counts, and the threshold it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kmmp_desktop.domain.form import Status
from kmmp_desktop.text import Message


class Dimension(StrEnum):
    """WHO's dimensions, as far as an office can reckon them from its own returns."""

    COMPLETENESS = "completeness"
    TIMELINESS = "timeliness"
    CONSISTENCY = "internal consistency"


class Measure(StrEnum):
    RECEIVED = "received"
    FILLED = "filled"
    ON_TIME = "on_time"
    MODERATE = "moderate_outliers"
    EXTREME = "extreme_outliers"
    MODIFIED = "modified_z_outliers"
    CHANGE = "change"
    CHECKS = "failed_checks"
    REASONS = "reasons"


OF_RETURNS = (Measure.RECEIVED, Measure.ON_TIME)
"""What counts returns, one a square: a fact, however few there are."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure that something is held against.

    ``source``: the words of what it was read in, or of whose judgement it is (English, as printed).
    """

    what: Message
    value: float
    unit: str
    status: Status
    source: Message


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure counts. ``target`` colours the squares; ``rests_on`` is what the counting uses."""

    measure: Measure
    dimension: Dimension
    name: Message
    counts: Message
    """What the share is a share of: the heading over the squares."""
    higher_is_better: bool
    target: Threshold
    rests_on: tuple[Threshold, ...] = ()

    @property
    def quiet_below(self) -> int:
        """A square over fewer than this is printed as a fraction, without a colour."""
        return 0 if self.measure in OF_RETURNS else SMALL


SMALL = 10
"""Shares of fewer than this, and figures below it, say nothing (working value)."""
MONTHS_BEFORE = 12
"""Months before its own that a figure is compared with for outliers."""
MONTHS_OF_CHANGE = 3
MODERATE_SD, EXTREME_SD, MODIFIED_Z, CHANGE_PERCENT = 2.0, 3.0, 3.5, 33.0

_WHO = "WHO Data Quality Tool for DHIS2 (dhis2/who-data-quality-app), {file}"
_D2MAP = "src/appCore/d2Map.js"
_METADATA = "src/data/metaData.json"


def _who(file: str) -> Message:
    return Message(_WHO, {"file": file})


_SMALL = Threshold(
    Message("Figures and shares under this count are left out or not coloured"),
    SMALL,
    "",
    Status.NOT_VERIFIED,
    Message("Inference: judgement of the programme's domain brief; no source"),
)
_HISTORY = Threshold(
    Message("Earlier months a figure needs before it is judged, of the 12 before it"),
    6,
    "",
    Status.NOT_VERIFIED,
    Message("Inference: judgement of the programme's domain brief; no source"),
)
_SHARE = Message("Inference: a working value of this program, so that squares have a colour; no source")

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        Measure.RECEIVED,
        Dimension.COMPLETENESS,
        Message("Returns received"),
        Message("Returns received, % of those expected"),
        True,
        Threshold(
            Message("Returns received of those expected, at least"),
            90,
            "%",
            Status.SOURCED,
            _who(f"{_D2MAP}: dataset threshold 90"),
        ),
    ),
    Definition(
        Measure.ON_TIME,
        Dimension.TIMELINESS,
        Message("Sent by the deadline"),
        Message("Returns sent by the deadline, % of those expected"),
        True,
        Threshold(
            Message("Returns sent by the deadline of those expected, at least"),
            75,
            "%",
            Status.SOURCED,
            _who(f"{_D2MAP}: timelinessThreshold 75"),
        ),
        (
            Threshold(
                Message("Day of the next month on which a return is due"),
                5,
                "",
                Status.NOT_VERIFIED,
                Message("Inference: widely practised; no text that states it could be read"),
            ),
        ),
    ),
    Definition(
        Measure.FILLED,
        Dimension.COMPLETENESS,
        Message("Required cells filled"),
        Message("Required cells with a figure, % of those asked"),
        True,
        Threshold(
            Message("Required cells with a figure of those asked, at least"),
            90,
            "%",
            Status.SOURCED,
            _who(f"{_METADATA}: missing 90"),
        ),
    ),
    Definition(
        Measure.MODERATE,
        Dimension.CONSISTENCY,
        Message("Moderate outliers"),
        Message("Figures 2 SD or more from their mean, per 100 judged"),
        False,
        Threshold(Message("Moderate outliers per 100 figures, at most"), 5, "", Status.NOT_VERIFIED, _SHARE),
        (
            Threshold(
                Message("Moderate outlier: distance from the mean of the 12 months before"),
                MODERATE_SD,
                "SD",
                Status.SOURCED,
                _who(f"{_METADATA}: moderateOutlier 2"),
            ),
            _HISTORY,
            _SMALL,
        ),
    ),
    Definition(
        Measure.EXTREME,
        Dimension.CONSISTENCY,
        Message("Extreme outliers"),
        Message("Figures 3 SD or more from their mean, per 100 judged"),
        False,
        Threshold(Message("Extreme outliers per 100 figures, at most"), 1, "", Status.NOT_VERIFIED, _SHARE),
        (
            Threshold(
                Message("Extreme outlier: distance from the mean of the 12 months before"),
                EXTREME_SD,
                "SD",
                Status.SOURCED,
                _who(f"{_METADATA}: extremeOutlier 3"),
            ),
            _HISTORY,
            _SMALL,
        ),
    ),
    Definition(
        Measure.MODIFIED,
        Dimension.CONSISTENCY,
        Message("Modified z outliers"),
        Message("Figures with a modified z of 3.5 or more, per 100 judged"),
        False,
        Threshold(
            Message("Modified z outliers per 100 figures, at most"), 1, "", Status.NOT_VERIFIED, _SHARE
        ),
        (
            Threshold(
                Message("Modified z: 0.6745 x distance from the median / MAD of the 12 months before"),
                MODIFIED_Z,
                "",
                Status.SOURCED,
                _who("appServiceDataAnalysis.js: zScoreCriteria 3.5; appServiceMath.js: 0.6745"),
            ),
            _HISTORY,
            _SMALL,
        ),
    ),
    Definition(
        Measure.CHANGE,
        Dimension.CONSISTENCY,
        Message("Changed over time"),
        Message("Figures more than 33 % off the mean of 3 months, per 100 judged"),
        False,
        Threshold(Message("Changed figures per 100, at most"), 10, "", Status.NOT_VERIFIED, _SHARE),
        (
            Threshold(
                Message("Difference from the mean of the months before, at most"),
                CHANGE_PERCENT,
                "%",
                Status.SOURCED,
                _who(f"{_METADATA}: consistency 33"),
            ),
            Threshold(
                Message("Months before that the mean is taken of; 2 must have a figure"),
                MONTHS_OF_CHANGE,
                "",
                Status.NOT_VERIFIED,
                Message("Inference: the tool leaves the number of months to its user"),
            ),
            _SMALL,
        ),
    ),
    Definition(
        Measure.CHECKS,
        Dimension.CONSISTENCY,
        Message("Failed checks"),
        Message("Checks that do not hold, per 100 made"),
        False,
        Threshold(Message("Failed checks per 100 made, at most"), 2, "", Status.NOT_VERIFIED, _SHARE),
        (_SMALL,),
    ),
    Definition(
        Measure.REASONS,
        Dimension.CONSISTENCY,
        Message("Reasons given"),
        Message("Failed checks with a written reason, % of those that need one"),
        True,
        Threshold(
            Message("Errors and warnings with a written reason"),
            100,
            "%",
            Status.PROGRAMME_SETTING,
            Message("Rule of this program: a return is not completed without"),
        ),
        (_SMALL,),
    ),
)
"""In the order of the page."""

BY_MEASURE = {definition.measure: definition for definition in DEFINITIONS}

NOT_RECKONED: tuple[Threshold, ...] = (
    Threshold(
        Message("Related figures that should be equal: difference, at most"),
        10,
        "%",
        Status.SOURCED,
        _who(f"{_METADATA}: relations 10"),
    ),
    Threshold(
        Message("Drop-out rate, at least"), 0, "", Status.SOURCED, _who(f"{_D2MAP}: dataRelationTypes")
    ),
    Threshold(
        Message("Difference of a place from the place above it, at most"),
        33,
        "%",
        Status.SOURCED,
        _who(f"{_D2MAP}: consistency default 33"),
    ),
    Threshold(
        Message("Difference of routine figures from a survey, at most"),
        33,
        "%",
        Status.SOURCED,
        _who(f"{_METADATA}: externalRelations 33"),
    ),
    Threshold(
        Message("Recounted / reported: furthest from 1"),
        0.1,
        "",
        Status.NOT_VERIFIED,
        Message("Inference: WHO DQR module 3 could be read in part only; 10 % is common practice"),
    ),
)
"""WHO's other thresholds: they need a survey, a recount or relations that the form's checks state."""
