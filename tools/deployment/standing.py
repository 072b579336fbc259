"""What of a stage stands in an account: its stacks, and the app whichever way it was deployed."""

from collections.abc import Callable, Mapping

from tools.deployment.aws import Clients, DeploymentFailed
from tools.deployment.chalice_app import ChaliceApp
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
        """Whether a stack is there."""
        return self.stacks.find(stack_name(self.stage.name, part)) is not None

    def is_whole(self) -> bool:
        """Whether the stateful stack is there, and was made to its end."""
        stack = self.stacks.find(stack_name(self.stage.name, "stateful"))
        return stack is not None and "ArtifactsBucket" in stack.outputs

    def tables(self) -> set[str]:
        """The names of all tables in the region."""
        pages = self._clients("dynamodb").get_paginator("list_tables").paginate()
        return {name for page in pages for name in page["TableNames"]}

    def stateful(self) -> Mapping[str, str]:
        """The outputs of the stateful stack, and the stream that the orders table has now.

        An adopted table is not in the stack, and one that was restored from a backup has another stream than before.
        Raises: `DeploymentFailed` where the stage was never deployed.
        """
        name = stack_name(self.stage.name, "stateful")
        outputs = self.stacks.outputs(name)
        if "ArtifactsBucket" not in outputs:
            raise DeploymentFailed(f"{name} was left half made", f"python -m tools deploy --stage {self.stage.name}")
        return {**outputs, "OrdersStreamArn": self._stream_of(outputs["OrdersTable"])}

    def app(self) -> Mapping[str, str]:
        """The outputs of the app. Raises: `DeploymentFailed` where there is none."""
        if self.has("app"):
            return self.stacks.outputs(stack_name(self.stage.name, "app"))
        outputs = self.chalice_app().outputs()
        if outputs is None:
            raise DeploymentFailed(
                f"no app of {self.stage.name} is deployed", f"python -m tools deploy --stage {self.stage.name}"
            )
        return outputs

    def chalice_app(self) -> ChaliceApp:
        """The app as Chalice itself deploys it."""
        return ChaliceApp(self.stage, self.stateful(), self._clients, self._report)

    def publication(self) -> Publication:
        """The artifacts bucket."""
        return Publication(self._clients("s3"), self.stateful()["ArtifactsBucket"])

    def _stream_of(self, table: str) -> str:
        return str(self._clients("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"])
