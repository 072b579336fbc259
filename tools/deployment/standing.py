"""What of a stage stands in an account: its stacks, and the app whichever way it was deployed."""

from collections.abc import Callable, Mapping

from tools.deployment.aws import Clients, DeploymentFailed
from tools.deployment.chalice_app import ChaliceApp, notes_key
from tools.deployment.names import stack_name
from tools.deployment.publication import Publication
from tools.deployment.stacks import Stacks
from tools.deployment.stages import Stage


class Standing:
    """One stage in one account, as it is at the moment of the question."""

    def __init__(self, stage: Stage, clients: Clients, report: Callable[[str], None]) -> None:
        self.stage = stage
        self.stacks = Stacks(clients("cloudformation"), report=report)
        self._clients = clients
        self._report = report

    def has(self, part: str) -> bool:
        """Whether a stack is there, and was made to its end."""
        stack = self.stacks.find(stack_name(self.stage.name, part))
        return stack is not None and stack.is_whole

    def tables(self) -> set[str]:
        """The names of all tables in the region."""
        pages = self._clients("dynamodb").get_paginator("list_tables").paginate()
        return {name for page in pages for name in page["TableNames"]}

    def kept(self) -> Mapping[str, str]:
        """The outputs of the stateful stack. Raises: `DeploymentFailed` where the stage was never deployed."""
        name = stack_name(self.stage.name, "stateful")
        outputs = self.stacks.outputs(name)
        if not self.has("stateful"):
            raise DeploymentFailed(f"{name} was left half made", f"python -m tools deploy --stage {self.stage.name}")
        return outputs

    def stateful(self) -> Mapping[str, str]:
        """The outputs of the stateful stack, and the stream that the orders table has now.

        An adopted table is not in the stack, and one that was restored from a backup has another stream than before.
        Raises: `DeploymentFailed` where the stage was never deployed, or the table has no stream.
        """
        kept = self.kept()
        return {**kept, "OrdersStreamArn": self._stream_of(kept["OrdersTable"])}

    def app(self) -> Mapping[str, str]:
        """The outputs of the app. Raises: `DeploymentFailed` where there is none."""
        if self.has("app"):
            return self.stacks.outputs(stack_name(self.stage.name, "app"))
        return self.chalice_outputs()

    def chalice_outputs(self) -> Mapping[str, str]:
        """The same of the app that `chalice deploy` has made. Raises: `DeploymentFailed` where there is none."""
        outputs = self.chalice_app().outputs()
        if outputs is None:
            raise DeploymentFailed(
                f"no app of {self.stage.name} is deployed", f"python -m tools deploy --stage {self.stage.name}"
            )
        return outputs

    def is_by_chalice(self) -> bool:
        """Whether `chalice deploy` has made an app."""
        return self.has("stateful") and self.publication().find(notes_key(self.stage)) is not None

    def chalice_app(self) -> ChaliceApp:
        """The app as Chalice itself deploys it."""
        return ChaliceApp(self.stage, self.stateful(), self._clients, self._report)

    def api_key(self, app: Mapping[str, str]) -> str | None:
        """The API key that the app's calls need, where it has a usage plan."""
        if "ApiKeyId" not in app:
            return None
        return str(self._clients("apigateway").get_api_key(apiKey=app["ApiKeyId"], includeValue=True)["value"])

    def publication(self) -> Publication:
        """The artifacts bucket."""
        return Publication(self._clients("s3"), self.kept()["ArtifactsBucket"])

    def _stream_of(self, table: str) -> str:
        described = self._clients("dynamodb").describe_table(TableName=table)["Table"]
        if not described.get("StreamSpecification", {}).get("StreamEnabled"):
            raise DeploymentFailed(
                f"the table {table} has no stream; one that was restored from a backup comes without",
                f"aws dynamodb update-table --table-name {table} "
                "--stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES; then deploy again",
            )
        return str(described["LatestStreamArn"])
