"""The API: it answers, lets nobody in without a token, and may write its logs."""

from collections.abc import Iterator

from tools.deployment.api import Api, url_of
from tools.deployment.aws import DeploymentFailed
from tools.deployment.doctor.account import Account, Finding, ok, wrong

_EXPECTED = {"/openapi.json": 200, "/api/status": 401}


def answers(account: Account) -> Iterator[Finding]:
    """The description of the API is public, and nothing else is."""
    outputs = account.outputs("app")
    if "ApiId" not in outputs:
        return
    url = url_of(outputs)
    for path, status in _EXPECTED.items():
        try:
            found = Api(url).get(path).status
        except DeploymentFailed as error:
            yield wrong(error.message, error.way_on)
            return
        if found == status:
            yield ok(f"{url}{path} answers {status} without a token")
        else:
            yield wrong(
                f"{url}{path} answers {found} instead of {status} without a token",
                f"look at the log group /aws/lambda/{account.functions.names['ApiFunction']}; "
                f"`python -m tools rollback --stage {account.stage}` brings the version before back",
            )


def logs(account: Account) -> Iterator[Finding]:
    """Where the gateway is to write logs, the account lets it."""
    outputs = account.outputs("app")
    if "ApiId" not in outputs:
        return
    gateway = account.client("apigateway")
    stage = gateway.get_stage(restApiId=outputs["ApiId"], stageName=outputs["ApiStage"])
    levels = {each.get("loggingLevel", "OFF") for each in stage.get("methodSettings", {}).values()}
    if levels <= {"OFF"} and not stage.get("accessLogSettings"):
        return
    if gateway.get_account().get("cloudwatchRoleArn"):
        yield ok("the gateway may write its logs")
    else:
        yield wrong(
            "the gateway is to write logs, and the account has given API Gateway no role to do so",
            "make a role with the policy AmazonAPIGatewayPushToCloudWatchLogs, and name it in "
            "`aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ARN`",
        )
