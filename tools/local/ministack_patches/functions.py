"""Lambda functions: what they can import, what they find in their environment, and when their workers go."""

import os
from types import FunctionType
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]

# What AWS's Python runtime has besides the standard library, found where we have it.
_ONLY_THE_RUNTIME = """
import importlib.machinery, sys

class _Runtime:
    packages = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
    folders = [folder for folder in sys.path if "-packages" in folder]

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return importlib.machinery.PathFinder.find_spec(name, cls.folders) if name in cls.packages else None

sys.path[:] = [folder for folder in sys.path if folder not in _Runtime.folders]
sys.meta_path.append(_Runtime)
"""
_ENVIRONMENT = ("PATH", "HOME", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "GATEWAY_PORT")
_RUNTIME_ENVIRONMENT = {
    "TZ": ":UTC",
    "LANG": "en_US.UTF-8",
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
    "AWS_CONFIG_FILE": os.devnull,  # at home there may be an account's
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def mend(runtime: Any, functions: Any) -> None:
    """Mend all gaps of the functions in this process."""
    mend_packages(runtime)
    mend_failures(runtime)
    mend_environment(runtime)
    mend_ends(runtime, functions)
    mend_aliases(functions)
    mend_concurrency(functions)


def mend_packages(runtime: Any) -> None:
    """Let a function import its bundle, and behind it only what AWS's runtime has."""
    stock = runtime._detect_runtime_binary

    def detect(name: str) -> tuple[str, str]:
        binary, script = stock(name)
        return binary, _ONLY_THE_RUNTIME + script if name.startswith("python") else script

    runtime._detect_runtime_binary = detect


def mend_failures(runtime: Any) -> None:
    """Let the process of a function that raised go on."""
    stock, invoke = runtime._detect_runtime_binary, runtime.Worker.invoke

    def detect(name: str) -> tuple[str, str]:
        binary, script = stock(name)
        return binary, script.replace(
            '{"status": "error", "error": str(e), "trace"', '{"status": "ok", "raised": str(e), "trace"'
        )

    def invoke_python(worker: Any, *call: Any, **more: Any) -> Row:
        answer: Row = invoke(worker, *call, **more)
        return {**answer, "status": "error", "error": answer["raised"]} if "raised" in answer else answer

    runtime._detect_runtime_binary, runtime.Worker.invoke = detect, invoke_python


def mend_environment(runtime: Any) -> None:
    """Start a function's worker with AWS's environment instead of ours."""
    spawn = runtime.Worker._spawn
    runtime.Worker._spawn = FunctionType(spawn.__code__, {**spawn.__globals__, "os": _AwsOs()}, spawn.__name__)


class _AwsOs:
    """The module `os` as the code that starts a worker sees it."""

    @property
    def environ(self) -> dict[str, str]:
        """What a function finds besides its own variables."""
        return {**{name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}, **_RUNTIME_ENVIRONMENT}

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def mend_ends(runtime: Any, functions: Any) -> None:
    """Let a worker that is to go finish what it does."""
    kill, release = runtime.kill_workers, runtime.release_worker

    def kill_idle(workers: Any) -> None:
        workers = [each for each in workers if each is not None]
        with runtime._lock:
            for each in workers:
                each.leaving = each.in_use
        kill([each for each in workers if not each.leaving])

    def release_worker(worker: Any) -> None:
        release(worker)
        if getattr(worker, "leaving", False):
            kill([worker])

    over_idle = {**runtime.invalidate_worker.__globals__, "kill_workers": kill_idle}
    invalidate = runtime.invalidate_worker
    runtime.invalidate_worker = FunctionType(
        invalidate.__code__, over_idle, invalidate.__name__, invalidate.__defaults__
    )
    functions.invalidate_worker = runtime.invalidate_worker
    runtime.release_worker = functions.release_worker = release_worker


def mend_aliases(functions: Any) -> None:
    """End the workers of a version that its alias leaves."""
    update = functions._update_alias

    def update_alias(name: str, alias: str, data: Row) -> Any:
        before = _version_of(functions, name, alias)
        answer = update(name, alias, data)
        if before != _version_of(functions, name, alias):
            scope = {"account": functions.get_account_id(), "region": functions.get_region()}
            functions.invalidate_worker(name, qualifier=before, **scope)
        return answer

    functions._update_alias = update_alias


def _version_of(functions: Any, name: str, alias: str) -> str | None:
    aliases = (functions._functions.get(name) or {}).get("aliases", {})
    version: str | None = aliases.get(alias, {}).get("FunctionVersion")
    return version


def mend_concurrency(functions: Any) -> None:
    """Count a version's invocations against its function's reserved concurrency."""
    stock = functions._reserved_concurrency

    def reserved(func: Row, config: Row) -> int | None:
        own: int | None = stock(func, config)
        return own if own is not None else stock(functions._functions.get(config.get("FunctionName")), config)

    functions._reserved_concurrency = reserved
