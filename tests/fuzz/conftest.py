"""How long to look: a moment in every run of the tests, a minute by ``make fuzz``."""

import os

from hypothesis import HealthCheck, settings

COMMON = {
    "deadline": None,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
}
settings.register_profile("quick", max_examples=25, derandomize=True, **COMMON)
settings.register_profile("fuzz", max_examples=80, print_blob=True, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
