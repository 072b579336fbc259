"""What an error of AWS means to the person who deploys, and a way on."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
    UnauthorizedSSOTokenError,
)

from tools.deployment.aws import DeploymentFailed, explained, require_account
from tools.deployment.console import explaining


def answer(code: str, message: str = "", operation: str = "CreateStack") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


DENIED = (
    "User: arn:aws:iam::1:user/dev is not authorized to perform: dynamodb:CreateTable on resource: "
    "arn:aws:dynamodb:ap-southeast-2:1:table/packprod-clients because no identity-based policy allows it"
)


@pytest.mark.parametrize(
    ("error", "message", "way_on"),
    [
        (NoCredentialsError(), "no AWS credentials", "aws configure"),
        (ProfileNotFound(profile="shop"), "shop", "AWS_PROFILE"),
        (UnauthorizedSSOTokenError(), "single sign-on has ended", "aws sso login"),
        (EndpointConnectionError(endpoint_url="http://x"), "does not answer", "network and the region"),
        (answer("ExpiredToken"), "have expired", "sign in again"),
        (answer("UnrecognizedClientException"), "does not know these credentials", "sign in again"),
        (
            answer("AccessDenied", DENIED),
            "permission denied: dynamodb:CreateTable on arn:aws:dynamodb",
            "administrator",
        ),
        (answer("AccessDeniedException"), "permission denied: the permission for CreateStack", "administrator"),
        (answer("OptInRequired", "not subscribed"), "may not use this service", "enable it"),
        (answer("InternalFailure", "oops"), "CreateStack: InternalFailure: oops", "run it again"),
    ],
)
def test_an_error_is_told_in_words_with_a_way_on(error: ClientError | BotoCoreError, message, way_on):
    told = explained(error)
    assert message in told.message
    assert way_on in told.way_on


def test_a_command_ends_in_words_and_not_in_a_traceback(capsys):
    def run(_):
        raise answer("ExpiredToken")

    assert explaining(run)(None) == 1
    said = capsys.readouterr().err
    assert "failed: the AWS credentials have expired" in said
    assert "way on: sign in again" in said


class Identity:
    """STS for one account."""

    def get_caller_identity(self):
        return {"Account": "111111111111"}


def test_another_account_than_the_stages_is_refused():
    assert require_account(lambda _: Identity(), None) == "111111111111"
    assert require_account(lambda _: Identity(), "111111111111") == "111111111111"
    with pytest.raises(DeploymentFailed, match="belong to the account 111111111111, the stage to 222222222222"):
        require_account(lambda _: Identity(), "222222222222")
