"""The app of a stage by plain `chalice deploy`: one command more, for those who want no stack of functions.

What Chalice notes of a deployment, without which it can't update it, is kept in the artifacts bucket.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.deployment.aws import Clients, DeploymentFailed
from tools.deployment.chalice_project import function_name, project_for_chalice
from tools.deployment.publication import Publication
from tools.deployment.stages import Stage
from tools.deployment.tune import mapping_of, tunings

_CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"


def notes_key(stage: Stage) -> str:
    """Where Chalice's notes of a stage are in the artifacts bucket."""
    return f"chalice/{stage.name}.json"


class ChaliceApp:
    """The app of one stage, deployed by Chalice itself; `outputs` as for `project_for_chalice`."""

    def __init__(self, stage: Stage, outputs: Mapping[str, str], clients: Clients, report: Any) -> None:
        self._stage = stage
        self._outputs = outputs
        self._clients = clients
        self._report = report
        self._publication = Publication(clients("s3"), outputs["ArtifactsBucket"])
        self._key = notes_key(stage)

    def deploy(self) -> Mapping[str, str]:
        """Deploy the app and tune it. Returns: what the stack of the app would have as outputs."""
        deployed = self._run("deploy")
        outputs = self._told(deployed)
        for tuning in tunings(self._stage, self._outputs, outputs["ApiId"], self._clients):
            self._report(f"  {tuning.what}")
            tuning.set()
        return outputs

    def delete(self) -> bool:
        """Delete the app. Returns: whether there was one."""
        if self._publication.find(self._key) is None:
            return False
        self._run("delete")
        self._publication.remove(self._key)
        return True

    def outputs(self) -> Mapping[str, str] | None:
        """What the stack of the app would have as outputs; None where Chalice has deployed nothing."""
        noted = self._publication.find(self._key)
        return None if noted is None else self._told(json.loads(noted))

    def _run(self, command: str) -> dict[str, Any]:
        with TemporaryDirectory() as folder:
            project = project_for_chalice(self._stage, self._outputs, Path(folder))
            notes = project / ".chalice" / "deployed" / f"{self._stage.name}.json"
            notes.parent.mkdir(parents=True)
            if (noted := self._publication.find(self._key)) is not None:
                notes.write_bytes(noted)
            try:
                self._chalice(project, command)
            finally:  # what a failed deployment has made is noted too
                if notes.is_file():
                    self._publication.replace(self._key, notes.read_bytes())
            return dict(json.loads(notes.read_text()))

    def _chalice(self, project: Path, command: str) -> None:
        environment = {**os.environ, "ORDERS_STREAM_ARN": self._outputs["OrdersStreamArn"]}
        called = [sys.executable, "-c", _CHALICE, "--project-dir", str(project), command, "--stage", self._stage.name]
        ran = subprocess.Popen(
            called, env=environment, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert ran.stdout is not None
        lines = [line.rstrip() for line in self._reported(ran.stdout)]
        if ran.wait() != 0:
            raise DeploymentFailed(
                f"`chalice {command}` failed: {' '.join(lines[-5:])}", "mend what it names, then run it again"
            )

    def _reported(self, lines: Any) -> Any:
        for line in lines:
            self._report(f"  {line.rstrip()}")
            yield line

    def _told(self, deployed: Mapping[str, Any]) -> dict[str, str]:
        (api,) = [each for each in deployed["resources"] if each["resource_type"] == "rest_api"]
        name, arn = self._stage.name, self._outputs["OrdersStreamArn"]
        return {
            "ApiUrl": api["rest_api_url"].rstrip("/"),
            "ApiId": api["rest_api_id"],
            "ApiName": "weborders",
            "ApiStage": api["rest_api_url"].rstrip("/").rpartition("/")[2],
            "ApiFunction": function_name(name, "api_handler"),
            "AuthorizerFunction": function_name(name, "token_authorizer"),
            "StreamFunction": function_name(name, "updateCustomerMetricsCache"),
            "NightlyFunction": function_name(name, "nightlyUpkeep"),
            "EventSourceMapping": mapping_of(self._clients("lambda"), name, arn),
        }
