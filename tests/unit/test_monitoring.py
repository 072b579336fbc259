"""What watches the app: the template of alarms and dashboards, and the page that says what to do."""

import json
import re
from pathlib import Path

import pytest
from cfnlint.decode import cfn_yaml

from chalicelib.telemetry.names import DIMENSION, NAMESPACE, UNITS

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATE = cfn_yaml.load(str(PROJECT / "infra" / "monitoring.yaml"))
OPERATIONS = (PROJECT / "docs" / "operations.md").read_text()
SECTION = OPERATIONS.split("\n## Alarms\n")[1].split("\n## ")[0]
ALARM_NAME = re.compile(r"weborders-STAGE-(critical|warning)-([a-z0-9-]+)")

# What AWS measures, by namespace: the metrics that we use, and their dimensions.
OF_AWS = {
    "AWS/ApiGateway": ({"Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"}, {"ApiName", "Stage"}),
    "AWS/Lambda": (
        {
            *("Invocations", "Errors", "Throttles", "Duration", "IteratorAge", "ConcurrentExecutions"),
            "ProvisionedConcurrencySpilloverInvocations",
        },
        {"FunctionName"},
    ),
    "AWS/DynamoDB": (
        {"ReadThrottleEvents", "WriteThrottleEvents", "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"},
        {"TableName"},
    ),
    "AWS/SQS": ({"ApproximateNumberOfMessagesVisible"}, {"QueueName"}),
}
KNOWN = {**OF_AWS, NAMESPACE: (set(UNITS), {DIMENSION})}


def defaults():
    parameters = {name: str(each.get("Default", name)) for name, each in TEMPLATE["Parameters"].items()}
    return {**parameters, "Stage": "STAGE", "AWS::Region": "ap-southeast-2"}


def filled(value):
    """A text with its parameters and attributes put in, as CloudFormation does it."""
    text = value["Fn::Sub"] if isinstance(value, dict) else value
    return re.sub(r"\$\{([^}]+)\}", lambda match: defaults().get(match[1], match[1]), text)


def resources(kind):
    return {name: each["Properties"] for name, each in TEMPLATE["Resources"].items() if each["Type"] == kind}


ALARMS = resources("AWS::CloudWatch::Alarm")
DASHBOARDS = {
    name: json.loads(filled(each["DashboardBody"])) for name, each in resources("AWS::CloudWatch::Dashboard").items()
}
PARTS = {name: ALARM_NAME.fullmatch(filled(each["AlarmName"])).groups() for name, each in ALARMS.items()}

every_alarm = pytest.mark.parametrize("alarm", ALARMS)
every_dashboard = pytest.mark.parametrize("dashboard", DASHBOARDS)


# The page


def entries():
    """The entries of the page by the names of their alarms."""
    return dict(re.findall(r"^### (\S+)\n(.*?)(?=^### |\Z)", SECTION, flags=re.MULTILINE | re.DOTALL))


def test_every_alarm_has_an_entry_and_every_entry_an_alarm():
    assert set(entries()) == {name for _, name in PARTS.values()}


@pytest.mark.parametrize("name", entries())
def test_an_entry_says_how_bad_it_is(name):
    severities = {severity for severity, of in PARTS.values() if of == name}
    assert set(re.findall(r"\*\*(\w+)\*\*", entries()[name])) == severities


@pytest.mark.parametrize("name", entries())
def test_an_entry_says_what_it_means_where_to_look_and_what_to_do(name):
    assert re.findall(r"^- (\w+): ", entries()[name], flags=re.MULTILINE) == ["Means", "Look", "Do"]


