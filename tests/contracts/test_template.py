"""The CloudFormation template and `chalicelib.tables` describe the same tables."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.store import Index, Table
from chalicelib.tables import tables_named

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "tables.yaml"
TABLES = tables_named()
NAMES = [each.name for each in fields(TABLES)]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, which become {"!Ref": ...}."""


def _tagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {f"!{tag}": loader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {f"!{tag}": loader.construct_sequence(node, deep=True)}


_Loader.add_multi_constructor("!", _tagged)


@pytest.fixture(scope="module")
def template():
    return yaml.load(TEMPLATE.read_text(), _Loader)


def _resource(template, name):
    return template["Resources"][name.capitalize()]


def _properties(template, name):
    return _resource(template, name)["Properties"]


def _keys(schema):
    return [each["AttributeName"] for each in sorted(schema, key=lambda each: each["KeyType"])]


def _described(properties, default_name):
    numbers = {each["AttributeName"] for each in properties["AttributeDefinitions"] if each["AttributeType"] == "N"}
    keys = {each["IndexName"]: _keys(each["KeySchema"]) for each in _indexes(properties)}
    indexes = {name: Index(*some, is_number=some[-1] in numbers) for name, some in keys.items()}
    return Table(
        default_name,
        *_keys(properties["KeySchema"]),
        indexes=indexes,
        ttl=properties.get("TimeToLiveSpecification", {}).get("AttributeName"),
        stream=properties.get("StreamSpecification") == {"StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


def _indexes(properties):
    return properties.get("GlobalSecondaryIndexes", [])


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_the_template_is_the_table_that_the_code_expects(template, name):
    parameter = _properties(template, name)["TableName"]["!Ref"]
    described = _described(_properties(template, name), template["Parameters"][parameter]["Default"])
    assert described == getattr(TABLES, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_key_attribute_is_declared_with_its_type_and_no_other(template, name):
    table = getattr(TABLES, name)
    types = dict.fromkeys(
        [*table.key_names(), *(key for each in table.indexes.values() for key in each.key_names())], "S"
    )
    types |= {each.range_key: "N" for each in table.indexes.values() if each.is_number}
    declared = {
        each["AttributeName"]: each["AttributeType"] for each in _properties(template, name)["AttributeDefinitions"]
    }
    assert declared == types


@pytest.mark.parametrize("name", NAMES)
def test_an_index_holds_whole_items(template, name):
    assert all(each["Projection"] == {"ProjectionType": "ALL"} for each in _indexes(_properties(template, name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_paid_by_use_retained_encrypted_and_protected_by_default(template, name):
    properties = _properties(template, name)
    protected = {"!If": ["Protected", True, False]}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["DeletionProtectionEnabled"] == protected
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": protected}
    assert _resource(template, name)["DeletionPolicy"] == _resource(template, name)["UpdateReplacePolicy"] == "Retain"
    assert template["Parameters"]["Protection"]["Default"] == "on"


def test_ttl_is_enabled_where_it_is_named(template):
    specifications = [each["Properties"].get("TimeToLiveSpecification") for each in template["Resources"].values()]
    assert [each["Enabled"] for each in specifications if each] == [True, True]


def test_the_template_has_our_tables_only_and_tells_their_names_and_the_stream(template):
    titles = [name.capitalize() for name in NAMES]
    assert sorted(template["Resources"]) == sorted(titles)
    assert set(template["Outputs"]) == {f"{each}Table" for each in titles} | {f"{each}TableArn" for each in titles} | {
        "OrdersStreamArn"
    }
