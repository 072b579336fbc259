"""The CloudFormation template and `chalicelib.tables` describe the same tables."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.store import Index, Table
from chalicelib.tables import tables_named

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "stateful.yaml"
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
    assert properties["BillingMode"] == {"!If": ["IsProvisioned", "PROVISIONED", "PAY_PER_REQUEST"]}
    assert template["Parameters"]["Billing"]["Default"] == "on-demand"
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["DeletionProtectionEnabled"] == protected
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": protected}
    assert template["Parameters"]["Protection"]["Default"] == "on"


@pytest.mark.parametrize("name", NAMES)
def test_a_table_and_each_of_its_indexes_have_throughput_where_billing_is_provisioned(template, name):
    properties = _properties(template, name)
    units = {"ReadCapacityUnits": {"!Ref": "ReadUnits"}, "WriteCapacityUnits": {"!Ref": "WriteUnits"}}
    chosen = {"!If": ["IsProvisioned", units, {"!Ref": "AWS::NoValue"}]}
    assert all(each["ProvisionedThroughput"] == chosen for each in (properties, *_indexes(properties)))


@pytest.mark.parametrize("name", NAMES)
def test_an_adopted_table_is_not_made(template, name):
    title = name.capitalize()
    assert _resource(template, name)["Condition"] == f"Creates{title}"
    assert template["Conditions"][f"Creates{title}"] == {"!Equals": [{"!Ref": f"{title}Origin"}, "create"]}
    assert template["Outputs"][f"{title}Table"] == {"Value": {"!Ref": f"{title}Table"}}


def test_the_stream_is_told_where_its_table_is_made(template):
    assert template["Outputs"]["OrdersStreamArn"]["Condition"] == "CreatesOrders"


def test_everything_is_retained_unless_its_creation_failed(template):
    for resource in template["Resources"].values():
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


def test_ttl_is_enabled_where_it_is_named(template):
    specifications = [each["Properties"].get("TimeToLiveSpecification") for each in template["Resources"].values()]
    assert [each["Enabled"] for each in specifications if each] == [True, True]


def test_what_the_stream_gave_up_is_kept_for_the_longest_time_that_there_is(template):
    queue = template["Resources"]["OnFailureQueue"]["Properties"]
    assert queue["MessageRetentionPeriod"] == timedelta(days=14).total_seconds()
    assert queue["SqsManagedSseEnabled"] is True


def test_the_artifacts_are_private_encrypted_and_versioned(template):
    bucket = template["Resources"]["Artifacts"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketEncryption" in bucket
    (statement,) = template["Resources"]["ArtifactsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_the_template_has_our_tables_the_queue_and_the_bucket_and_tells_their_names(template):
    titles = [name.capitalize() for name in NAMES]
    others = {"OnFailureQueue", "Artifacts", "ArtifactsPolicy"}
    assert set(template["Resources"]) == {*titles, *others}
    outputs = {"OrdersStreamArn", "OnFailureQueueArn", "OnFailureQueueUrl", "ArtifactsBucket"}
    assert set(template["Outputs"]) == {f"{each}Table" for each in titles} | outputs
