"""The views and who reads them: generations, parked changes, the shop and its tokens."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib import clock
from chalicelib.clients import Clients
from chalicelib.instants import instant_of, shown
from chalicelib.projections import keys
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import ACTIVE, BUILDING, RETIRED, VIEWS, Generation, Generations
from chalicelib.projections.parked import parked_changes
from chalicelib.settings import Settings
from chalicelib.tokens import Tokens
from tools.deployment.adopt import plan_adoption
from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong

_LONGEST_BETWEEN_NIGHTS = timedelta(hours=26)


def generations(account: Account) -> Iterator[Finding]:
    """Reads use a complete generation of the views, made by this version of the projections."""
    if not _has_clients(account):
        return
    known, active = _generations(account), _active(account)
    if active is None:
        building = "are being built, or that was stopped" if known else "were never built"
        yield wrong(f"the views {building}: reads come from a recount of the orders", _rebuild(account))
    else:
        yield _version(account, active)
        yield from _tables(account, active)
    for each in known:
        if active is not None and each.state in (BUILDING, RETIRED):
            yield warning(
                f"generation {_shown(each)} of the views is {each.state}",
                f"if no rebuild is running, one was stopped: {_rebuild(account)} ends it",
            )


def reads(account: Account) -> Iterator[Finding]:
    """Reads use the views."""
    if not _has_clients(account):
        return
    source = Generations(account.store, account.tables.clients).reads().source
    if source == VIEWS:
        yield ok("reads use the views")
    else:
        yield warning(
            "reads were switched to a recount of the orders, which is slower",
            f"`python -m tools --stage {account.stage} reads views` when the views can be trusted again",
        )


def nightly(account: Account) -> Iterator[Finding]:
    """The nightly upkeep runs each night."""
    active = _active(account) if "NightlyFunction" in account.functions.names and _has_clients(account) else None
    if active is None or not active.is_ours:
        return
    night = account.store.get(account.tables.of_generation(active.suffix).views, keys.NIGHTLY)
    if night is None:
        yield warning("the nightly upkeep has not run yet", "it runs each night: look again tomorrow")
    elif clock.now() - instant_of(night["at"]) > _LONGEST_BETWEEN_NIGHTS:
        yield wrong(
            f"the nightly upkeep ran last at {shown(night['at'])}",
            f"look at the log group /aws/lambda/{account.functions.names['NightlyFunction']}, and at its schedule",
        )
    else:
        yield ok(f"the nightly upkeep ran last at {shown(night['at'])}")


def parked(account: Account) -> Iterator[Finding]:
    """No order change is parked."""
    if not _has_clients(account):
        return
    readable = [each for each in _generations(account) if each.is_ours and each.state != RETIRED]
    for each in readable:
        count = sum(1 for _ in parked_changes(account.store, account.tables.of_generation(each.suffix)))
        if count:
            yield wrong(
                f"order changes are parked, and left out of generation {_shown(each)} of the views: {count}",
                f"`python -m tools --stage {account.stage} parked list` has the reasons; mend the orders, "
                "then `parked retry`",
            )
        else:
            yield ok(f"no order change is parked in generation {_shown(each)}")


def shop(account: Account) -> Iterator[Finding]:
    """The default client exists."""
    if not _has_clients(account):
        return
    name = account.parameter("app", "DefaultClient") or Settings.default_client
    if Clients(account.store, account.tables.clients).get(name) is None:
        yield wrong(
            f"there is no shop {name}, the one that orders and reads belong to where none is named",
            f"`python -m tools --stage {account.stage} clients create {name}`, or deploy again",
        )
    else:
        yield ok(f"the shop {name} is there")


def tokens(account: Account) -> Iterator[Finding]:
    """Somebody may call the API."""
    if not _has_clients(account):
        return
    # Reads pages of the clients table up to the first valid token.
    if any(token.revoked_at is None for token in Tokens(account.store, account.tables.clients).all()):
        yield ok("there is a token")
    else:
        yield warning(
            "there is no valid token: nobody can call the API",
            f"`python -m tools --stage {account.stage} tokens create n8n --scope orders:write`",
        )


def _has_clients(account: Account) -> bool:
    return account.described_table(account.tables.clients.name) is not None


def _generations(account: Account) -> tuple[Generation, ...]:
    return Generations(account.store, account.tables.clients).all()


def _active(account: Account) -> Generation | None:
    return next((each for each in _generations(account) if each.state == ACTIVE), None)


def _version(account: Account, active: Generation) -> Finding:
    found = f"generation {_shown(active)} is active, and of version {active.version} of the projections"
    if active.is_ours:
        return ok(f"{found}, as this checkout is")
    if active.version > PROJECTION_VERSION:
        return wrong(
            f"{found}; this checkout is older ({PROJECTION_VERSION})",
            "check out the version that is deployed before you run a command of upkeep",
        )
    return wrong(
        f"{found}; this checkout is newer ({PROJECTION_VERSION}): once it is deployed, reads come from a recount",
        f"deploy it, which rebuilds them, or {_rebuild(account)}",
    )


def _tables(account: Account, active: Generation) -> Iterator[Finding]:
    """A later generation's tables are made by the rebuild, not by a stack."""
    if not active.suffix:
        return
    for table in account.tables.of_generation(active.suffix).of_views():
        for obstacle in plan_adoption(account.client("dynamodb"), table, protect=False).obstacles:
            yield wrong(obstacle, f"{_rebuild(account)} makes new ones from the orders")


def _shown(generation: Generation) -> str:
    return generation.suffix or "g1"


def _rebuild(account: Account) -> str:
    return f"`python -m tools --stage {account.stage} rebuild`"
