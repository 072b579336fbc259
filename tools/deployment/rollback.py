"""Back to a version of the app that ran before: its own bundle, template and parameters, as they were deployed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.projections.contribution import PROJECTION_VERSION
from tools.deployment.aws import Clients, DeploymentFailed
from tools.deployment.deploy import Report
from tools.deployment.names import stack_name
from tools.deployment.publication import Release
from tools.deployment.stages import Stage
from tools.deployment.standing import Standing


@dataclass(frozen=True)
class Return:
    """The version that runs, and the one to go back to."""

    current: Release
    target: Release

    @property
    def needs_rebuild(self) -> bool:
        """Whether the two disagree about the views: the older code then refuses the newer ones."""
        return self.current.projection_version != self.target.projection_version


class Rollback:
    """The way back for the app of one stage."""

    def __init__(self, stage: Stage, clients: Clients, *, report: Report) -> None:
        self._name = stack_name(stage.name, "app")
        self._standing = Standing(stage, clients, report)
        self._stacks = self._standing.stacks
        self._publication = self._standing.publication()

    def releases(self) -> list[Release]:
        """What was deployed, the newest first."""
        return self._publication.releases()

    def plan(self, version: str | None) -> Return:
        """The way back to a version, or to the one before. Raises: `DeploymentFailed` where there is none."""
        releases = self.releases()
        if not releases or self._stacks.find(self._name) is None:
            raise DeploymentFailed(
                "no packaged app is deployed to this stage",
                "what `chalice deploy` has deployed goes back by checking out its version and deploying that",
            )
        current = releases[0]
        for release in releases[1:]:
            if release.version == version or (version is None and _differ(release, current)):
                return Return(current, release)
        known = ", ".join(dict.fromkeys(release.version for release in releases))
        raise DeploymentFailed(
            f"there is no {'earlier version' if version is None else f'version {version}'} to go back to",
            f"these were deployed: {known}",
        )

    def carry_out(self, way: Return) -> Mapping[str, str]:
        """Deploy the earlier version again. Returns: the app's outputs."""
        # The stream is the one that the orders table has now: a table that was restored since has another.
        stream = {"OrdersStreamArn": self._standing.stateful()["OrdersStreamArn"]}
        target = replace(way.target, parameters={**way.target.parameters, **stream})
        template = {"TemplateURL": self._publication.url_of(target.template_key)}
        plan = self._stacks.plan(self._name, template, target.parameters)
        if plan is not None:
            self._stacks.carry_out(plan)
        self._publication.record(target)
        return self._stacks.outputs(self._name)


def _differ(one: Release, other: Release) -> bool:
    """Whether two releases are not the same; the same code may be deployed with other parameters."""
    return (one.template_key, one.parameters) != (other.template_key, other.parameters)


def next_step(way: Return, stage: str) -> str:
    """What to do after a rollback."""
    if way.needs_rebuild:
        return (
            f"the views belong to version {way.current.projection_version} of the projections, this code to "
            f"{way.target.projection_version}: reads come from a recount until "
            f"you check out {way.target.version} and run `python -m tools --stage {stage} rebuild`"
        )
    if way.target.projection_version != PROJECTION_VERSION:
        return f"check out {way.target.version} before you run commands of upkeep on this stage"
    return f"`python -m tools smoke --stage {stage}`; mend what was wrong, then deploy again"
