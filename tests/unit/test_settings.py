"""Settings: what the environment may say, and what `chalice deploy` must be told."""

import pytest

from chalicelib.settings import Settings, load

CHALICE = {"AWS_CHALICE_CLI_MODE": "true"}
STREAM = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/packprod-weborders/stream/2025"


def test_chalice_deploy_without_the_stream_is_refused_in_words():
    with pytest.raises(ValueError, match=r"ORDERS_STREAM_ARN .* tools deploy"):
        load(CHALICE, ["chalice", "deploy", "--stage", "prod"])


def test_chalice_deploy_ties_the_handler_to_the_stream_that_it_is_told():
    assert load({**CHALICE, "ORDERS_STREAM_ARN": STREAM}, ["chalice", "deploy"]).orders_stream_arn == STREAM


@pytest.mark.parametrize(("environment", "arguments"), [(CHALICE, ["chalice", "local"]), ({}, ["tools", "deploy"])])
def test_only_chalice_deploy_needs_the_stream(environment, arguments):
    assert load(environment, arguments).orders_stream_arn == Settings.orders_stream_arn
