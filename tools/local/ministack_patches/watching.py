"""What watches the app: alarms on metric math, and saved queries of Logs Insights."""

from typing import Any, TypeAlias
from uuid import uuid4

Row: TypeAlias = dict[str, Any]

# An alarm has either these or Metrics.
_OF_ONE_METRIC = ("Namespace", "MetricName", "Dimensions", "Statistic", "ExtendedStatistic", "Period", "Unit")


def mend(provisioners: Any) -> None:
    """Mend both in this process."""
    mend_alarms(provisioners)
    mend_queries(provisioners._RESOURCE_HANDLERS)


def mend_alarms(provisioners: Any) -> None:
    """Take an alarm on metric math, as it is written; nothing evaluates it, so it stays at INSUFFICIENT_DATA."""
    stock = provisioners._cw_metric_alarm_record

    def record(name: str, properties: Row) -> Row:
        if not properties.get("Metrics"):
            return dict(stock(name, properties))
        alarm = stock(name, {**properties, "Metrics": None, "Namespace": "math", "MetricName": "math"})
        kept = {key: value for key, value in alarm.items() if key not in _OF_ONE_METRIC}
        return {**kept, "Metrics": properties["Metrics"]}

    provisioners._cw_metric_alarm_record = record


def mend_queries(handlers: Row) -> None:
    """Take saved queries; they can't be run here."""
    handlers["AWS::Logs::QueryDefinition"] = {
        "create": lambda _logical_id, _properties, _stack: (str(uuid4()), {}),
        "update": lambda physical_id, _old, _new, _stack: (physical_id, {}),
        "delete": lambda _physical_id, _properties: None,
    }
