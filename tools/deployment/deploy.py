"""A deployment, in the order in which it happens.

    dashboard   built where its sources have changed; without Node it stays as it is
    stateful    tables, on-failure queue and artifacts bucket; adopted tables are checked and completed
    scaling     where billing is provisioned
    views       the shop and the first generation of its views, so that the handler finds them
    app         the functions, the gateway and the event source
    backfill    where the views are not complete, or belong to another version of the projections
    monitoring  alarms and dashboards
    website     where there is a build of the dashboard
    smoke       one order goes the whole way through, and out again

The bundle and the templates are made and checked before the first step, so that a mistake in them changes nothing.
Every step may be repeated: what is done is found done.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.clients import Client, Rules
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import open_first, register
from chalicelib.runtime import runtime
from tools.commands.rebuild import rebuild
from tools.dashboard import DIST, SOURCES
from tools.dashboard.build import build
from tools.dashboard.node import NoNode
from tools.deployment import adopt, environment, website
from tools.deployment.api import url_of
from tools.deployment.aws import Clients, DeploymentFailed
from tools.deployment.names import TABLE_NAMES, stack_name
from tools.deployment.publication import Release
from tools.deployment.smoke import smoke
from tools.deployment.sources import INFRA
from tools.deployment.stacks import Plan, differing
from tools.deployment.stages import Stage
from tools.deployment.standing import Standing
from tools.deployment.template import AppTemplate

Report = Callable[[str], None]

_WORKERS = 4
_MOST_INLINE = 51_200  # bytes that CloudFormation takes without S3
_WATCHED = ("ApiName", "ApiStage", "ApiFunction", "StreamFunction", "NightlyFunction", "AuthorizerFunction")


@dataclass(frozen=True)
class Step:
    """One step of a deployment: its name, what it does, doing it, and the stacks without which it can't be planned."""

    name: str
    what: str
    run: Callable[[], None]
    needs: tuple[str, ...] = ()


