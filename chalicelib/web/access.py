"""Who may come in: the authorizer of all routes."""

from chalice.app import AuthRequest, AuthResponse

from chalicelib.runtime import runtime
from chalicelib.web.calls import context_of

_SCHEME = "bearer"


class Unauthorized(Exception):
    """The gateway of AWS turns an authorizer's exception with exactly this text into a 401."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def authorize(request: AuthRequest) -> AuthResponse:
    """A policy for all routes of a known token, with its client and scopes for the routes to check.

    Raises: `Unauthorized` on Lambda for an unknown token; elsewhere the routes answer 401 themselves.
    """
    scheme, _, secret = request.token.partition(" ")
    token = runtime().tokens.find(secret.strip()) if scheme.lower() == _SCHEME and secret.strip() else None
    if token is not None:
        context = context_of(token.client_id, token.scopes)
        return AuthResponse(routes=["*"], principal_id=token.token_id, context=context)
    if runtime().settings.on_lambda:
        raise Unauthorized
    return AuthResponse(routes=["*"], principal_id="unknown")
