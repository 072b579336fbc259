"""The log of a Lambda function: lines of JSON, by Powertools. Imported on Lambda only."""

import logging
import sys
from collections.abc import Sequence

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import EphemeralMetrics

from chalicelib.telemetry.names import DIMENSION, NAMESPACE, UNITS
from chalicelib.telemetry.sinks import Record


class Emf:
    """Writes each record as one line in CloudWatch's embedded metric format."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def emit(self, record: Record) -> None:
        """Write the line to standard output."""
        line = EphemeralMetrics(namespace=NAMESPACE)
        line.add_dimension(DIMENSION, self._stage)
        for name, value in record.metrics.items():
            for each in value if isinstance(value, Sequence) else (value,):
                line.add_metric(name, UNITS[name], each)
        level = "WARNING" if record.is_warning else "INFO"
        for name, field in {"level": level, "message": record.message, **record.fields}.items():
            line.add_metadata(name, field)
        line.flush_metrics()


def write_json(level: str) -> None:
    """Let every logger of this process write JSON, through the handler that Lambda has put in."""
    root = logging.getLogger()
    root.setLevel(level)
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stdout))
    for handler in root.handlers:
        handler.setFormatter(LambdaPowertoolsFormatter())
