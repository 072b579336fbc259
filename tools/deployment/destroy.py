"""Taking a stage away: everything that can be made again, and the data only where that was said twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from tools.deployment.aws import Clients, DeploymentFailed, code_of
from tools.deployment.deploy import Report
from tools.deployment.names import stack_name
from tools.deployment.stages import Stage
from tools.deployment.standing import Standing

# What stands on the data, the last first.
DISPOSABLE = ("website", "monitoring", "app", "scaling")

_GONE = {
    "ResourceNotFoundException",
    "NoSuchBucket",
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
}


class Destruction:
    """What is to be taken away of one stage."""

    def __init__(self, stage: Stage, clients: Clients, *, report: Report) -> None:
        self._stage = stage
        self._clients = clients
        self._report = report
        self._standing = Standing(stage, clients, report)
        self._stacks = self._standing.stacks

    def found(self) -> list[str]:
        """The disposable stacks that exist."""
        names = (stack_name(self._stage.name, part) for part in DISPOSABLE)
        return [name for name in names if self._stacks.find(name) is not None]

    def is_by_chalice(self) -> bool:
        """Whether `chalice deploy` has made the app."""
        return self._standing.is_by_chalice()

    def data(self) -> list[str]:
        """The tables that belong to the stage, those of later generations too; adopted ones do not."""
        own = [table.name for table in self._stage.own_tables().values()]
        return sorted(
            name for name in self._standing.tables() if name in own or any(_is_generation(name, each) for each in own)
        )

    def orders_table(self) -> str:
        """The name of the orders table."""
        return self._stage.tables().orders.name

    def take_away(self) -> None:
        """Delete the disposable stacks, and what Chalice has made."""
        if self.is_by_chalice():
            self._standing.chalice_app().delete()
        for name in self.found():
            self._report(f"deleting {name}")
            self._empty_buckets(name)
            self._stacks.delete(name)

    def take_data_away(self) -> None:
        """Delete the tables, the queue and the artifacts, protected or not. They do not come back."""
        for table in self.data():
            self._report(f"deleting the table {table}")
            with _gone_already():
                self._delete_table(table)
        if self._standing.has("stateful"):
            self._delete_what_is_kept(self._standing.kept())
        self._stacks.delete(stack_name(self._stage.name, "stateful"))  # last: it alone knows the queue and the bucket

    def _delete_table(self, name: str) -> None:
        dynamodb = self._clients("dynamodb")
        if dynamodb.describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
            dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=name)  # one that is being changed can't be deleted
        dynamodb.delete_table(TableName=name)
        dynamodb.get_waiter("table_not_exists").wait(TableName=name)

    def _delete_what_is_kept(self, outputs: Mapping[str, str]) -> None:
        with _gone_already():
            self._clients("sqs").delete_queue(QueueUrl=outputs["OnFailureQueueUrl"])
        with _gone_already():
            self._empty(outputs["ArtifactsBucket"])
            self._clients("s3").delete_bucket(Bucket=outputs["ArtifactsBucket"])

    def _empty_buckets(self, stack: str) -> None:
        """A bucket of a disposable stack can only go when it is empty."""
        pages = self._clients("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        for page in pages:
            for resource in page["StackResourceSummaries"]:
                if resource["ResourceType"] == "AWS::S3::Bucket":
                    self._empty(resource["PhysicalResourceId"])

    def _empty(self, bucket: str) -> None:
        for some in _versions(self._clients("s3"), bucket):
            self._clients("s3").delete_objects(Bucket=bucket, Delete={"Objects": some, "Quiet": True})


def require_twice(stage: str, told: str | None, confirmed: str | None, orders: str) -> None:
    """Data goes only where it was said twice, in different words. Raises: `DeploymentFailed`."""
    if told != stage or confirmed != orders:
        raise DeploymentFailed(
            "the data stays: nothing was deleted",
            f"to lose it for ever, say both --data-of {stage} and --orders-table {orders}",
        )


@contextmanager
def _gone_already() -> Iterator[None]:
    """What an earlier try has deleted is no error."""
    try:
        yield
    except ClientError as error:
        if code_of(error) not in _GONE:
            raise


def _is_generation(name: str, first: str) -> bool:
    suffix = name.removeprefix(f"{first}-g")
    return suffix != name and suffix.isdigit()


def _versions(s3: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        every = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if every:
            yield [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in every]
