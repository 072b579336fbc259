"""API Gateway: importing a whole API, and what the gateway itself does to requests and answers."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from tools.local.ministack_patches import permissions

Row: TypeAlias = dict[str, Any]
Answer: TypeAlias = tuple[int, Row, bytes]

_REQUEST_BYTES = 10 * 1024 * 1024
_MOVED_BY_PUT = ("_resources", "_authorizers_v1", "_gateway_responses")


def mend(gateway: Any) -> None:
    """Mend all gaps of the gateway in this process."""
    mend_import(gateway)
    mend_control(gateway)
    mend_execution(gateway)
    mend_permissions(gateway)


# Importing


def mend_import(gateway: Any) -> None:
    """Import the whole of a description: integrations with their answers, gateway responses, settings."""
    import_operation, import_rest_api = gateway._import_operation, gateway._import_rest_api

    def whole_operation(api_id: str, resource_id: str, method: str, operation: Row, *more: Any) -> None:
        import_operation(api_id, resource_id, method, operation, *more)
        made = gateway._resources[api_id][resource_id]["resourceMethods"][method].get("methodIntegration")
        if made:
            made.update(_integration((operation or {})["x-amazon-apigateway-integration"]))

    def whole_api(spec: Row, base_data: Row | None = None) -> str:
        api_id: str = import_rest_api(spec, {**_settings(spec), **_given(base_data)})
        for kind, response in (spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
            gateway._put_gateway_response(api_id, kind, response)
        return api_id

    gateway._import_operation = whole_operation
    gateway._import_rest_api = whole_api


def _integration(extension: Row) -> Row:
    """What the stock importer leaves out of an integration."""
    names = ("requestTemplates", "requestParameters", "credentials", "contentHandling", "cacheKeyParameters")
    kept: Row = {name: extension[name] for name in names if name in extension}
    kept["passthroughBehavior"] = extension.get("passthroughBehavior", "when_no_match").upper()
    kept["timeoutInMillis"] = int(extension.get("timeoutInMillis") or 29_000)
    kept["integrationResponses"] = {
        str(response.get("statusCode", "200")): _integration_response(pattern, response)
        for pattern, response in (extension.get("responses") or {}).items()
    }
    return kept


def _integration_response(pattern: str, response: Row) -> Row:
    return {
        "statusCode": str(response.get("statusCode", "200")),
        "selectionPattern": "" if pattern == "default" else pattern,
        "responseParameters": response.get("responseParameters") or {},
        "responseTemplates": response.get("responseTemplates") or {},
        "contentHandling": response.get("contentHandling"),
    }


def _settings(spec: Row) -> Row:
    """The settings of the API that its description carries."""
    found = {
        "binaryMediaTypes": spec.get("x-amazon-apigateway-binary-media-types"),
        "minimumCompressionSize": spec.get("x-amazon-apigateway-minimum-compression-size"),
        "policy": spec.get("x-amazon-apigateway-policy"),
        "description": (spec.get("info") or {}).get("description"),
    }
    return _given(found)


def _given(data: Row | None) -> Row:
    given = {name: value for name, value in (data or {}).items() if value not in (None, "", [])}
    if "minimumCompressionSize" in given:
        given["minimumCompressionSize"] = int(given["minimumCompressionSize"])  # a template's parameter is a text
    return given


# Control


def mend_control(gateway: Any) -> None:
    """Know ImportRestApi and PutRestApi, and an emptied compression size."""
    handle = gateway.handle_request

    async def handle_request(method: str, path: str, headers: Row, body: bytes, query: Row) -> Answer:
        parts = [part for part in path.split("/") if part]
        if method == "POST" and parts == ["restapis"] and _first(query, "mode") == "import":
            api_id = gateway._import_rest_api(json.loads(body), _endpoint(query))
            return _as_created(gateway._get_rest_api(api_id))
        if method == "PUT" and len(parts) == 2 and parts[0] == "restapis":
            return put_rest_api(gateway, parts[1], json.loads(body))
        answer: Answer = await handle(method, path, headers, body, query)
        if method == "PATCH" and parts[:1] == ["restapis"] and len(parts) == 2:
            return _without_empty_compression(gateway, parts[1], answer)
        return answer

    gateway.handle_request = handle_request


def put_rest_api(gateway: Any, api_id: str, spec: Row, settings: Row | None = None) -> Answer:
    """Overwrite an API with a description; its address, stages and deployments stay."""
    api = gateway._rest_apis.get(api_id)
    if api is None:
        missing: Answer = gateway._get_rest_api(api_id)
        return missing
    imported = gateway._import_rest_api(spec, settings)
    for store in (getattr(gateway, name) for name in _MOVED_BY_PUT):
        store[api_id] = store.get(imported, {})
    fresh = gateway._rest_apis[imported]
    api.update(
        {name: fresh[name] for name in ("name", "version", *_settings(spec), *_given(settings)) if name in fresh}
    )
    gateway._delete_rest_api(imported)
    changed: Answer = gateway._get_rest_api(api_id)
    return changed


def _without_empty_compression(gateway: Any, api_id: str, answer: Answer) -> Answer:
    api = gateway._rest_apis.get(api_id) or {}
    size = api.get("minimumCompressionSize")
    if size is None or isinstance(size, int):
        return answer
    api["minimumCompressionSize"] = int(size) if size else None
    patched: Answer = gateway._get_rest_api(api_id)
    return patched


def _endpoint(query: Row) -> Row:
    types = _first(query, "endpointConfigurationTypes")
    return {"endpointConfiguration": {"types": [types]}} if types else {}


def _first(query: Row, name: str) -> str | None:
    value = query.get(name)
    return value[0] if isinstance(value, list) else value


def _as_created(answer: Answer) -> Answer:
    return 201, answer[1], answer[2]


# Execution


def mend_execution(gateway: Any) -> None:
    """Hold requests and answers to the gateway's limits, and compress what it says to compress."""
    execute, in_scope = gateway._execute_in_scope, gateway._handle_execute_in_scope

    async def answered(request: Row, *call: Any) -> Any:
        answer = await execute(request, *call)
        failed = isinstance(answer, tuple) and answer[0] == 502
        return _bad_gateway(gateway, request) if failed else answer

    async def compressed(*call: Any) -> Answer:
        api_id, stage, method, path, headers, body, *more = call
        least = (gateway._rest_apis.get(api_id) or {}).get("minimumCompressionSize")
        if least is not None and gateway._header_ci(headers, "content-encoding") == "gzip":
            body = gzip.decompress(body)
        answer: Answer = await in_scope(api_id, stage, method, path, headers, body, *more)
        wanted = "gzip" in gateway._header_ci(headers, "accept-encoding")
        return _compressed(answer) if least is not None and wanted and len(answer[2]) >= int(least) else answer

    gateway._execute_in_scope = answered
    gateway._handle_execute_in_scope = compressed
    gateway._invoke_lambda_proxy_v1 = _within_limits(gateway, gateway._invoke_lambda_proxy_v1)


