"""`python -m tools bench` as one types it."""

import argparse

import pytest

from benchmarks import child
from benchmarks.child import ChildFailed
from tools.commands import bench


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    bench.add_parser(parser.add_subparsers())
    return parser.parse_args(["bench", *arguments])


def test_sizes_come_smallest_first_and_once():
    assert parsed("--orders", "10000,1000,10000").orders == [1000, 10_000]


def test_sections_are_chosen_by_name():
    assert parsed("--only", "lag,load").only == ["lag", "load"]
    assert parsed().only is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "lag,leg"], "no section leg; there are cost, reads"),
        (["--orders", "0"], "must be a whole number from 1"),
        (["--users", "1001"], "must be at most 1,000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        parsed(*arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


HOLDING = "held = bytearray(b'x') * (100 * 1024 * 1024); print('{}')"


def test_a_child_tells_what_it_printed_and_the_memory_that_it_had_itself():
    ours = bytearray(b"x") * (200 * 1024 * 1024)
    small, large = child.run(["-c", "print('{\"orders\": 3}')"]), child.run(["-c", HOLDING])
    assert small.told == {"orders": 3}
    assert small.megabytes < 100 < large.megabytes < len(ours) / 1024 / 1024


def test_a_child_that_fails_says_why():
    with pytest.raises(ChildFailed, match="out of paper"):
        child.run(["-c", "raise SystemExit('out of paper')"])
