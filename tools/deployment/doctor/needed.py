"""The permissions that a deployment needs: CloudFormation acts with those of the person who calls it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.deployment.doctor.account import Account


@dataclass(frozen=True)
class Needed:
    """Actions of one service on the resources of a stage; the resource is the end of an ARN, from the service on."""

    resource: str
    actions: str

    @property
    def service(self) -> str:
        """The prefix of the actions."""
        return self.resource.partition(":")[0]

    def names(self) -> list[str]:
        """The actions in full."""
        return [f"{self.service}:{action}" for action in self.actions.split()]

    def arn(self, account: Account) -> str:
        """A resource of this stage that stands for all of them."""
        partition = account.identity["Arn"].split(":")[1]
        places = {"stage": account.stage, "region": account.region, "account": account.identity["Account"]}
        table = account.tables.orders.name
        return f"arn:{partition}:{self.resource.format(**places, table=table)}"


_ALWAYS = (
    Needed(
        "cloudformation:{region}:{account}:stack/weborders-{stage}-app/*",
        "DescribeStacks DescribeStackEvents ListStackResources CreateChangeSet DescribeChangeSet ExecuteChangeSet "
        "DeleteChangeSet DeleteStack",
    ),
    Needed("cloudformation:{region}:aws:transform/Serverless-2016-10-31", "CreateChangeSet"),
    Needed("s3:::weborders-{stage}-artifacts", "CreateBucket PutBucketPolicy PutEncryptionConfiguration ListBucket"),
    Needed("s3:::weborders-{stage}-artifacts/*", "GetObject PutObject"),
    Needed(
        "dynamodb:{region}:{account}:table/{table}",
        "CreateTable DescribeTable UpdateTable DescribeTimeToLive UpdateTimeToLive DescribeContinuousBackups "
        "UpdateContinuousBackups GetItem BatchGetItem PutItem UpdateItem DeleteItem Query Scan",
    ),
    Needed("dynamodb:{region}:{account}:table/*", "ListTables"),
    Needed("sqs:{region}:{account}:weborders-{stage}-on-failure", "CreateQueue GetQueueAttributes SetQueueAttributes"),
    Needed(
        "lambda:{region}:{account}:function:weborders-{stage}-app-api",
        "CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration PublishVersion CreateAlias "
        "UpdateAlias AddPermission PutFunctionConcurrency TagResource",
    ),
    Needed("lambda:{region}:{account}:function:weborders-{stage}-app-nightlyUpkeep", "InvokeFunction"),
    Needed(
        "lambda:{region}:{account}:event-source-mapping:*",
        "CreateEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping",
    ),
    Needed(
        "iam::{account}:role/weborders-{stage}-app",
        "CreateRole GetRole PutRolePolicy DeleteRolePolicy DeleteRole PassRole",
    ),
    Needed("apigateway:{region}::/restapis", "GET POST PUT PATCH DELETE"),
    Needed(
        "logs:{region}:{account}:log-group:/aws/lambda/weborders-{stage}-app-api", "CreateLogGroup PutRetentionPolicy"
    ),
    Needed("logs:{region}:{account}:log-group:*", "DescribeLogGroups PutMetricFilter PutQueryDefinition"),
    Needed("events:{region}:{account}:rule/weborders-{stage}-nightly", "PutRule PutTargets DescribeRule"),
    Needed("cloudwatch:{region}:{account}:alarm:weborders-{stage}", "PutMetricAlarm DescribeAlarms DeleteAlarms"),
    Needed("cloudwatch::{account}:dashboard/weborders-{stage}", "PutDashboard"),
    Needed(
        "sns:{region}:{account}:weborders-{stage}-alarms", "CreateTopic GetTopicAttributes SetTopicAttributes Subscribe"
    ),
    Needed("kms:{region}:{account}:key/*", "CreateKey PutKeyPolicy DescribeKey"),
)
_SCALED = Needed(
    "application-autoscaling:{region}:{account}:scalable-target/*", "RegisterScalableTarget PutScalingPolicy"
)
_SHIFTED = Needed(
    "codedeploy:{region}:{account}:application:weborders-{stage}",
    "CreateApplication CreateDeploymentGroup CreateDeployment GetDeployment",
)


def needed(account: Account) -> Iterator[Needed]:
    """What deploying this stage needs, by what its file asks for."""
    yield from _ALWAYS
    if account.parameter("stateful", "Billing") == "provisioned":
        yield _SCALED
    if account.parameter("app", "Traffic", "AllAtOnce") != "AllAtOnce":
        yield _SHIFTED
