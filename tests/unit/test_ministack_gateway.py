"""Each gap of MiniStack's gateway that `tools.local.ministack_patches.gateway` mends is still there without it."""

import asyncio
import inspect
import json

import pytest
from ministack.services import apigateway_v1 as gateway

PREFLIGHT = {
    "type": "mock",
    "requestTemplates": {"application/json": '{"statusCode": 200}'},
    "responses": {
        "default": {
            "statusCode": "200",
            "responseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"},
        }
    },
}
FUNCTION = {"type": "aws_proxy", "httpMethod": "POST", "uri": "arn:aws:lambda:us-east-1:000000000000:function:none"}
DESCRIPTION = {
    "swagger": "2.0",
    "info": {"title": "gaps", "version": "1"},
    "x-amazon-apigateway-gateway-responses": {"DEFAULT_5XX": {"responseTemplates": {"application/json": "ours"}}},
    "paths": {
        "/things": {
            "options": {"x-amazon-apigateway-integration": PREFLIGHT},
            "post": {"x-amazon-apigateway-integration": FUNCTION},
        }
    },
}


def control(method, path, body=None, query=None):
    encoded = json.dumps(body).encode() if body is not None else b""
    status, _, answer = asyncio.run(gateway.handle_request(method, path, {}, encoded, query or {}))
    return status, json.loads(answer or b"{}")


@pytest.fixture
def api():
    api_id = gateway._import_rest_api(DESCRIPTION)
    gateway._create_deployment(api_id, {"stageName": "prod"})
    yield api_id
    gateway._delete_rest_api(api_id)


@pytest.fixture
def function_answers(monkeypatch):
    def answer_with(result, after=0.0):
        async def call(*_, **__):
            await asyncio.sleep(after)
            return result, None

        monkeypatch.setattr(gateway, "_call_lambda_raw", call)

    return answer_with


def execute(api, method="POST", headers=None, body=b"{}"):
    return asyncio.run(gateway.handle_execute(api, "prod", method, "/things", headers or {}, body, {}))


def test_an_imported_api_is_empty():
    status, made = control("POST", "/restapis", DESCRIPTION, {"mode": ["import"]})
    _, resources = control("GET", f"/restapis/{made['id']}/resources")
    gateway._delete_rest_api(made["id"])
    assert status == 201
    assert [resource["path"] for resource in resources["item"]] == ["/"]


def test_an_api_cannot_be_overwritten(api):
    assert control("PUT", f"/restapis/{api}", DESCRIPTION, {"mode": ["overwrite"]})[0] >= 400


def test_an_emptied_compression_size_stays_a_text(api):
    patch = {"patchOperations": [{"op": "replace", "path": "/minimumCompressionSize", "value": ""}]}
    assert control("PATCH", f"/restapis/{api}", patch)[1]["minimumCompressionSize"] == ""


def test_an_imported_preflight_has_no_headers(api):
    assert "Access-Control-Allow-Origin" not in execute(api, "OPTIONS")[1]


def test_gateway_responses_are_not_imported(api):
    assert gateway._gateway_responses[api] == {}


def test_answers_are_not_compressed(api):
    gateway._rest_apis[api]["minimumCompressionSize"] = 0
    assert "Content-Encoding" not in execute(api, "OPTIONS", {"accept-encoding": "gzip"})[1]


def test_requests_of_more_than_ten_megabytes_pass(api, function_answers):
    function_answers({"body": {"statusCode": 200, "body": "taken"}})
    assert execute(api, body=b"x" * (10 * 1024 * 1024 + 1))[0] == 200


def test_an_integration_may_take_longer_than_it_may(api, function_answers):
    function_answers({"body": {"statusCode": 200, "body": "late"}}, after=0.05)
    (things,) = [each for each in gateway._resources[api].values() if each["path"] == "/things"]
    things["resourceMethods"]["POST"]["methodIntegration"]["timeoutInMillis"] = 10
    assert execute(api)[0] == 200


def test_the_answer_for_a_failed_function_passes_the_gateway_responses(api, function_answers):
    gateway._put_gateway_response(api, "DEFAULT_5XX", {"responseTemplates": {"application/json": "ours"}})
    gateway._create_deployment(api, {"stageName": "prod"})
    function_answers({"error": True, "body": {"errorMessage": "broken"}})
    status, _, body = execute(api)
    assert status == 502
    assert body != b"ours"


def test_nobody_asks_a_function_whether_the_gateway_may_invoke_it():
    for invoked in (gateway._call_lambda_raw, gateway._invoke_authorizer_lambda):
        assert "policy" not in inspect.getsource(invoked).lower()
