"""The dashboard's hosting: what its template promises, the paths of its pages, and the upload of a build."""

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import botocore.session
import pytest
import yaml

from chalicelib import clock
from chalicelib.errors import NotFound
from tools.deployment.website import KEPT, File, empty, files_of, upload
from tools.local.ministack import MiniStack

TEMPLATE = (Path(__file__).resolve().parents[2] / "infra" / "website.yaml").read_text()
STACK = "weborders-test-website"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
BUILD = {
    "index.html": "<!doctype html>",
    "favicon.svg": "<svg/>",
    "assets/index-B1x_9aZq.js": "1",
    "assets/index-C2y-8bYr.css": "a{}",
    "assets/logo.png": "png",
    "404.html": "<p>",
    ".DS_Store": "x",
}


class Tagged(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, which become {"!Ref": ...}."""


def tagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict:
    if isinstance(node, yaml.ScalarNode):
        return {f"!{tag}": loader.construct_scalar(node)}
    return {f"!{tag}": loader.construct_sequence(node, deep=True)}


Tagged.add_multi_constructor("!", tagged)
RESOURCES = yaml.load(TEMPLATE, Tagged)["Resources"]
DISTRIBUTION = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]


@pytest.fixture
def build(tmp_path) -> Path:
    for key, text in BUILD.items():
        path = tmp_path / key
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    """Clients of a MiniStack of our own."""
    with MiniStack.start(log=tmp_path_factory.mktemp("ministack") / "ministack.log") as running:
        session = botocore.session.get_session()

        def client(name):
            return session.create_client(
                name,
                endpoint_url=running.endpoint,
                region_name="ap-southeast-2",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )

        yield SimpleNamespace(**{name: client(name) for name in ("cloudformation", "cloudfront", "s3")})


@pytest.fixture(scope="module")
def outputs(aws) -> dict[str, str]:
    """The outputs of the stack, created once from the template."""
    domain = "abc123.execute-api.ap-southeast-2.amazonaws.com"
    values = {"Stage": "test", "ApiDomain": domain}
    aws.cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=TEMPLATE,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
    )
    aws.cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    [stack] = aws.cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


@pytest.fixture
def place(aws, outputs):
    """The bucket, emptied afterwards, and the distribution."""
    yield outputs["WebsiteBucket"], outputs["DistributionId"]
    empty(outputs["WebsiteBucket"], s3=aws.s3)


def headers_of(aws, bucket: str, key: str) -> tuple[str, str]:
    head = aws.s3.head_object(Bucket=bucket, Key=key)
    return head["ContentType"], head["CacheControl"]


# The template


def test_the_files_are_private_encrypted_versioned_and_read_by_this_distribution_only():
    bucket = RESOURCES["Files"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketEncryption" in bucket
    allowed, denied = RESOURCES["FilesPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (allowed["Effect"], allowed["Action"]) == ("Allow", "s3:GetObject")
    assert "distribution/${Distribution}" in allowed["Condition"]["StringEquals"]["AWS:SourceArn"]["!Sub"]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_an_answer_of_the_api_is_never_kept_at_the_edge_nor_turned_into_a_page():
    behaviours = {each["PathPattern"]: each for each in DISTRIBUTION["CacheBehaviors"]}
    assert list(behaviours) == ["/api/*", "/openapi.json"]
    for each in behaviours.values():
        assert each["TargetOriginId"] == "api"
        assert each["CachePolicyId"] == CACHING_DISABLED
        assert each["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
        assert "FunctionAssociations" not in each
    assert "CustomErrorResponses" not in DISTRIBUTION


def test_the_files_are_compressed_by_brotli_and_gzip_and_served_by_http_2_and_3():
    policy = RESOURCES["FilesCache"]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert (key["EnableAcceptEncodingBrotli"], key["EnableAcceptEncodingGzip"]) == (True, True)
    assert policy["MinTTL"] > 0
    assert DISTRIBUTION["DefaultCacheBehavior"]["Compress"] is True
    assert DISTRIBUTION["HttpVersion"] == "http2and3"


def test_the_pages_may_ask_nobody_but_their_own_origin():
    headers = RESOURCES["FilesHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = headers["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert not any(word in policy for word in ("http", "*", "unsafe"))
    assert {"ContentTypeOptions", "ReferrerPolicy", "StrictTransportSecurity"} <= set(security)
    assert "Permissions-Policy" in {each["Header"] for each in headers["CustomHeadersConfig"]["Items"]}


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/", "/index.html"),
        ("/customers", "/index.html"),
        ("/customers/jo@example.com", "/index.html"),
        ("/products/A4.5", "/index.html"),
        ("/reports/", "/index.html"),
        ("/apis", "/index.html"),
        ("/index.html", "/index.html"),
        ("/favicon.svg", "/favicon.svg"),
        ("/assets/index-B1x_9aZq.js", "/assets/index-B1x_9aZq.js"),
        ("/assets/gone", "/assets/gone"),
    ],
)
def test_a_page_is_served_by_the_first_one_and_a_file_by_itself(path, served):
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the CloudFront function with")
    code = RESOURCES["Pages"]["Properties"]["FunctionCode"]
    event = {"version": "1.0", "request": {"method": "GET", "uri": path, "headers": {}, "querystring": {}}}
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(event)})));"
    answer = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=30)
    assert json.loads(answer.stdout)["uri"] == served


def test_the_stack_comes_up_and_tells_its_address_bucket_and_distribution(aws, outputs):
    assert set(outputs) == {"WebsiteUrl", "WebsiteDomain", "WebsiteBucket", "DistributionId"}
    assert outputs["WebsiteUrl"] == f"https://{outputs['WebsiteDomain']}"
    described = aws.cloudfront.get_distribution(Id=outputs["DistributionId"])["Distribution"]["DistributionConfig"]
    origins = {each["Id"]: each for each in described["Origins"]["Items"]}
    assert origins["api"]["OriginPath"] == "/prod"
    assert origins["files"]["OriginAccessControlId"]


# The upload


def test_index_comes_last_after_all_that_it_needs(build):
    assert [each.key for each in files_of(build)] == [
        "assets/index-B1x_9aZq.js",
        "assets/index-C2y-8bYr.css",
        "assets/logo.png",
        "favicon.svg",
        "404.html",
        "index.html",
    ]


def test_what_is_no_build_is_refused(tmp_path, aws, place):
    with pytest.raises(NotFound, match=r"no index\.html"):
        upload(tmp_path, *place, s3=aws.s3, cloudfront=aws.cloudfront)


def test_each_file_has_its_type_and_is_kept_as_long_as_its_name_allows(aws, place, build):
    uploaded = upload(build, *place, s3=aws.s3, cloudfront=aws.cloudfront)
    assert uploaded.written == tuple(each.key for each in files_of(build))
    bucket = place[0]
    forever = "public, max-age=31536000, immutable"
    assert headers_of(aws, bucket, "index.html") == ("text/html; charset=utf-8", "no-cache")
    assert headers_of(aws, bucket, "assets/index-B1x_9aZq.js") == ("text/javascript; charset=utf-8", forever)
    assert headers_of(aws, bucket, "assets/index-C2y-8bYr.css") == ("text/css; charset=utf-8", forever)
    assert headers_of(aws, bucket, "assets/logo.png") == ("image/png", "public, max-age=3600")
    assert headers_of(aws, bucket, "favicon.svg") == ("image/svg+xml", "public, max-age=3600")


@pytest.mark.parametrize(
    "key", ["assets/a.js", "index-B1x_9aZq.js", "assets/index-short.js", "assets/my-settings.js", "index.html"]
)
def test_a_name_without_a_hash_is_not_kept_for_good(key):
    assert "immutable" not in File(Path(key), key).cache_control


def test_the_edges_ask_for_the_first_page_again_and_for_nothing_else(aws, place, build):
    distribution = place[1]
    before = {each["Id"] for each in _invalidations(aws, distribution)}
    upload(build, *place, s3=aws.s3, cloudfront=aws.cloudfront)
    [made] = [each["Id"] for each in _invalidations(aws, distribution) if each["Id"] not in before]
    described = aws.cloudfront.get_invalidation(DistributionId=distribution, Id=made)["Invalidation"]
    assert described["InvalidationBatch"]["Paths"]["Items"] == ["/index.html"]


def _invalidations(aws, distribution: str) -> list[dict]:
    return aws.cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])


def test_the_assets_of_an_old_build_stay_for_a_while_and_then_go(aws, place, build, monkeypatch):
    bucket = place[0]
    upload(build, *place, s3=aws.s3, cloudfront=aws.cloudfront)
    (build / "assets/index-B1x_9aZq.js").rename(build / "assets/index-D3z_7cXs.js")
    assert upload(build, *place, s3=aws.s3, cloudfront=aws.cloudfront).removed == ()
    assert headers_of(aws, bucket, "assets/index-B1x_9aZq.js")
    later = clock.now() + KEPT + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert upload(build, *place, s3=aws.s3, cloudfront=aws.cloudfront).removed == ("assets/index-B1x_9aZq.js",)
    assert headers_of(aws, bucket, "assets/index-D3z_7cXs.js")


def test_an_emptied_bucket_has_no_version_left(aws, place, build):
    bucket = place[0]
    for _ in range(2):
        upload(build, *place, s3=aws.s3, cloudfront=aws.cloudfront)
    assert empty(bucket, s3=aws.s3) == 12
    assert "Versions" not in aws.s3.list_object_versions(Bucket=bucket)