def _bad_gateway(gateway: Any, request: Row) -> Answer:
    """What the gateway answers where the function failed: by its DEFAULT_5XX, whose own status is 502 here."""
    error = gateway._GatewayError("DEFAULT_5XX", "Internal server error")
    status, headers, body = gateway._gateway_error_response(error, request)
    return 502 if status == 500 else status, headers, body


def _within_limits(gateway: Any, invoke: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """An invocation that takes no more than 10 MB and no longer than its integration may."""

    async def invoke_within(integration: Row, *where: Any, **more: Any) -> Any:
        body = where[7]
        if len(body or b"") > _REQUEST_BYTES:
            return gateway._GatewayError("REQUEST_TOO_LARGE", "Request Too Long")
        invocation = asyncio.ensure_future(invoke(integration, *where, **more))
        seconds = int(integration.get("timeoutInMillis") or 29_000) / 1000
        done, _ = await asyncio.wait({invocation}, timeout=seconds)  # the function itself runs on, as on AWS
        if not done:
            return gateway._GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out")
        return invocation.result()

    return invoke_within


def _compressed(answer: Answer) -> Answer:
    status, headers, body = answer
    if any(name.lower() == "content-encoding" for name in headers):
        return answer
    return status, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)


# Permissions


def mend_permissions(gateway: Any) -> None:
    """Invoke only what lets the gateway invoke it: the very version or alias that is called."""
    call, authorize = gateway._call_lambda_raw, gateway._invoke_authorizer_lambda

    async def call_allowed(function: str, event: Row, **scope: Any) -> Any:
        if not permissions.gateway_may_invoke(function, _method(event["requestContext"], function)):
            return None, f"The gateway is not allowed to invoke {function}"
        return await call(function, event, **scope)

    async def authorize_allowed(authorizer: Row, event: Row, *scope: Any) -> Any:
        function = gateway._extract_lambda_ref_from_integration_uri(authorizer.get("authorizerUri", ""))
        source = f"{event['methodArn'].partition('/')[0]}/authorizers/{authorizer['id']}"
        if not permissions.gateway_may_invoke(function, source):
            return None
        return await authorize(authorizer, event, *scope)

    gateway._call_lambda_raw, gateway._invoke_authorizer_lambda = call_allowed, authorize_allowed


def _method(context: Row, function: str) -> str:
    """The ARN that the gateway says it calls from."""
    region = function.split(":")[3] if function.startswith("arn:") else ""
    api = f"arn:aws:execute-api:{region}:{context['accountId']}:{context['apiId']}"
    return f"{api}/{context['stage']}/{context['httpMethod']}{context['resourcePath']}"
