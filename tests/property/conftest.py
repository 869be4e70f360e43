"""Settings of Hypothesis: no time limit, because machines differ (speed is measured in tests/bench)."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
