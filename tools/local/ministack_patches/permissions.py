"""What a role or a function's own policy allows, asked on behalf of AWS's services (under AUTH)."""

from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]


def enforced() -> bool:
    """Whether this MiniStack checks permissions at all."""
    from ministack import app  # noqa: PLC0415 - importing it starts threads and sets up logging

    return bool(app.AUTH)


def role_allows(config: Row, action: str, resource: str) -> bool:
    """Whether a function's role may do this."""
    if not enforced():
        return True
    from ministack.core import iam_evaluator as iam  # noqa: PLC0415

    account, region = resource.split(":")[4], resource.split(":")[3]
    role = config.get("Role", "").rsplit("/", 1)[-1]
    context = iam.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/{config.get('FunctionName', '')}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=region,
    )
    return bool(iam.evaluate(context, iam._gather_role_policies(role, account)).decision == "Allow")


def gateway_may_invoke(function_arn: str, source_arn: str) -> bool:
    """Whether a function's policy lets the gateway invoke it, under the very alias it is invoked by."""
    if not enforced() or not function_arn.startswith("arn:"):
        return True
    from ministack.core import iam_evaluator as iam  # noqa: PLC0415
    from ministack.services import lambda_svc  # noqa: PLC0415

    context = iam.EvalContext(
        principal_arn="apigateway.amazonaws.com",
        principal_type="Service",
        principal_account=function_arn.split(":")[4],
        action="lambda:InvokeFunction",
        resource_arn=function_arn,
        region=function_arn.split(":")[3],
        service_context={"aws:sourcearn": source_arn},
    )
    found = lambda_svc.function_policy_for_arn(function_arn)
    policy = found[0] if found else None
    decision = iam.evaluate_resource_policy(policy, context, service="apigateway.amazonaws.com").decision
    return bool(decision == "Allow")
