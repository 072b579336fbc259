"""Models that are built on their first use."""

import subprocess
import sys

_TOGETHER = """
import sys, threading
sys.setswitchinterval(1e-6)
from chalicelib.web.parameters import SalesParameters, read_parameters

failures, start = [], threading.Barrier(8)

def ask():
    start.wait()
    try:
        read_parameters(SalesParameters, {"from": ["2026-09-24"], "to": ["2026-10-23"], "interval": ["day"]})
    except Exception as error:
        failures.append(repr(error))

threads = [threading.Thread(target=ask) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
sys.exit("; ".join(failures) or 0)
"""


def test_threads_that_use_a_model_first_and_together_all_find_it_whole():
    """Without a lock about every fifth process has a thread that meets the model half made."""
    for _ in range(8):
        done = subprocess.run([sys.executable, "-c", _TOGETHER], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
