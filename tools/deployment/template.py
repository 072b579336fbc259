"""The template of the app: what Chalice made, pointed at the aliases, with what a stage chooses."""

import json
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from chalicelib.projections.contribution import PROJECTION_VERSION
from tools.deployment.bundle import CACHE, Package, package
from tools.deployment.checks import check_template
from tools.deployment.gateway import gateway_responses
from tools.deployment.sources import PROJECT
from tools.deployment.stages import Stage

# A bucket for the checks, which need one; the real one is known when the stateful stack is.
ANY_BUCKET = "artifacts"

_ALL_AT_ONCE = "AllAtOnce"
_FUNCTION = "AWS::Serverless::Function"
# The functions whose traffic is shifted, each with the alarms that take it back.
_SHIFTED = {"APIHandler": ("ApiServerErrors", "ApiCrashes"), "UpdateCustomerMetricsCache": ("StreamErrors",)}

Template = dict[str, Any]


@dataclass(frozen=True)
class AppTemplate:
    """The app of one stage, ready to be deployed: its template, its parameters, its bundle and the bundle's key."""

    version: str
    template: Template
    parameters: Mapping[str, str]
    bundle: Path
    bundle_key: str

    def text(self, bucket: str) -> str:
        """The template, with its bundle in this bucket."""
        template = deepcopy(self.template)
        for resource in template["Resources"].values():
            if resource["Type"] == _FUNCTION:
                resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": self.bundle_key}
        return json.dumps(template, indent=1, ensure_ascii=False) + "\n"


def app_template(stage: Stage, *, project: Path = PROJECT, cache: Path = CACHE, is_checked: bool = True) -> AppTemplate:
    """Make the app of a stage, and check it. Raises: `DeploymentFailed` naming what is wrong."""
    made = package(project, cache)
    chosen = {"Stage": stage.name, **stage.parameters["app"]}
    version = _version(project, made)
    template = _finished(made.template, chosen, version)
    _mark_versions(template, made.digest, chosen)
    app = AppTemplate(version, template, chosen, made.bundle, f"bundles/{made.digest[:32]}.zip")
    if is_checked:
        check_template(app.text(ANY_BUCKET), chosen, region=stage.region)
    return app


def _finished(merged: Template, chosen: Mapping[str, str], version: str) -> Template:
    template = _through_aliases(_without_chalices_stage(merged))
    template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"] = gateway_responses()
    if chosen.get("Traffic", _ALL_AT_ONCE) != _ALL_AT_ONCE:
        _shift_traffic(template, chosen["Traffic"])
    if chosen.get("UsagePlan") == "on":
        _require_keys(template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"])
    _tell_versions(template, version)
    return template


def _without_chalices_stage(merged: Template) -> Template:
    """The functions without the variables and tags of .chalice/config.json, which are those of one stage.

    The variables are for `chalice deploy`; here they would hide the stack's parameters.
    """
    template = deepcopy(merged)
    for resource in template["Resources"].values():
        if resource["Type"] == _FUNCTION:
            resource["Properties"].pop("Environment", None)
            resource["Properties"]["Tags"] = {"app": "weborders", "stage": {"Ref": "Stage"}}
    return template


def _through_aliases(template: Template) -> Template:
    """Chalice's gateway calls the newest code; ours calls the alias, which a canary and warm instances need."""
    text = json.dumps(template)
    for name in ("APIHandler", "TokenAuthorizer"):
        text = text.replace(f"${{{name}.Arn}}", f"${{{name}.Alias}}")
    pointed: Template = json.loads(text)
    for name in ("APIHandler", "TokenAuthorizer"):
        pointed["Resources"][f"{name}InvokePermission"]["Properties"]["FunctionName"] = {"Ref": f"{name}.Alias"}
    return pointed


def _shift_traffic(template: Template, traffic: str) -> None:
    for name, alarms in _SHIFTED.items():
        preference = {"Type": traffic, "Alarms": [{"Ref": alarm} for alarm in alarms]}
        template["Resources"][name]["Properties"]["DeploymentPreference"] = preference


def _mark_versions(template: Template, digest: str, chosen: Mapping[str, str]) -> None:
    """Let a changed parameter or setting make a version of its function too; SAM looks at the code alone.

    Without it the alias would keep the old variables.
    """
    for resource in template["Resources"].values():
        if resource["Type"] == _FUNCTION:
            known = json.dumps([digest, dict(chosen), resource, template["Globals"]], sort_keys=True)
            resource["Properties"]["AutoPublishCodeSha256"] = sha256(known.encode()).hexdigest()


def _require_keys(body: Template) -> None:
    """Let every method that asks for a token ask for an API key too."""
    body["securityDefinitions"]["api_key"] = {"type": "apiKey", "name": "x-api-key", "in": "header"}
    for methods in body["paths"].values():
        for method in methods.values():
            if "security" in method:
                method["security"] = [{**each, "api_key": []} for each in method["security"]]


def _tell_versions(template: Template, version: str) -> None:
    versions = {"AppVersion": version, "ProjectionVersion": str(PROJECTION_VERSION)}
    template["Metadata"] = {**template.get("Metadata", {}), "WebOrders": versions}
    for chalices in ("RestAPIId", "APIHandlerName", "APIHandlerArn", "EndpointURL"):
        template["Outputs"].pop(chalices, None)
    template["Outputs"] |= {name: {"Value": value} for name, value in versions.items()}


def _version(project: Path, made: Package) -> str:
    """What this version is called: by git, and by its content where git does not know that."""
    described = _git_describe(project)
    if described and not described.endswith("-dirty"):
        return described
    content = sha256(json.dumps([made.template, made.digest]).encode()).hexdigest()[:10]
    return f"{described}-{content}" if described else content


def _git_describe(project: Path) -> str:
    command = ["git", "-C", str(project), "describe", "--tags", "--always", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
