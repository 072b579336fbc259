"""The functions of CloudFormation that infra/app.yaml uses where rights and settings are named."""

import re
from collections.abc import Mapping
from typing import Any

_ABSENT = object()
_NAME = re.compile(r"\$\{([\w:]+)\}")


def resolved(node: Any, values: Mapping[str, str], conditions: Mapping[str, Any]) -> Any:
    """A part of a template with the values of its parameters, and without what AWS::NoValue takes away.

    Raises: `KeyError` for what has no value.
    """
    if isinstance(node, dict):
        return _of_dict(node, values, conditions)
    if isinstance(node, list):
        return [each for each in (resolved(each, values, conditions) for each in node) if each is not _ABSENT]
    return node


def holds(condition: Any, values: Mapping[str, str]) -> bool:
    """Whether a condition of a template holds: an Fn::Equals, or an Fn::Not of one."""
    if "Fn::Not" in condition:
        return not holds(condition["Fn::Not"][0], values)
    one, other = (resolved(each, values, {}) for each in condition["Fn::Equals"])
    return str(one) == str(other)


def _of_dict(node: Mapping[str, Any], values: Mapping[str, str], conditions: Mapping[str, Any]) -> Any:
    match node:
        case {"Ref": "AWS::NoValue"}:
            return _ABSENT
        case {"Ref": str(name)}:
            return values[name]
        case {"Fn::Sub": str(text)}:
            return _NAME.sub(lambda found: values[found[1]], text)
        case {"Fn::If": [str(name), then, otherwise]}:
            return resolved(then if holds(conditions[name], values) else otherwise, values, conditions)
    known = {name: resolved(each, values, conditions) for name, each in node.items() if name != "Events"}
    return {name: each for name, each in known.items() if each is not _ABSENT}
