"""How far the laws look: `LAWS=deep` explores more than a change needs before it is committed."""

import os

from hypothesis import HealthCheck, settings

IS_DEEP = os.environ.get("LAWS") == "deep"

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("fast", max_examples=100, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("deep", max_examples=5_000, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile("deep" if IS_DEEP else "fast")
