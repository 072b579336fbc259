"""The dashboard's files: into the bucket, with the right headers, in an order that never shows half of a build."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from chalicelib import clock
from chalicelib.errors import NotFound

INDEX = "index.html"
KEPT = timedelta(days=14)  # an old page that is still open may ask for its assets
# A word may be eight letters long too; a hash without a capital, digit or underscore is rare, and only kept less long.
_HASHED = re.compile(r"assets/.+[-.](?=[a-z-]*[A-Z0-9_])[A-Za-z0-9_-]{8}\.\w+(\.map)?")
_IMMUTABLE = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=3600"
_NEVER = "no-cache"
_MOST_PER_CALL = 1000
_OTHER = "application/octet-stream"
# By name, not by this machine's registry of types: what a browser refuses under the wrong one comes first.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".wasm": "application/wasm",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of the build, and what it is served as."""

    path: Path
    key: str

    @property
    def content_type(self) -> str:
        """What a browser takes it for."""
        return _TYPES.get(self.path.suffix.lower(), _OTHER)

    @property
    def cache_control(self) -> str:
        """How long it may be kept: for good where its name changes with its content, never where pages begin."""
        if self.path.suffix == ".html":
            return _NEVER
        return _IMMUTABLE if _HASHED.fullmatch(self.key) else _SHORTLY


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What an upload did: the files written, and the old ones removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def files_of(folder: Path) -> list[File]:
    """The files of a build in the order of their upload: what pages need, then the pages, `index.html` last.

    Raises: `NotFound` where it is no build.
    """
    files = [File(path, path.relative_to(folder).as_posix()) for path in folder.rglob("*") if _belongs(path, folder)]
    if INDEX not in {each.key for each in files}:
        raise NotFound(f"there is no {INDEX} in {folder}; build the dashboard first")
    return sorted(files, key=lambda each: (each.key == INDEX, each.path.suffix == ".html", each.key))


def upload(
    folder: Path,
    bucket: str,
    distribution: str,
    *,
    s3: Any,
    cloudfront: Any,
    progress: Callable[[int], None] = lambda _: None,
) -> Uploaded:
    """Put a build into the bucket and let the edges ask for its first page again.

    Every file is written each time: so the age of one that is no longer part of a build is known, and after `KEPT`
    it goes. Raises: `NotFound` where the folder is no build.
    """
    files = files_of(folder)
    for each in files:
        _put(each, bucket, s3)
        progress(1)
    cloudfront.create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": 1, "Items": [f"/{INDEX}"]},
            "CallerReference": f"weborders-{clock.now():%Y%m%d%H%M%S%f}",
        },
    )
    written = tuple(each.key for each in files)
    return Uploaded(written, _remove_old(bucket, set(written), clock.now() - KEPT, s3))


def empty(bucket: str, *, s3: Any) -> int:
    """Remove every version of every file, so that the bucket can go. Returns: how many there were."""
    versions = (
        {"Key": each["Key"], "VersionId": each["VersionId"]}
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
        for kind in ("Versions", "DeleteMarkers")
        for each in page.get(kind, [])
    )
    return _delete(bucket, versions, s3)


def _belongs(path: Path, folder: Path) -> bool:
    """Whether a path is a file of the build; what begins with a dot is the machine's."""
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _put(file: File, bucket: str, s3: Any) -> None:
    s3.put_object(
        Bucket=bucket,
        Key=file.key,
        Body=file.path.read_bytes(),
        ContentType=file.content_type,
        CacheControl=file.cache_control,
    )


def _remove_old(bucket: str, current: set[str], before: datetime, s3: Any) -> tuple[str, ...]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found = (each for page in pages for each in page.get("Contents", []))
    old = [each["Key"] for each in found if each["Key"] not in current and each["LastModified"] < before]
    _delete(bucket, ({"Key": key} for key in old), s3)
    return tuple(old)


def _delete(bucket: str, objects: Iterator[dict[str, str]], s3: Any) -> int:
    count = 0
    while some := list(islice(objects, _MOST_PER_CALL)):
        s3.delete_objects(Bucket=bucket, Delete={"Objects": some, "Quiet": True})
        count += len(some)
    return count
