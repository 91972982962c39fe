"""
How hard the property tests try, chosen by HYPOTHESIS_PROFILE: dev, ci or deep.

The engines that lists are asked of are fixtures for all tests: docs/engines.md has how each starts.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ("engines.postgres", "engines.spark", "engines.filled")

# Reading a whole matrix is slow next to what Hypothesis expects, and a busy machine slower still.
SLOW = [HealthCheck.too_slow]

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "ci", max_examples=300, derandomize=True, deadline=None, suppress_health_check=SLOW
)
settings.register_profile("deep", max_examples=20_000, deadline=None, suppress_health_check=SLOW)
default = "ci" if os.environ.get("CI") else "dev"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", default))
