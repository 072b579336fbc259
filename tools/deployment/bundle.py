"""The bundle: what the functions run, made by `chalice package`, without what they do not need, precompiled.

    copy        the files that ship, to a folder of their own
    package     Chalice fetches the dependencies for Lambda, and merges infra/app.yaml into its template
    prune       boto3 comes with Lambda; tests, types and metadata are not needed to run
    compile     .pyc that are never checked against their sources: the first request of a function waits less
    zip         the same input gives the same bytes, so that a version is told by its bundle

What was made is kept by the hash of its input.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.deployment.aws import DeploymentFailed
from tools.deployment.sources import PROJECT, template_of

CACHE = PROJECT / ".local" / "packages"
MOST_BYTES = 8 * 1024 * 1024

# The interpreters that Lambda has; precompiled code is for one of them only.
_ON_LAMBDA = ((3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
_CHALICE_STAGE = "prod"
_SHIPPED = ("app.py", "chalicelib", "requirements.txt", ".chalice/config.json", ".chalice/policy-*.json")
_MERGED = "infra/app.yaml"
_WITH_LAMBDA = ("boto3", "botocore", "s3transfer")
_NOT_RUN = re.compile(r"(^|/)(tests|__pycache__)/|\.(pyi|dist-info/.*|data/.*)$|(^|/)py\.typed$")
# What decides about the app of the person who packages must not decide about the bundle.
_OURS = re.compile(r"AWS_.*|.*_TABLE|ORDERS_STREAM_ARN|DEFAULT_CLIENT|WRITE_SHARDS|RECOUNT_SECONDS|PYTHONPATH")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True)
class Package:
    """What Chalice made of the project: the merged template, and the bundle with the hash of its bytes."""

    template: dict[str, Any]
    bundle: Path
    digest: str


def package(project: Path = PROJECT, cache: Path = CACHE) -> Package:
    """Make the package, or find it made. Raises: `DeploymentFailed`."""
    _require_runtime(sys.version_info[:2])
    made = cache / _hash_of(project)
    if not (made / "bundle.zip").is_file():
        with TemporaryDirectory() as folder:
            _make(project, Path(folder), made)
    template = json.loads((made / "template.json").read_text())
    bundle = made / "bundle.zip"
    return Package(template, bundle, sha256(bundle.read_bytes()).hexdigest())


def copy_project(project: Path, to: Path) -> None:
    """Copy the files that ship, and Chalice's settings."""
    for path in _shipped(project):
        place = to / path.relative_to(project)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def _require_runtime(python: tuple[int, int]) -> None:
    if python not in _ON_LAMBDA:
        known = ", ".join(f"{major}.{minor}" for major, minor in _ON_LAMBDA)
        raise DeploymentFailed(
            f"Lambda has no Python {python[0]}.{python[1]}, and the bundle is precompiled for the Python that makes it",
            f"make the environment with one of {known}: `rm -rf .venv; PYTHON=python3.11 make environment`",
        )


def _shipped(project: Path) -> Iterator[Path]:
    for pattern in _SHIPPED:
        for found in sorted(project.glob(pattern)):
            inner = sorted(found.rglob("*")) if found.is_dir() else [found]
            yield from (path for path in inner if path.is_file() and "__pycache__" not in path.parts)


def _hash_of(project: Path) -> str:
    """The hash of everything that the package depends on."""
    known = sha256(f"{sys.version_info[:3]} {version('chalice')}".encode())
    for path in (*_shipped(project), project / _MERGED, Path(__file__)):
        known.update(f"\n{path.name} {sha256(path.read_bytes()).hexdigest()}".encode())
    return known.hexdigest()[:24]


def _make(project: Path, folder: Path, made: Path) -> None:
    copy_project(project, folder / "project")
    _run_chalice(folder / "project", project / _MERGED, folder / "out")
    content = _unpacked(folder / "out" / "deployment.zip", folder / "content")
    _require_complete(content, project / "requirements.txt")
    _prune(content)
    _compile(content)
    _zip(content, folder / "bundle.zip")
    _require_small(folder / "bundle.zip")
    template = template_of((folder / "out" / "sam.yaml").read_text())
    _keep(made, folder / "bundle.zip", json.dumps(template))


def _run_chalice(project: Path, merged: Path, out: Path) -> None:
    command = [sys.executable, "-c", "import sys; from chalice.cli import main; sys.exit(main())"]
    command += ["--project-dir", str(project), "package", "--stage", _CHALICE_STAGE]
    command += ["--merge-template", str(merged), "--template-format", "yaml", str(out)]
    ran = subprocess.run(command, env=_environment(), cwd=project, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise DeploymentFailed(f"`chalice package` failed: {ran.stdout}{ran.stderr}".strip(), "mend what it names")


def _environment() -> dict[str, str]:
    """This environment without anything of an account or of the app; neither is needed to package."""
    kept = {name: value for name, value in os.environ.items() if not _OURS.fullmatch(name)}
    return {**kept, "AWS_DEFAULT_REGION": "ap-southeast-2", "AWS_EC2_METADATA_DISABLED": "true"}


def _unpacked(archive: Path, to: Path) -> Path:
    with ZipFile(archive) as opened:
        opened.extractall(to)
    return to


def _require_complete(content: Path, requirements: Path) -> None:
    """Chalice goes on without the packages that it could not get."""
    found = {each.name.partition("-")[0].lower().replace("_", "-") for each in content.glob("*.dist-info")}
    pins = (line.partition("==")[0].strip().lower() for line in requirements.read_text().splitlines())
    missing = [name for name in pins if name and name[0] not in "#-" and name.replace("_", "-") not in found]
    if missing:
        raise DeploymentFailed(
            f"the bundle lacks {', '.join(missing)}: no wheel for Lambda was found",
            "look whether the package index answers, then run it again",
        )


def _prune(content: Path) -> None:
    for name in _WITH_LAMBDA:
        shutil.rmtree(content / name, ignore_errors=True)
    for path in _files(content):
        if _NOT_RUN.search(path.relative_to(content).as_posix()):
            path.unlink()


def _compile(content: Path) -> None:
    """Compile every module; the code tells Lambda's paths, and depends on no order of hashes."""
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(content), "-p", "/var/task", str(content)]
    environment = {**_environment(), "PYTHONHASHSEED": "0"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise DeploymentFailed(f"the bundle does not compile: {ran.stdout}{ran.stderr}".strip(), "mend what it names")


def _zip(content: Path, to: Path) -> None:
    with ZipFile(to, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _files(content):
            entry = ZipInfo(path.relative_to(content).as_posix(), _MOMENT)
            entry.external_attr = _READABLE
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def _files(content: Path) -> Iterable[Path]:
    return sorted(path for path in content.rglob("*") if path.is_file())


def _require_small(bundle: Path) -> None:
    size = bundle.stat().st_size
    if size > MOST_BYTES:
        raise DeploymentFailed(
            f"the bundle has {size:,} bytes; a cold start waits for each, and {MOST_BYTES:,} are the most",
            "look in dist/ for what has grown, after `make package`",
        )


def _keep(made: Path, bundle: Path, template: str) -> None:
    """Put both where they are looked for, at once: another process may be making the same."""
    part = made.with_name(f"{made.name}.{os.getpid()}")
    part.mkdir(parents=True)
    (part / "template.json").write_text(template)
    shutil.copyfile(bundle, part / "bundle.zip")
    try:
        part.rename(made)
    except OSError:
        shutil.rmtree(part)
