"""MiniStack with its gaps mended: `python -m tools.local.ministack_patches` runs it.

Every gap was seen in 1.5.33. A test of each (`tests/unit/test_ministack_*.py`) fails once it is gone upstream.

reads
    slow reads            a Query looks at its whole partition and a Scan at its whole table, whatever the Limit:
                          143 ms for one of 10,000 items. Mended: sorted keys are kept, the stock code gets the slice.
state
    lost records          stream records do not survive a restart, so what was not delivered is never told.
    rounded sums          ADD counts with 28 digits, DynamoDB with 38.
    slow stop             everything is copied before it is saved, though nothing runs any more.
templates
    table settings        a template's TTL and point-in-time recovery are ignored, its indexes have no status.
    lost tables           a stack that creates a table which exists empties it; AWS refuses. So for a queue.
    unprotected tables    a stack deletes a table with deletion protection; AWS refuses.
    moving API            a stack that changes an API's description replaces the API, and with it its address.
    mapping's qualifier   a stack update that points an event source at an alias invokes what it invoked before.
gateway
    no import             ImportRestApi makes an empty API, PutRestApi is not known: `chalice deploy` deploys nothing.
    empty compression     `minimumCompressionSize` patched to '' stays '', which botocore cannot read.
    half an import        an imported integration has no templates and no responses (so a preflight no CORS headers),
                          and the description's gateway responses, binary types and compression are dropped.
    no compression        answers are never compressed, compressed requests never expanded.
    no limits             requests over 10 MB and answers after 29 s pass.
    bare failures         a function that fails is a 502 of its own, past the gateway responses.
    open functions        the gateway invokes what its permission (under AUTH) does not allow it to.
streams
    lost failures         FunctionResponseTypes is ignored: what follows a reported failure is lost.
    endless retries       MaximumRetryAttempts, BisectBatchOnFunctionError, the batching window and
                          ParallelizationFactor are ignored, and one slow function holds up all mappings.
    silent destination    the on-failure destination hears of nothing but records that are too old.
    open streams          (under AUTH) a mapping reads and reports whatever its function's role allows.
functions
    visible tools         a function can import whatever MiniStack's Python has. Mended: boto3 and its dependencies
                          alone, behind what the bundle has, as in AWS's runtime.
    foreign environment   a function has the environment of the one who started MiniStack, its time zone too.
    cold failures         a function that raised, as an authorizer does for a 401, starts anew each time.
    cut invocations       new code ends the old code's invocations. Mended: they end by themselves.
    old versions          the workers of a version stay when the alias moves on.
    free versions         reserved concurrency binds the unqualified function only.
watching
    no metric math        a template's alarm on an expression is refused. Mended: it is kept, and never evaluated.
    no saved queries      AWS::Logs::QueryDefinition is not known. Mended: it is taken, and can't be run.

What `MiniStack.start(auth=True)` enforces (`tests/deployed/test_ministack_permissions.py`):
    Root is whoever signs as `test`; a function signs as a session of its role. Each action is checked against the
    role on the table, or the index, that it names; BatchGetItem and BatchWriteItem on each of their tables;
    TransactWriteItems and TransactGetItems as the actions of their parts, such as ConditionCheckItem.
"""

import os
import signal
import sys
import threading

_STOP_SECONDS = 90


def main() -> None:
    """Run MiniStack until it is told to stop or its parent is gone."""
    threading.Thread(target=_stop_with_parent, daemon=True, name="parent-watch").start()
    from ministack import app  # noqa: PLC0415 - importing it starts threads and sets up logging

    apply()
    sys.argv = ["ministack"]
    app.main()


def apply() -> None:
    """Mend all gaps in this process."""
    from ministack.core import lambda_runtime  # noqa: PLC0415
    from ministack.services import apigateway_v1, dynamodb, lambda_svc, sqs  # noqa: PLC0415
    from ministack.services.cloudformation import provisioners  # noqa: PLC0415

    from tools.local.ministack_patches import (  # noqa: PLC0415
        functions,
        gateway,
        reads,
        state,
        streams,
        templates,
        watching,
    )

    state.mend_sums()
    reads.mend_reads(dynamodb)
    state.mend_state(dynamodb)
    gateway.mend(apigateway_v1)
    templates.mend(provisioners, dynamodb, apigateway_v1, lambda_svc)
    functions.mend(lambda_runtime, lambda_svc)
    streams.mend(lambda_svc, dynamodb, sqs)
    watching.mend(provisioners)


def _stop_with_parent() -> None:
    """Standard input ends when the parent does."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_STOP_SECONDS)
    os._exit(1)
