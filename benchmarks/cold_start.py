"""The start of the handler in a new process: loading the code, the first answer, the next; with and without .pyc."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import botocore

from benchmarks.handler import event_of
from benchmarks.options import Options
from benchmarks.orders import orders
from benchmarks.pairs import Spread, shown
from benchmarks.results import Kind, Section, Table
from benchmarks.routes import NAMED
from benchmarks.shop import load, open_shop, rows_of
from benchmarks.stores import ministack
from chalicelib.tables import Tables
from tools.deployment.aws import DeploymentFailed
from tools.deployment.bundle import Package, package

_PAIRS, _QUICK_PAIRS = 9, 3
_ORDERS = 200
# What Lambda's Python has of its own; everything else is in the bundle.
_OF_LAMBDA = ("botocore", "dateutil", "urllib3", "jmespath", "six.py")
_BYTES_OF_MEGABYTE = 1024 * 1024
_STEPS = ("load", "first", "next")
_CODE = """
import json, sys
sys.path[:0] = %r
event = json.loads(sys.stdin.read())
from time import process_time
times = [process_time()]
import app
times.append(process_time())
for _ in range(2):
    answer = app.app(event, None)
    assert answer["statusCode"] == 200, answer
    times.append(process_time())
print(json.dumps([after - before for before, after in zip(times, times[1:])]))
"""


@dataclass(frozen=True)
class Place:
    """The bundle's content as it is, the same without compiled code, and what Lambda has itself."""

    compiled: Path
    plain: Path
    of_lambda: Path


def measure(options: Options) -> Section:
    """Measure cold and warm starts."""
    section = Section("cold-start", "Cold start", "MiniStack")
    options.say("packaging the app as it is deployed")
    try:
        made = package()
    except DeploymentFailed as why:
        section.notes.append(f"Left out: the app could not be packaged here ({why}).")
        return section
    megabytes = made.bundle.stat().st_size / _BYTES_OF_MEGABYTE
    section.add("bundle", megabytes, "MB", Kind.SIZE)
    section.notes.append(f"The bundle has {shown(megabytes)} MB, compiled code included.")
    with ministack(options.log("cold-start-store")) as store, TemporaryDirectory() as folder:
        shop = open_shop(store.client, _ORDERS, prefix="cold-")
        load(store.client, rows_of(orders(_ORDERS), shop.tables))
        place = _unpacked(made, Path(folder))
        section.tables.append(_measured(section, place, _environment(shop.parts.settings.tables), options))
    return section


def _measured(section: Section, place: Place, environment: Mapping[str, str], options: Options) -> Table:
    options.say("starting the handler in new processes, with compiled code and without, in turn")
    runs = range(_QUICK_PAIRS if options.is_quick else _PAIRS)
    pairs = [tuple(_started(each, place, environment) for each in (place.compiled, place.plain)) for _ in runs]
    rows = []
    for at, step in enumerate(_STEPS):
        times = [[pair[which][at] for pair in pairs] for which in (0, 1)]
        ratio = Spread.of([one / other for one, other in zip(*times, strict=True)])
        for name, values in zip(("compiled", "plain"), times, strict=True):
            section.add(f"{step}/{name}", Spread.of(values).median * 1000, "CPU ms", Kind.TIME)
        section.add(f"{step}/compiled-beside-plain", ratio.median, "ratio", Kind.RATIO)
        rows.append([_TITLES[step], *(shown(Spread.of(each).median * 1000) for each in times), str(ratio)])
    note = "Processor time in a Python that has the bundle and what Lambda has. The first answer is /api/customers."
    return Table(
        "The handler in a new process", ["step", "compiled, CPU ms", "without .pyc, CPU ms", "ratio"], rows, note
    )


_TITLES = {"load": "load the code", "first": "first answer", "next": "next answer"}


def _unpacked(made: Package, folder: Path) -> Place:
    place = Place(folder / "compiled", folder / "plain", folder / "lambda")
    for each in (place.compiled, place.plain):
        with ZipFile(made.bundle) as archive:
            archive.extractall(each)
    for cache in list(place.plain.rglob("__pycache__")):
        shutil.rmtree(cache)
    place.of_lambda.mkdir()
    site = Path(botocore.__file__).parents[1]
    for name in _OF_LAMBDA:
        (place.of_lambda / name).symlink_to(site / name)
    return place


def _environment(tables: Tables) -> dict[str, str]:
    """The environment of a function on this machine's store."""
    names = ("orders", "contacts", "customers", "ledger", "views", "results", "clients")
    named = {f"{name.upper()}_TABLE": getattr(tables, name).name for name in names}
    return {**os.environ, **named, "AWS_LAMBDA_FUNCTION_NAME": "benchmark", "STAGE": "benchmark"}


def _started(content: Path, place: Place, environment: Mapping[str, str]) -> list[float]:
    """The seconds of each step in a new process."""
    code = _CODE % [str(content), str(place.of_lambda)]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", code],
        input=json.dumps(event_of(NAMED["customers"], {})),
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    )
    times: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return times
