"""The bundle: complete, small, the same from the same input, and quick to start."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from zipfile import ZipFile

import botocore
import pytest

from tools.deployment import bundle
from tools.deployment.aws import DeploymentFailed
from tools.deployment.bundle import MOST_BYTES, copy_project, package
from tools.deployment.sources import PROJECT

PAIRS = 5
# What Lambda's Python has of its own; everything else must be in the bundle. jmespath is left out on purpose.
OF_LAMBDA = ("botocore", "dateutil", "urllib3", "six.py")

IMPORT = "import time; t = time.process_time(); import app; print(time.process_time() - t)"
REQUEST = """
import json, app
event = json.loads(%r)
print(json.dumps(app.app(event, None)))
"""


@pytest.fixture(scope="module")
def made():
    return package()


@pytest.fixture(scope="module")
def names(made) -> list[str]:
    with ZipFile(made.bundle) as archive:
        return archive.namelist()


def test_the_bundle_has_at_most_8_mb(made):
    size = made.bundle.stat().st_size
    print(f"the bundle has {size:,} bytes")
    assert size <= MOST_BYTES == 8 * 1024 * 1024


def test_the_zones_are_in_the_bundle(names):
    assert "tzdata/zoneinfo/Australia/Sydney" in names


def test_nothing_that_lambda_has_is_in_the_bundle(names):
    assert not [name for name in names if name.startswith(("boto3", "botocore", "s3transfer"))]


def test_no_tests_types_or_metadata_are_in_the_bundle(names):
    assert not [name for name in names if ".dist-info/" in name or "/tests/" in name or name.endswith(".pyi")]


def test_the_bundle_has_the_app_and_no_other_part_of_the_project(names):
    own = {name.partition("/")[0] for name in names}
    assert {"app.py", "chalicelib", "chalice"} <= own
    assert not {"tools", "tests", "infra", "docs", ".chalice", "requirements.txt"} & own


def test_every_module_is_compiled_for_good(made, names):
    compiled = {name for name in names if name.endswith(".pyc")}
    tag = sys.implementation.cache_tag
    for name in (name for name in names if name.endswith(".py")):
        folder, _, module = name.rpartition("/")
        assert f"{folder}{'/' if folder else ''}__pycache__/{module.removesuffix('.py')}.{tag}.pyc" in compiled
    with ZipFile(made.bundle) as archive:
        assert {archive.read(name)[4] for name in compiled} == {1}  # by hash, and never checked


def test_the_code_tells_lambdas_paths(made):
    with ZipFile(made.bundle) as archive:
        content = archive.read(f"__pycache__/app.{sys.implementation.cache_tag}.pyc")
    assert b"/var/task/app.py" in content
    assert str(PROJECT).encode() not in content


def test_the_same_input_gives_the_same_bytes(made, tmp_path):
    again = package(cache=tmp_path)
    assert again.bundle.read_bytes() == made.bundle.read_bytes()
    assert again.template == made.template


def test_what_was_made_is_found_again(made, monkeypatch):
    monkeypatch.setattr(bundle, "_make", lambda *_: pytest.fail("it was made again"))
    assert package().digest == made.digest


def test_other_code_makes_another_bundle(tmp_path):
    copy_project(PROJECT, tmp_path)
    (tmp_path / "infra").mkdir()
    shutil.copyfile(PROJECT / "infra" / "app.yaml", tmp_path / "infra" / "app.yaml")
    before = bundle._hash_of(tmp_path)
    with (tmp_path / "app.py").open("a") as file:
        file.write("# another\n")
    assert bundle._hash_of(tmp_path) != before == bundle._hash_of(PROJECT)


@pytest.fixture(scope="module")
def lambdas_own(tmp_path_factory) -> Path:
    """A folder with what Lambda's Python has."""
    folder = tmp_path_factory.mktemp("lambda")
    site = Path(botocore.__file__).parents[1]
    for name in OF_LAMBDA:
        (folder / name).symlink_to(site / name)
    return folder


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory) -> tuple[Path, Path]:
    """The bundle's content: as it is, and as Chalice would ship it, without compiled code."""
    folders = tmp_path_factory.mktemp("compiled"), tmp_path_factory.mktemp("plain")
    for folder in folders:
        with ZipFile(made.bundle) as archive:
            archive.extractall(folder)
    for cache in list(folders[1].rglob("__pycache__")):
        shutil.rmtree(cache)
    return folders


