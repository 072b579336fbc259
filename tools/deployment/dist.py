"""`make package`: what a deployment takes, in dist/ for a reader to look at. Needs no credentials."""

import json
import shutil
import sys
from pathlib import Path

from tools.deployment.aws import DeploymentFailed
from tools.deployment.checks import translated
from tools.deployment.sources import INFRA, PROJECT
from tools.deployment.stages import load_stage
from tools.deployment.template import ANY_BUCKET, app_template

DIST = PROJECT / "dist"


def write_dist(stage_name: str, folder: Path = DIST) -> list[Path]:
    """Write the bundle and the templates of a stage. Returns: what was written. Raises: `DeploymentFailed`."""
    stage = load_stage(stage_name)
    app = app_template(stage)
    folder.mkdir(exist_ok=True)
    text = app.text(ANY_BUCKET)
    made = json.dumps(translated(text, app.parameters, region=stage.region), indent=1)
    written = {"app.json": text, "app-as-cloudformation-sees-it.json": made}
    for name, content in written.items():
        (folder / name).write_text(content)
    shutil.copyfile(app.bundle, folder / "bundle.zip")
    others = [path for path in sorted(INFRA.glob("*.yaml")) if path.stem != "app"]
    for path in others:
        shutil.copyfile(path, folder / path.name)
    return [folder / name for name in (*written, "bundle.zip", *(path.name for path in others))]


def main(stage_name: str) -> int:
    """Write dist/. Returns: the exit code."""
    try:
        for path in write_dist(stage_name):
            print(f"{path.stat().st_size:>10,}  {path.relative_to(PROJECT)}")
    except DeploymentFailed as error:
        print(f"failed: {error.message}\nway on: {error.way_on}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
