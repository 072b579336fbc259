"""The stack that watches, on MiniStack: it is accepted as it is, and an alarm reaches who is to be told."""

import json
from pathlib import Path

import botocore.session
import pytest
from cfnlint.decode import cfn_yaml

from chalicelib import clock
from tests.backends import ministack  # noqa: F401
from tools.local.ministack import REGION

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "monitoring.yaml"
STAGE = "watched"
STACK = f"weborders-{STAGE}-monitoring"
SECONDS = 30
GIVEN = {
    "Stage": STAGE,
    "ApiName": f"weborders-{STAGE}",
    **{f"{name}Function": f"weborders-{name.lower()}" for name in ("Api", "Authorizer", "Stream", "Nightly")},
    "OnFailureQueueName": "weborders-on-failure",
    **{
        f"{name}Table": f"watched-{name.lower()}"
        for name in "Orders Contacts Customers Ledger Views Results Clients".split()
    },
    "AlarmEmail": "on-call@example.com",
}


def named(kind):
    return {name for name, each in cfn_yaml.load(str(TEMPLATE))["Resources"].items() if each["Type"] == kind}


@pytest.fixture(scope="module")
def client(ministack):  # noqa: F811
    def make(service):
        return botocore.session.get_session().create_client(
            service,
            region_name=REGION,
            endpoint_url=ministack.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    return make


@pytest.fixture(scope="module")
def stack(client, ministack):  # noqa: F811
    """The stack's outputs."""
    client("s3").create_bucket(Bucket="watched-templates", CreateBucketConfiguration={"LocationConstraint": REGION})
    client("s3").put_object(Bucket="watched-templates", Key=TEMPLATE.name, Body=TEMPLATE.read_bytes())
    client("cloudformation").create_stack(
        StackName=STACK,
        TemplateURL=f"{ministack.endpoint}/watched-templates/{TEMPLATE.name}",
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in GIVEN.items()],
    )
    described = settled(client("cloudformation"))
    assert described["StackStatus"] == "CREATE_COMPLETE", described.get("StackStatusReason")
    return {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}


def settled(cloudformation):
    ends = clock.monotonic() + SECONDS
    while clock.monotonic() < ends:
        described = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if not described["StackStatus"].endswith("_IN_PROGRESS"):
            return described
        clock.sleep(0.05)
    raise AssertionError("the stack is not complete")


def alarms(client):
    """The alarms by their names, without the severity that all names begin with."""
    described = client("cloudwatch").describe_alarms(AlarmNamePrefix=f"weborders-{STAGE}-", MaxRecords=100)[
        "MetricAlarms"
    ]
    return {each["AlarmName"].removeprefix(f"weborders-{STAGE}-"): each for each in described}


@pytest.mark.usefixtures("stack")
def test_every_alarm_is_there_and_filled_in(client):
    there = alarms(client)
    assert len(there) == len(named("AWS::CloudWatch::Alarm"))
    assert "${" not in json.dumps(there, default=str)
    metrics = there["warning-gateway-latency-p95"]["Metrics"]
    assert metrics[0]["MetricStat"]["Metric"]["Dimensions"][0] == {"Name": "ApiName", "Value": GIVEN["ApiName"]}


@pytest.mark.usefixtures("stack")
def test_every_dashboard_is_there_and_shows_alarms_that_exist(client):
    existing = {each["AlarmArn"] for each in alarms(client).values()}
    names = [each["DashboardName"] for each in client("cloudwatch").list_dashboards()["DashboardEntries"]]
    ours = [name for name in names if name.startswith(f"weborders-{STAGE}-")]
    assert len(ours) == len(named("AWS::CloudWatch::Dashboard"))
    for name in ours:
        body = json.loads(client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])
        assert set(body["widgets"][1]["properties"]["alarms"]) <= existing


def test_the_address_is_told_of_both_severities(client, stack):
    subscribed = client("sns").list_subscriptions()["Subscriptions"]
    told = {each["TopicArn"] for each in subscribed if each["Endpoint"] == GIVEN["AlarmEmail"]}
    assert told == set(stack.values())


def test_a_parked_change_warns_and_calls_nobody(client, stack):
    queues = {severity: listening(client, stack[f"{severity}TopicArn"]) for severity in ("Critical", "Warning")}
    measured = {"MetricName": "ParkedChanges", "Dimensions": [{"Name": "Stage", "Value": STAGE}], "Value": 1}
    client("cloudwatch").put_metric_data(Namespace="WebOrders", MetricData=[measured])
    assert alarm_told(client, queues["Warning"]) == f"weborders-{STAGE}-warning-change-parked"
    assert "Messages" not in client("sqs").receive_message(QueueUrl=queues["Critical"])


def listening(client, topic):
    """A queue that hears what the topic tells."""
    url = client("sqs").create_queue(QueueName=topic.rpartition(":")[2])["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def alarm_told(client, queue):
    (message,) = client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"]
    return json.loads(json.loads(message["Body"])["Message"])["AlarmName"]
