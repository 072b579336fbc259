"""Each gap of MiniStack's functions that `tools.local.ministack_patches.functions` mends is still there without it."""

import inspect
import io
import zipfile

import pytest
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

ARN = "arn:aws:lambda:us-east-1:000000000000:function:stock"
CODE = """
import importlib.util, os
def handler(event, context):
    if event.get("raises"):
        raise ValueError("raises")
    return {"tools": importlib.util.find_spec("pytest") is not None, "foreign": os.environ.get("FOREIGN")}
"""


def zipped(code):
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("index.py", code)
    return bundle.getvalue()


@pytest.fixture(scope="module")
def worker():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOREIGN", "ours")
        config = {"FunctionName": "stock", "FunctionArn": ARN, "Runtime": "python3.11", "Handler": "index.handler"}
        worker = lambda_runtime.Worker("stock", config, zipped(CODE))
        yield worker
        worker.kill()


@pytest.fixture(scope="module")
def seen(worker):
    return worker.invoke({}, "request")["result"]


def test_a_function_can_import_our_tools(seen):
    assert seen["tools"]


def test_a_function_has_our_environment(seen):
    assert seen["foreign"] == "ours"


def test_a_function_that_raised_starts_anew(worker):
    worker.invoke({}, "request")
    assert worker.invoke({"raises": 1}, "request")["status"] == "error"
    assert worker._proc is None


class BusyWorker:
    in_use = True
    _proc = None
    ended = False

    def _discard_tmpdir(self):
        self.ended = True


def test_a_busy_worker_is_ended_with_its_code(monkeypatch):
    worker = BusyWorker()
    monkeypatch.setattr(lambda_runtime, "_workers", {"000000000000:us-east-1:stock:$LATEST": [worker]})
    lambda_runtime.invalidate_worker("stock")
    assert worker.ended


def test_the_workers_of_a_version_stay_when_its_alias_moves_on():
    assert "invalidate_worker" not in inspect.getsource(lambda_svc._update_alias)


def test_a_version_is_not_bound_by_reserved_concurrency(monkeypatch):
    version = {"config": {"FunctionName": "stock", "FunctionArn": f"{ARN}:1"}}
    lambda_svc._functions["stock"] = {"config": {"FunctionArn": ARN}, "concurrency": 1, "versions": {"1": version}}
    found = lambda_svc._reserved_concurrency(version, version["config"])
    lambda_svc._functions.pop("stock")
    assert found is None
