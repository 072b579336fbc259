"""An account of AWS: its clients, and what its errors mean to the person who deploys."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.exceptions import ConnectionError as NoConnection

_CONFIG = Config(retries={"mode": "adaptive", "total_max_attempts": 6}, connect_timeout=5, read_timeout=60)
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_UNKNOWN_KEY = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidAccessKeyId"}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "AuthorizationError"}
_DISABLED = {"OptInRequired", "SubscriptionRequiredException", "RegionDisabledException"}
_SIGN_IN = "sign in again (`aws sso login`, `aws configure`, or new AWS_ACCESS_KEY_ID … variables)"

# Makes the client of a service, by its botocore name.
Clients = Callable[[str], Any]


class DeploymentFailed(Exception):
    """A deployment can't go on; the message says why, `way_on` what to do."""

    def __init__(self, message: str, way_on: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_on = way_on


def clients_of(region: str) -> Clients:
    """The clients of one region, each made once, with the credentials of the environment."""
    session = botocore.session.get_session()

    @cache
    def client(service: str) -> Any:
        return session.create_client(service, region_name=region, config=_CONFIG)

    return client


def account_of(clients: Clients) -> str:
    """The number of the account that the credentials belong to. Raises: botocore's errors; see `explained`."""
    return str(clients("sts").get_caller_identity()["Account"])


def require_account(clients: Clients, expected: str | None) -> str:
    """The number of the account. Raises: `DeploymentFailed` where the stage names another one."""
    account = account_of(clients)
    if expected and account != expected:
        raise DeploymentFailed(
            f"these credentials belong to the account {account}, the stage to {expected}; nothing was changed",
            "use the credentials of that account, or mend `account` in the stage's file",
        )
    return account


def explained(error: ClientError | BotoCoreError) -> DeploymentFailed:
    """What an error of AWS means, in words, and a way on."""
    return _of_answer(error) if isinstance(error, ClientError) else _of_client(error)


def code_of(error: ClientError) -> str:
    """The code of an error."""
    return str(error.response["Error"]["Code"])


def _of_client(error: BotoCoreError) -> DeploymentFailed:
    match error:
        case NoCredentialsError() | PartialCredentialsError():
            return DeploymentFailed("there are no AWS credentials, or only a part of them", _SIGN_IN)
        case ProfileNotFound():
            return DeploymentFailed(str(error), "name one of `aws configure list-profiles` in AWS_PROFILE")
        case SSOError() | TokenRetrievalError() | UnauthorizedSSOTokenError():
            return DeploymentFailed("the single sign-on has ended", _SIGN_IN)
        case NoConnection():
            return DeploymentFailed(
                f"AWS does not answer: {error}", "check the network and the region, then run it again"
            )
    return DeploymentFailed(str(error), "run it again; what is done is not done twice")


def _of_answer(error: ClientError) -> DeploymentFailed:
    code, text = code_of(error), error.response["Error"].get("Message", "")
    if code in _EXPIRED:
        return DeploymentFailed(
            "the AWS credentials have expired; what was done so far stays", _SIGN_IN + ", then run it again"
        )
    if code in _UNKNOWN_KEY:
        return DeploymentFailed("AWS does not know these credentials", _SIGN_IN)
    if code in _DENIED:
        return _of_denial(error, text)
    if code in _DISABLED:
        return DeploymentFailed(f"the account may not use this service or region: {text}", "enable it in the account")
    return DeploymentFailed(f"{error.operation_name}: {code}: {text}", "run it again; what is done is not done twice")


def _of_denial(error: ClientError, text: str) -> DeploymentFailed:
    named = re.search(r"not authorized to perform: ([\w:*-]+)(?: on resource: (\S+))?", text)
    permission = named[1] if named else f"the permission for {error.operation_name}"
    where = f" on {named[2]}" if named and named[2] else ""
    return DeploymentFailed(
        f"permission denied: {permission}{where}",
        "let an administrator add it, then run this again; `python -m tools doctor` lists what else is missing",
    )
