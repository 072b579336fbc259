"""Stages: the files of infra/stages, one for each deployment of WebOrders."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from chalicelib.store import Table
from chalicelib.tables import Tables, tables_named
from tools.deployment.aws import DeploymentFailed
from tools.deployment.names import STACKS, TABLE_NAMES
from tools.deployment.sources import INFRA, read_template

STAGES = INFRA / "stages"
# The stage whose tables have the shop's own names.
PRODUCTION = "prod"

# What a deployment knows by itself, from the stage's name and the stateful stack.
_KNOWN = {"Stage", "OrdersStreamArn", "OnFailureQueueArn"}

_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
_TABLES = tuple(each.name for each in fields(Tables))


@dataclass(frozen=True)
class Stage:
    """One deployment: where it is, and the parameters of each of its stacks."""

    name: str
    region: str
    account: str | None
    parameters: Mapping[str, Mapping[str, str]]

    def tables(self) -> Tables:
        """The tables under the names that they have in this stage."""
        return tables_named(**{name: self.parameters["stateful"][_parameter(name)] for name in _TABLES})

    def adopted_tables(self) -> list[Table]:
        """The tables that are there already, and are not made by the stateful stack."""
        return [table for name, table in self._by_origin() if self.parameters["stateful"].get(name) == "adopt"]

    def own_tables(self) -> dict[str, Table]:
        """The tables that the stateful stack makes, by the parameter that would have them adopted."""
        return {name: table for name, table in self._by_origin() if table not in self.adopted_tables()}

    def _by_origin(self) -> list[tuple[str, Table]]:
        return [(f"{name.capitalize()}Origin", getattr(self.tables(), name)) for name in _TABLES]


def load_stage(name: str, folder: Path = STAGES) -> Stage:
    """The stage of that name. Raises: `DeploymentFailed` where its file is missing or wrong."""
    path = folder / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.toml")))
        raise DeploymentFailed(
            f"there is no stage {name!r}; there are: {known}", f"write {folder.name}/NAME.toml first"
        )
    return _stage(name, _read(path), path.name)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeploymentFailed(f"{path.name} is not TOML: {error}", "mend that place") from error


def _stage(name: str, content: Mapping[str, Any], file: str) -> Stage:
    _require_known(content, ("region", "account", *STACKS), file)
    region, account = content.get("region"), content.get("account")
    if not isinstance(region, str):
        raise DeploymentFailed(f"{file} names no region", 'add a line like region = "ap-southeast-2" at its top')
    if account is not None and not (isinstance(account, str) and re.fullmatch(r"\d{12}", account)):
        raise DeploymentFailed(f"{file}: account must be the twelve digits of an account, in quotes", "mend it")
    chosen = {part: _parameters(part, content.get(part, {}), file) for part in STACKS}
    chosen["stateful"] = {**_table_names(name), **chosen["stateful"]}
    return Stage(name, region, account, chosen)


def _parameters(part: str, values: Any, file: str) -> dict[str, str]:
    if not isinstance(values, dict):
        raise DeploymentFailed(f"{file}: {part} must be a table", f"write [{part}] on a line, its keys below")
    declared = _declared(part)
    _require_known(values, declared, f"{file} [{part}]")
    return {key: _value(value, declared[key], f"{file} [{part}] {key}") for key, value in values.items()}


def _declared(part: str) -> Mapping[str, Any]:
    path = INFRA / f"{part}.yaml"
    declared: Mapping[str, Any] = read_template(path).get("Parameters", {}) if path.exists() else {}
    known = _KNOWN if part == "stateful" else _KNOWN | set(TABLE_NAMES)
    return {name: each for name, each in declared.items() if name not in known}


def _require_known(given: Iterable[str], known: Iterable[str], where: str) -> None:
    names = list(known)
    for key in given:
        if key not in names:
            near = get_close_matches(key, names, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"it may be one of: {', '.join(names) or 'nothing'}"
            raise DeploymentFailed(f"{where}: {key} is not known", hint)


def _value(value: Any, declared: Mapping[str, Any], where: str) -> str:
    if isinstance(value, bool):
        value = "on" if value else "off"
    if not isinstance(value, str | int | float):
        raise DeploymentFailed(f"{where}: must be a text or a number", "mend it")
    allowed = [str(each) for each in declared.get("AllowedValues", [])]
    if allowed and str(value) not in allowed:
        raise DeploymentFailed(f"{where}: {value} is not one of {', '.join(allowed)}", "mend it")
    if declared["Type"] == "Number" and not re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        raise DeploymentFailed(f"{where}: {value} is not a number", "mend it")
    return str(value)


def _table_names(stage: str) -> dict[str, str]:
    suffix = "" if stage == PRODUCTION else f"-{stage}"
    own = tables_named()
    return {_parameter(name): getattr(own, name).name + suffix for name in _TABLES}


def _parameter(table: str) -> str:
    return f"{table.capitalize()}Table"