def test_every_link_of_the_page_leads_somewhere():
    headings = re.findall(r"^##+ (.+)$", OPERATIONS, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", OPERATIONS)) <= anchors


@pytest.mark.parametrize("name", re.findall(r"\*([A-Z][^*]+)\*", SECTION))
def test_every_graph_that_the_page_names_is_on_a_dashboard(name):
    titles = [widget["properties"].get("title", "") for body in DASHBOARDS.values() for widget in body["widgets"]]
    assert any(title.startswith(name) for title in titles)


@pytest.mark.parametrize("name", re.findall(r"saved query `([^`]+)`", OPERATIONS))
def test_every_query_that_the_page_names_is_saved(name):
    saved = {filled(each["Name"]).rpartition("/")[2] for each in resources("AWS::Logs::QueryDefinition").values()}
    assert " ".join(name.split()) in saved


# The alarms


@every_alarm
def test_an_alarm_says_in_one_sentence_what_it_is_and_where_to_read_on(alarm):
    says = filled(ALARMS[alarm]["AlarmDescription"])
    sentence, place = says.split(": docs/operations.md#")
    assert place == f"{PARTS[alarm][1]}."
    assert ". " not in sentence
    assert "${" not in says


@every_alarm
def test_an_alarm_and_its_end_are_told_to_the_topic_of_its_severity(alarm):
    topic = [{"Ref": f"{PARTS[alarm][0].capitalize()}Topic"}]
    assert ALARMS[alarm]["AlarmActions"] == ALARMS[alarm]["OKActions"] == topic


@every_alarm
def test_an_alarm_watches_one_thing(alarm):
    watched = [each for each in ALARMS[alarm].get("Metrics", []) if each["ReturnData"]]
    assert len(watched) == int("Metrics" in ALARMS[alarm])


def metrics_of_alarm(alarm):
    properties = ALARMS[alarm]
    if "Metrics" not in properties:
        return [properties]
    return [each["MetricStat"]["Metric"] for each in properties["Metrics"] if "MetricStat" in each]


@every_alarm
def test_an_alarm_watches_what_is_measured(alarm):
    for metric in metrics_of_alarm(alarm):
        names, dimensions = KNOWN[metric["Namespace"]]
        assert metric["MetricName"] in names
        assert {each["Name"] for each in metric["Dimensions"]} == dimensions


@every_alarm
def test_silence_is_no_alarm_but_for_what_comes_once_a_day(alarm):
    once_a_day = {"VerifyDifferences", "LostChanges", "OpenParkedChanges", "NightlyErrors"}
    special = {**dict.fromkeys(once_a_day, "ignore"), "NightlyMissing": "breaching"}
    assert ALARMS[alarm]["TreatMissingData"] == special.get(alarm, "notBreaching")


@every_alarm
def test_an_alarm_looks_back_no_further_than_cloudwatch_does(alarm):
    periods = [each["MetricStat"]["Period"] for each in ALARMS[alarm].get("Metrics", []) if "MetricStat" in each]
    (period,) = set(periods) or {ALARMS[alarm]["Period"]}
    seconds = period * ALARMS[alarm]["EvaluationPeriods"]
    assert seconds <= (7 * 86_400 if period >= 3600 else 86_400)


@pytest.mark.parametrize(
    ("parameter", "default"),
    {
        "ErrorRateWarningPercent": 0.1,
        "ErrorRateCriticalPercent": 1,
        "AverageLatencyMilliseconds": 1000,
        "LatencyP95Milliseconds": 300,
        "LatencyP99Milliseconds": 2000,
        "StoreP95Milliseconds": 100,
        "IteratorAgeWarningMilliseconds": 5000,
        "IteratorAgeCriticalMilliseconds": 60_000,
        "HitRatePercent": 80,
        "ColdStartMilliseconds": 1000,
    }.items(),
)
def test_the_thresholds_are_those_that_were_promised(parameter, default):
    assert TEMPLATE["Parameters"][parameter]["Default"] == default
    assert [alarm for alarm in ALARMS.values() if alarm["Threshold"] == {"Ref": parameter}]


# Their formulas, as CloudWatch computes them: a metric that is not there has no value, and SUM leaves it out.


def known(*values):
    return [value for value in values if value is not None]


def watched(alarm, **measured):
    """What the alarm compares with its threshold; None where there is nothing to compare."""
    (expression,) = (filled(each["Expression"]) for each in ALARMS[alarm]["Metrics"] if "Expression" in each)
    functions = {"IF": lambda condition, yes, no: yes if condition else no, "SUM": lambda values: sum(known(*values))}
    metrics = {each["Id"]: None for each in ALARMS[alarm]["Metrics"] if "MetricStat" in each}
    try:
        return eval(expression, functions, {**metrics, **measured})
    except (TypeError, ZeroDivisionError):
        return None


def is_raised(alarm, **measured):
    value = watched(alarm, **measured)
    if value is None:
        return ALARMS[alarm]["TreatMissingData"] == "breaching"
    threshold = ALARMS[alarm]["Threshold"]
    limit = float(defaults()[threshold["Ref"]] if isinstance(threshold, dict) else threshold)
    is_low = ALARMS[alarm]["ComparisonOperator"] == "LessThanThreshold"
    return value < limit if is_low else value > limit


@pytest.mark.parametrize(
    ("errors", "requests", "warns", "pages"),
    [
        (0, 3, False, False),
        (1, 3, True, False),
        (3, 3, True, True),
        (1, 1000, False, False),
        (2, 1000, True, False),
        (10, 1000, True, False),
        (11, 1000, True, True),
    ],
)
def test_one_error_at_night_is_no_page(errors, requests, warns, pages):
    assert is_raised("GatewayErrorsWarning", errors=errors, requests=requests) == warns
    assert is_raised("GatewayErrorsCritical", errors=errors, requests=requests) == pages


@pytest.mark.parametrize("alarm", [name for name in ALARMS if name.startswith("GatewayLatency")])
def test_few_requests_do_not_judge_the_latency(alarm):
    assert not is_raised(alarm, latency=9000, requests=19)
    assert is_raised(alarm, latency=9000, requests=20)


def test_few_calls_do_not_judge_the_database():
    assert not is_raised("StoreLatency", latency=101, calls=19)
    assert is_raised("StoreLatency", latency=101, calls=20)
    assert not is_raised("StoreLatency", latency=100, calls=20)


@pytest.mark.parametrize(
    ("measured", "raised"),
    [
        ({"hits": 80, "misses": 20}, False),
        ({"hits": 79, "misses": 21}, True),
        ({"hits": 100}, False),
        ({"misses": 100}, True),
        ({"misses": 19}, False),
        ({"hits": 0, "misses": 0}, False),
        ({}, False),
    ],
)
def test_the_hit_rate_is_known_where_one_of_the_two_is_missing(measured, raised):
    assert is_raised("HitRate", **measured) == raised


@pytest.mark.parametrize(
    ("measured", "raised"),
    [
        ({"imported": 7}, True),
        ({"imported": 7, "changes": 0}, True),
        ({"imported": 7, "changes": 1}, False),
        ({"changes": 3}, False),
        ({}, False),
    ],
)
def test_the_stream_stands_still_where_orders_come_and_no_change(measured, raised):
    assert is_raised("StreamStandsStill", **measured) == raised


@pytest.mark.parametrize("alarm", ["FunctionThrottles", "StoreReadThrottles", "StoreWriteThrottles"])
def test_one_throttle_anywhere_is_enough(alarm):
    ids = [each["Id"] for each in ALARMS[alarm]["Metrics"] if "MetricStat" in each]
    assert not is_raised(alarm, **dict.fromkeys(ids, 0))
    for each in ids:
        assert is_raised(alarm, **{each: 1})


def test_the_limit_of_the_gateway_is_near_at_four_fifths():
    assert not is_raised("GatewayNearLimit", requests=96_000)
    assert is_raised("GatewayNearLimit", requests=96_001)


# The dashboards


@every_dashboard
def test_a_dashboard_begins_with_a_title_its_alarms_and_numbers(dashboard):
    title, alarms, numbers, *graphs = DASHBOARDS[dashboard]["widgets"]
    assert title["type"] == "text"
    assert alarms["type"] == "alarm"
    assert numbers["properties"]["view"] == "singleValue"
    kinds = [widget["type"] for widget in graphs]
    assert kinds == sorted(kinds, reverse=True) == ["metric"] * kinds.count("metric") + ["log"] * kinds.count("log")


def test_every_alarm_is_on_a_dashboard():
    shown = {
        name.removesuffix(".Arn")
        for body in DASHBOARDS.values()
        for widget in body["widgets"]
        for name in widget["properties"].get("alarms", [])
    }
    assert shown == set(ALARMS)


@every_dashboard
def test_rows_are_full(dashboard):
    widths = [widget["width"] for widget in DASHBOARDS[dashboard]["widgets"]]
    total = 0
    for width in widths:
        total += width
        assert total <= 24
        total %= 24
    assert total == 0


def graphs(dashboard):
    return [each["properties"] for each in DASHBOARDS[dashboard]["widgets"] if each["type"] == "metric"]


def metrics_of_graph(graph):
    return [each for each in graph["metrics"] if isinstance(each[0], str)]


def expressions_of(graph):
    return [each[0]["expression"] for each in graph["metrics"] if isinstance(each[0], dict)]


@every_dashboard
def test_a_graph_shows_what_is_measured(dashboard):
    for graph in graphs(dashboard):
        for metric in metrics_of_graph(graph):
            namespace, name, *dimensions = [each for each in metric if isinstance(each, str)]
            names, known_dimensions = KNOWN[namespace]
            assert name in names, graph["title"]
            assert set(dimensions[::2]) == known_dimensions, graph["title"]


@every_dashboard
def test_a_search_looks_for_what_is_measured_in_all_tables(dashboard):
    searches = [each for graph in graphs(dashboard) for each in expressions_of(graph) if each.startswith("SEARCH")]
    for search in searches:
        namespace, dimension, name = re.search(r"\{(.+),(.+)\} MetricName=\"(\w+)\"", search).groups()
        assert name in KNOWN[namespace][0]
        assert {dimension} == KNOWN[namespace][1]
        assert all(table in search for table in TEMPLATE["Parameters"] if table.endswith("Table"))
    assert bool(searches) == (dashboard == "StoreDashboard")


@every_dashboard
def test_a_formula_of_a_graph_uses_what_the_graph_has(dashboard):
    for graph in graphs(dashboard):
        ids = {metric[-1].get("id") for metric in metrics_of_graph(graph)}
        for expression in expressions_of(graph):
            if not expression.startswith("SEARCH"):
                assert set(re.findall(r"\b[a-z]\w*", expression)) <= ids, graph["title"]


@every_dashboard
def test_a_graph_says_where_its_limits_are(dashboard):
    for graph in graphs(dashboard):
        assert graph["title"]
        assert graph["region"] == "ap-southeast-2"
        for limit in graph.get("annotations", {}).get("horizontal", []):
            assert isinstance(limit["value"], int | float)
            assert limit["label"]


def test_every_threshold_of_a_metric_is_a_line_in_a_graph():
    texts = "".join(each["DashboardBody"]["Fn::Sub"] for each in resources("AWS::CloudWatch::Dashboard").values())
    thresholds = {each["Threshold"]["Ref"] for each in ALARMS.values() if isinstance(each["Threshold"], dict)}
    assert thresholds
    assert {name for name in thresholds if f'"value": ${{{name}}}' not in texts} == set()


# The queries


def queries():
    saved = [each["QueryString"] for each in resources("AWS::Logs::QueryDefinition").values()]
    shown = [
        each["properties"]["query"] for body in DASHBOARDS.values() for each in body["widgets"] if "log" in each["type"]
    ]
    return saved + shown


@pytest.mark.parametrize("query", queries())
def test_a_query_asks_for_what_is_told(query):
    assert set(re.findall(r"\b(\w+)\.0\b", query)) <= set(UNITS)
