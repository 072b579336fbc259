"""The dashboard in a deployment: built before anything is changed, left as it is where there is no Node."""

import pytest

from tools.dashboard.build import NotBuilt
from tools.dashboard.node import NoNode
from tools.deployment import deploy
from tools.deployment.deploy import Deployment, Step
from tools.deployment.stages import load_stage


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def steps(said):
    """Makes the steps of a deployment by name, which must not get as far as the account."""

    def make(*, dry_run: bool = False) -> dict[str, Step]:
        made = Deployment(load_stage("prod"), None, lambda _: None, report=said.append, dry_run=dry_run).steps()
        return {each.name: each for each in made}

    return make


def building(monkeypatch, does) -> None:
    monkeypatch.setattr(deploy, "build", does)


def fails_with(error: Exception):
    def build(_report) -> None:
        raise error

    return build


def test_it_is_built_before_anything_is_changed_and_uploaded_after_the_app(steps):
    names = list(steps())
    assert names[0] == "dashboard"
    assert names.index("website") > names.index("app")


def test_what_the_build_tells_is_told(steps, said, monkeypatch):
    building(monkeypatch, lambda report: report("Building the dashboard ..."))
    steps()["dashboard"].run()
    assert said == ["  Building the dashboard ..."]


def test_sources_that_are_wrong_end_the_deployment(steps, monkeypatch):
    building(monkeypatch, fails_with(NotBuilt("npm run build has failed")))
    with pytest.raises(NotBuilt):
        steps()["dashboard"].run()


def test_without_node_it_stays_as_it_is(steps, said, monkeypatch, tmp_path):
    building(monkeypatch, fails_with(NoNode("this machine has no Node")))
    monkeypatch.setattr(deploy, "DIST", tmp_path)
    steps()["dashboard"].run()
    steps()["website"].run()
    assert said == [
        "  SKIPPED: the dashboard stays as it is, because this machine has no Node",
        "  SKIPPED: there is no build of the dashboard",
    ]


def test_a_dry_run_builds_nothing(steps, said, monkeypatch):
    building(monkeypatch, fails_with(AssertionError("it was built")))
    steps(dry_run=True)["dashboard"].run()
    assert said == []


def test_a_checkout_without_the_dashboards_sources_is_deployed_without_it(steps, monkeypatch, tmp_path):
    monkeypatch.setattr(deploy, "SOURCES", tmp_path)
    assert not {"dashboard", "website"} & set(steps())
