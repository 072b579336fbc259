"""What was deployed: bundles, templates and releases in the stage's artifacts bucket."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import clock
from chalicelib.instants import text_of
from tools.deployment.aws import code_of

_RELEASES = "releases/"


@dataclass(frozen=True)
class Release:
    """A version of the app that was deployed: enough to deploy it again."""

    version: str
    projection_version: int
    template_key: str
    parameters: Mapping[str, str]
    deployed_at: str = ""


class Publication:
    """The artifacts bucket of a stage."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self.bucket = bucket

    def upload(self, key: str, content: bytes, content_type: str) -> bool:
        """Store content under a key that names it, unless it is there. Returns: whether it was new."""
        if self._is_there(key):
            return False
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=content_type)
        return True

    def upload_template(self, name: str, text: str) -> str:
        """Store a template. Returns: its key."""
        key = f"templates/{name}-{sha256(text.encode()).hexdigest()[:16]}.template"
        self.upload(key, text.encode(), "application/json")
        return key

    def url_of(self, key: str) -> str:
        """Where CloudFormation finds a template."""
        return f"{self._s3.meta.endpoint_url.rstrip('/')}/{self.bucket}/{key}"

    def find(self, key: str) -> bytes | None:
        """What is stored under a key."""
        return bytes(self._s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()) if self._is_there(key) else None

    def replace(self, key: str, content: bytes) -> None:
        """Store content under a key whose content changes; the bucket keeps the versions before."""
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType="application/json")

    def remove(self, key: str) -> None:
        """Take a key away."""
        self._s3.delete_object(Bucket=self.bucket, Key=key)

    def record(self, release: Release) -> None:
        """Keep a release that has come up."""
        at = text_of(clock.now())
        body = json.dumps({**asdict(release), "deployed_at": at}, indent=2).encode()
        self._s3.put_object(Bucket=self.bucket, Key=f"{_RELEASES}{at}.json", Body=body, ContentType="application/json")

    def releases(self) -> list[Release]:
        """All releases, the newest first."""
        return [self._release(key) for key in sorted(self._release_keys(), reverse=True)]

    def _release(self, key: str) -> Release:
        return Release(**json.loads(self._s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()))

    def _release_keys(self) -> Iterator[str]:
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=_RELEASES):
            for each in page.get("Contents", []):
                yield each["Key"]

    def _is_there(self, key: str) -> bool:
        try:
            self._s3.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if code_of(error) in {"404", "NoSuchKey", "NotFound"}:
                return False
            raise
        return True
