from tests.backends import (  # noqa: F401
    dynamodb_local_client,
    ministack,
    ministack_client,
    moto_client,
    store_backend,
)