class Deployment:
    """A deployment of one stage to one account; without a template of the app Chalice deploys the app itself."""

    def __init__(
        self, stage: Stage, app: AppTemplate | None, clients: Clients, *, report: Report, dry_run: bool
    ) -> None:
        self.stage = stage
        self.standing = Standing(stage, clients, report)
        self._app = app
        self._clients = clients
        self._report = report
        self._dry_run = dry_run

    def steps(self) -> list[Step]:
        """What will be done, in order."""
        tables = "make or update the tables, the on-failure queue and the artifacts bucket"
        scaling = Step("scaling", "let the tables' throughput follow their use", self._scaling, ("stateful",))
        dashboard = Step("dashboard", "build the dashboard where it has changed", self._dashboard)
        site = Step("website", "upload the dashboard", self._website, ("app",))
        has_dashboard = (SOURCES / "package.json").exists()
        return [
            *([dashboard] if has_dashboard else []),
            Step("stateful", tables, self._stateful),
            *([scaling] if self.stage.parameters["stateful"].get("Billing") == "provisioned" else []),
            Step("views", "open the shop and its first views, where there are none", self._views, ("stateful",)),
            self._app_step(),
            Step("backfill", "build the views where they are not complete", self._backfill, ("stateful",)),
            Step("monitoring", "make or update the alarms and dashboards", self._monitoring, ("stateful", "app")),
            *([site] if has_dashboard else []),
            Step("smoke", "send one order through, and take it out again", self._smoke, ("app",)),
        ]

    def _app_step(self) -> Step:
        if self._app is None:
            return Step(
                "app", "run `chalice deploy`, then tune what it has no setting for", self._chalice, ("stateful",)
            )
        what = f"upload the bundle and deploy version {self._app.version}"
        return Step("app", what, self._packaged, ("stateful",))

    def can_plan(self, step: Step) -> bool:
        """Whether the stacks that a step needs are there."""
        return all(self.standing.has(part) for part in step.needs)

    def app_outputs(self) -> Mapping[str, str]:
        """The outputs of the app that this deployment is about; another may stand beside it."""
        return self.standing.app() if self._app is not None else self.standing.chalice_outputs()

    # The steps

    def _stateful(self) -> None:
        self._require_free_names()
        self._adopt()
        parameters = {"Stage": self.stage.name, **self.stage.parameters["stateful"]}
        self._stack("stateful", (INFRA / "stateful.yaml").read_text(), parameters)
        if self.standing.has("stateful"):
            environment.enter(self.stage, self.standing.stateful())

    def _require_free_names(self) -> None:
        """A new stack can't make tables that are there. Raises: `DeploymentFailed` before anything is changed."""
        if self.standing.has("stateful"):
            return
        there = self.standing.tables()
        taken = {origin: table.name for origin, table in self.stage.own_tables().items() if table.name in there}
        if taken:
            lines = "; ".join(f'{origin} = "adopt"' for origin in taken)
            raise DeploymentFailed(
                f"these tables exist already: {', '.join(taken.values())}; nothing was changed",
                f"to use them, write under [stateful] in the stage's file: {lines}; else choose other names there",
            )

    def _adopt(self) -> None:
        dynamodb = self._clients("dynamodb")
        adoptions = [adopt.plan_adoption(dynamodb, table) for table in self.stage.adopted_tables()]
        for adoption in adoptions:
            self._report(str(adoption))
        for adoption in adoptions:  # all before the first is changed
            adopt.require_no_obstacles(adoption)
        for adoption in adoptions if not self._dry_run else []:
            adopt.adopt(dynamodb, adoption, self._report)

    def _scaling(self) -> None:
        parameters = {**_table_names(self.standing.stateful()), **self.stage.parameters["scaling"]}
        self._stack("scaling", (INFRA / "scaling.yaml").read_text(), parameters)

    def _views(self) -> None:
        if self._dry_run:
            return
        parts = runtime()
        name = parts.settings.default_client
        if parts.clients.get(name) is None:
            register(parts.store, parts.settings.tables, Client(name, name, Rules()))
            self._report(f"  opened the shop {name} with the usual rules; `clients change {name}` sets others")
        open_first(parts.store, parts.settings.tables)

    def _packaged(self) -> None:
        assert self._app is not None, "Chalice deploys this app"
        stateful = self.standing.stateful()
        parameters = {
            **_table_names(stateful),
            **{name: stateful[name] for name in ("OrdersStreamArn", "OnFailureQueueArn")},
            **self._app.parameters,
        }
        publication = self.standing.publication()
        if not self._dry_run:
            publication.upload(self._app.bundle_key, self._app.bundle.read_bytes(), "application/zip")
        text = self._app.text(publication.bucket)
        has_changed = self._stack("app", text, parameters)
        if has_changed and not self._dry_run:
            key = publication.upload_template("app", text)
            publication.record(Release(self._app.version, PROJECTION_VERSION, key, parameters))

    def _chalice(self) -> None:
        if not self._dry_run:
            self.standing.chalice_app().deploy()

    def _backfill(self) -> None:
        if self._dry_run:
            return
        if runtime().generations.active() is None:
            rebuild(runtime(), _WORKERS)
        else:
            self._report("  the views are complete")

    def _monitoring(self) -> None:
        stateful, app = self.standing.stateful(), self.app_outputs()
        parameters = {
            **_table_names(stateful),
            **{name: app[name] for name in _WATCHED},
            "OnFailureQueueName": stateful["OnFailureQueueArn"].rpartition(":")[2],
            "Stage": self.stage.name,
            **self.stage.parameters["monitoring"],
        }
        is_new = not self.standing.has("monitoring")
        self._stack("monitoring", (INFRA / "monitoring.yaml").read_text(), parameters)
        if is_new and not self._dry_run:
            self._first_night(app["NightlyFunction"])

    def _first_night(self, function: str) -> None:
        """Let the nightly upkeep run once now, so that the alarm which misses it does not ring until tomorrow."""
        event = dict.fromkeys(("version", "id", "source", "account", "time", "region", "detail-type"), "")
        payload = json.dumps({**event, "resources": [], "detail": {}})
        self._clients("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=payload)
        self._report("  the nightly upkeep runs for the first time, in the background")

    def _dashboard(self) -> None:
        if self._dry_run:
            return
        try:
            build(lambda text: self._report(f"  {text}"))
        except NoNode as error:
            self._report(f"  SKIPPED: the dashboard stays as it is, because {error.message}")

    def _website(self) -> None:
        if not self._dry_run and not (DIST / website.INDEX).exists():
            self._report("  SKIPPED: there is no build of the dashboard")
            return
        app = self.app_outputs()
        parameters = {
            "Stage": self.stage.name,
            "ApiDomain": app["ApiUrl"].split("/")[2],
            "ApiStage": app["ApiStage"],
            **self.stage.parameters["website"],
        }
        self._stack("website", (INFRA / "website.yaml").read_text(), parameters)
        if not self._dry_run:
            outputs = self.standing.stacks.outputs(stack_name(self.stage.name, "website"))
            s3, cloudfront = self._clients("s3"), self._clients("cloudfront")
            bucket, distribution = outputs["WebsiteBucket"], outputs["DistributionId"]
            website.upload(DIST, bucket, distribution, s3=s3, cloudfront=cloudfront)
            self._report(f"  the dashboard is at {outputs['WebsiteUrl']}")

    def _smoke(self) -> None:
        if not self._dry_run:
            outputs = self.app_outputs()
            smoke(runtime(), url_of(outputs), key=self.standing.api_key(outputs), report=self._report)

    # What they share

    def _stack(self, part: str, template: str, parameters: Mapping[str, str]) -> bool:
        """Plan a stack's change, show it, and carry it out. Returns: whether there was one."""
        name = stack_name(self.stage.name, part)
        stack = self.standing.stacks.find(name)
        if self._dry_run and stack is not None and stack.is_half_made:
            self._report(f"  {name} was left half made ({stack.status}): it would be removed, and made again")
            return True
        plan = self.standing.stacks.plan(name, self._where(part, template), parameters)
        if plan is None:
            self._report(f"  {name}: nothing to change")
            return False
        for change in plan.changes:
            self._report(f"  {change}")
        self._carry_out(part, plan)
        return True

    def _carry_out(self, part: str, plan: Plan) -> None:
        stacks = self.standing.stacks
        if self._dry_run:
            stacks.drop(plan)
            return
        if part == "stateful" and (lost := differing(plan.changes)):
            stacks.drop(plan)
            names = ", ".join(change.resource for change in lost)
            raise DeploymentFailed(
                f"this would remove or replace what holds data: {names}",
                "keep the names in the stage's file, or move the data yourself first; nothing was changed",
            )
        stacks.carry_out(plan)

    def _where(self, part: str, template: str) -> dict[str, str]:
        """The template itself, or where it was uploaded, if it is too long."""
        if len(template.encode()) <= _MOST_INLINE:
            return {"TemplateBody": template}
        publication = self.standing.publication()
        return {"TemplateURL": publication.url_of(publication.upload_template(part, template))}


def _table_names(stateful: Mapping[str, str]) -> dict[str, str]:
    return {name: stateful[name] for name in TABLE_NAMES}
