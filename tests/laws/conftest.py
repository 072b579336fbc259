"""Hypothesis looks as far as the other laws."""

from hypothesis import HealthCheck, settings

from tests.laws.depth import IS_DEEP

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("fast", max_examples=300, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("deep", max_examples=10_000, deadline=None, suppress_health_check=_SLOW_IS_FINE)
settings.load_profile("deep" if IS_DEEP else "fast")
