"""A deployment, in the order in which it happens.

    stateful    tables, on-failure queue and artifacts bucket; adopted tables are checked and completed
    scaling     where billing is provisioned
    views       the shop and the first generation of its views, so that the handler finds them
    app         the functions, the gateway and the event source
    backfill    where the views are not complete, or belong to another version of the projections
    monitoring  alarms and dashboards
    smoke       one order goes the whole way through, and out again

The bundle and the templates are made and checked before the first step, so that a mistake in them changes nothing.
Every step may be repeated: what is done is found done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.clients import Client, Rules
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import open_first, register
from chalicelib.runtime import runtime
from tools.commands.rebuild import rebuild
from tools.deployment import adopt, environment
from tools.deployment.api import url_of
from tools.deployment.aws import Clients, DeploymentFailed
from tools.deployment.names import TABLE_NAMES, stack_name
from tools.deployment.publication import Publication, Release
from tools.deployment.smoke import smoke
from tools.deployment.stacks import Plan, Stacks, differing
from tools.deployment.stages import Stage
from tools.deployment.template import AppTemplate

Report = Callable[[str], None]

_INFRA = Path(__file__).resolve().parents[2] / "infra"
_WORKERS = 4
_MOST_INLINE = 51_200  # bytes that CloudFormation takes without S3


@dataclass(frozen=True)
class Step:
    """One step of a deployment: its name, what it does, and doing it."""

    name: str
    what: str
    run: Callable[[], None]
    needs: tuple[str, ...] = ()  # stacks without which it can't even be planned


class Deployment:
    """A deployment of one stage to one account."""

    def __init__(self, stage: Stage, app: AppTemplate, clients: Clients, *, report: Report, dry_run: bool) -> None:
        self.stage = stage
        self._app = app
        self._clients = clients
        self._report = report
        self._dry_run = dry_run
        self._stacks = Stacks(clients("cloudformation"), report=report)
        self._outputs: dict[str, Mapping[str, str]] = {}

    def steps(self) -> list[Step]:
        """What will be done, in order."""
        is_scaled = self.stage.parameters["stateful"].get("Billing") == "provisioned"
        every = [
            Step(
                "stateful", "make or update the tables, the on-failure queue and the artifacts bucket", self._stateful
            ),
            Step("scaling", "scale the tables' throughput", self._scaling, ("stateful",)) if is_scaled else None,
            Step("views", "open the shop and its first views, where there are none", self._views),
            Step("app", f"upload the bundle and deploy version {self._app.version}", self._deploy_app, ("stateful",)),
            Step("backfill", "build the views where they are not complete", self._backfill),
            Step("monitoring", "make or update the alarms and dashboards", self._monitoring, ("stateful", "app")),
            Step("smoke", "send one order through, and take it out again", self._smoke),
        ]
        return [step for step in every if step is not None]

    def outputs_of(self, part: str) -> Mapping[str, str]:
        """The outputs of a stack. Raises: `DeploymentFailed` where it is not there."""
        if part not in self._outputs:
            self._outputs[part] = self._stacks.outputs(stack_name(self.stage.name, part))
        return self._outputs[part]

    def can_plan(self, step: Step) -> bool:
        """Whether the stacks that a step needs are there."""
        return all(self._stacks.find(stack_name(self.stage.name, part)) is not None for part in step.needs)

    # The steps

    def _stateful(self) -> None:
        self._adopt()
        parameters = {"Stage": self.stage.name, **self.stage.parameters["stateful"]}
        self._stack("stateful", (_INFRA / "stateful.yaml").read_text(), parameters)
        if "stateful" in self._outputs:
            environment.enter(self.stage, self._outputs["stateful"])

    def _adopt(self) -> None:
        dynamodb = self._clients("dynamodb")
        for table in self.stage.adopted_tables():
            adoption = adopt.plan_adoption(dynamodb, table)
            self._report(str(adoption))
            if adoption.obstacles:
                raise DeploymentFailed(f"{table.name} can't be adopted", "; ".join(adoption.obstacles))
            if not self._dry_run:
                adopt.adopt(dynamodb, adoption, self._report)

    def _scaling(self) -> None:
        stateful = self.outputs_of("stateful")
        self._stack(
            "scaling",
            (_INFRA / "scaling.yaml").read_text(),
            {**_table_names(stateful), **self.stage.parameters["scaling"]},
        )

    def _views(self) -> None:
        if self._dry_run:
            return
        parts = runtime()
        name = parts.settings.default_client
        if parts.clients.get(name) is None:
            register(parts.store, parts.settings.tables, Client(name, name, Rules()))
            self._report(
                f"opened the shop {name}; `python -m tools --stage {self.stage.name} clients change` sets its rules"
            )
        open_first(parts.store, parts.settings.tables)

    def _deploy_app(self) -> None:
        stateful = self.outputs_of("stateful")
        parameters = {
            **_table_names(stateful),
            "Stage": self.stage.name,
            "OrdersStreamArn": stateful.get("OrdersStreamArn") or self._stream_of(stateful["OrdersTable"]),
            "OnFailureQueueArn": stateful["OnFailureQueueArn"],
            **self.stage.parameters["app"],
        }
        publication = Publication(self._clients("s3"), stateful["ArtifactsBucket"])
        if not self._dry_run:
            publication.upload(self._app.bundle_key, self._app.bundle.read_bytes(), "application/zip")
        text = self._app.text(publication.bucket)
        has_changed = self._stack("app", text, parameters)
        if has_changed and not self._dry_run:
            key = publication.upload_template("app", text)
            publication.record(Release(self._app.version, PROJECTION_VERSION, key, parameters))

    def _backfill(self) -> None:
        if self._dry_run:
            return
        parts = runtime()
        active = parts.generations.active()
        if active is None:
            rebuild(parts, _WORKERS)
        else:
            self._report("the views are complete")

    def _monitoring(self) -> None:
        parameters = {
            **_table_names(self.outputs_of("stateful")),
            **_monitored(self.outputs_of("app")),
            "OnFailureQueueName": self.outputs_of("stateful")["OnFailureQueueArn"].rpartition(":")[2],
            "Stage": self.stage.name,
            **self.stage.parameters["monitoring"],
        }
        self._stack("monitoring", (_INFRA / "monitoring.yaml").read_text(), parameters)

    def _smoke(self) -> None:
        if not self._dry_run:
            smoke(runtime(), url_of(self.outputs_of("app")), report=self._report)

    # What they share

    def _stack(self, part: str, template: str, parameters: Mapping[str, str]) -> bool:
        """Plan a stack's change, show it, and carry it out. Returns: whether there was one."""
        name = stack_name(self.stage.name, part)
        plan = self._stacks.plan(name, self._where(part, template), parameters)
        if plan is None:
            self._report(f"{name}: nothing to change")
        else:
            self._show(plan)
            self._carry_out(plan)
        if self._stacks.find(name) is not None:
            self._outputs[part] = self._stacks.outputs(name)
        return plan is not None

    def _carry_out(self, plan: Plan) -> None:
        if self._dry_run:
            self._stacks.drop(plan)
            return
        if plan.stack.endswith("-stateful") and (lost := differing(plan.changes)):
            self._stacks.drop(plan)
            names = ", ".join(change.resource for change in lost)
            raise DeploymentFailed(
                f"this would remove or replace what holds data: {names}",
                "keep the names in the stage's file, or move the data yourself first; nothing was changed",
            )
        self._stacks.carry_out(plan)

    def _where(self, part: str, template: str) -> dict[str, str]:
        """The template itself, or where it was uploaded, if it is too long."""
        if len(template.encode()) <= _MOST_INLINE:
            return {"TemplateBody": template}
        publication = Publication(self._clients("s3"), self.outputs_of("stateful")["ArtifactsBucket"])
        return {"TemplateURL": publication.url_of(publication.upload_template(part, template))}

    def _stream_of(self, table: str) -> str:
        return str(self._clients("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"])

    def _show(self, plan: Plan) -> None:
        for change in plan.changes:
            self._report(f"  {change}")


def _table_names(stateful: Mapping[str, str]) -> dict[str, str]:
    return {name: stateful[name] for name in TABLE_NAMES}


def _monitored(app: Mapping[str, str]) -> dict[str, str]:
    names = ("ApiName", "ApiStage", "ApiFunction", "StreamFunction", "NightlyFunction", "AuthorizerFunction")
    return {name: app[name] for name in names}