def run(code: str, content: Path, lambdas_own: Path) -> str:
    """What code prints in a Python that has the bundle, what Lambda has, and nothing of this environment."""
    begin = f"import sys; sys.path[:0] = [{str(content)!r}, {str(lambdas_own)!r}]\n"
    command = [sys.executable, "-I", "-S", "-B", "-c", begin + code]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_bundle_answers_a_request_without_this_environment(unpacked, lambdas_own):
    request = {"httpMethod": "GET", "resourcePath": "/openapi.json", "requestId": "r-1", "identity": {"sourceIp": "1"}}
    event = {
        "resource": "/openapi.json",
        "requestContext": request,
        "pathParameters": None,
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "headers": {},
        "stageVariables": None,
        "isBase64Encoded": False,
        "body": None,
    }
    printed = run(REQUEST % json.dumps(event), unpacked[0], lambdas_own)
    answer = json.loads(printed.splitlines()[-1])
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["openapi"].startswith("3.1")


def test_compiled_code_halves_the_time_of_a_cold_start(unpacked, lambdas_own):
    compiled, plain = unpacked
    pairs = [tuple(float(run(IMPORT, each, lambdas_own)) for each in (compiled, plain)) for _ in range(PAIRS)]
    for with_code, without in pairs:
        print(f"import app: {with_code:.3f} s of CPU compiled, {without:.3f} s not, {with_code / without:.0%}")
    assert median(with_code / without for with_code, without in pairs) <= 0.6


@pytest.mark.parametrize("python", [(3, 9), (3, 15)])
def test_a_python_that_lambda_lacks_is_refused_in_words(python):
    with pytest.raises(DeploymentFailed, match=f"no Python {python[0]}.{python[1]}"):
        bundle._require_runtime(python)


def test_a_bundle_without_a_package_that_it_needs_is_refused(tmp_path):
    (tmp_path / "requirements.txt").write_text("# what ships\npydantic==2.0\nannotated_types==1.0\n")
    (tmp_path / "content" / "pydantic-2.0.dist-info").mkdir(parents=True)
    with pytest.raises(DeploymentFailed, match="lacks annotated_types"):
        bundle._require_complete(tmp_path / "content", tmp_path / "requirements.txt")


def test_a_bundle_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "MOST_BYTES", 9)
    (tmp_path / "bundle.zip").write_bytes(b"0123456789")
    with pytest.raises(DeploymentFailed, match="has 10 bytes"):
        bundle._require_small(tmp_path / "bundle.zip")


def test_neither_credentials_nor_the_settings_of_the_shell_reach_the_bundle(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "ORDERS_TABLE", "ORDERS_STREAM_ARN", "DEFAULT_CLIENT"):
        monkeypatch.setenv(name, "mine")
    assert "mine" not in bundle._environment().values()


def left_over(content: Path) -> Iterator[str]:
    return (path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file())


def test_what_is_not_run_is_left_out(tmp_path):
    kept = ["a/__init__.py", "a/data/table.txt", "tzdata/zoneinfo/UTC", "app.py"]
    dropped = ["a/x.pyi", "a/py.typed", "a/tests/test_x.py", "a-1.0.dist-info/METADATA", "boto3/session.py"]
    for name in (*kept, *dropped):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    bundle._prune(tmp_path)
    assert sorted(left_over(tmp_path)) == sorted(kept)
