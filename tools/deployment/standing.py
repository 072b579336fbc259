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

    def stateful(self) -> Mapping[str, str]:
        """The outputs of the stateful stack, with the stream of an adopted orders table too.

        Raises: `DeploymentFailed` where the stage was never deployed.
        """
        outputs = self.stacks.outputs(stack_name(self.stage.name, "stateful"))
        stream = outputs.get("OrdersStreamArn") or self._stream_of(outputs["OrdersTable"])
        return {**outputs, "OrdersStreamArn": stream}

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
