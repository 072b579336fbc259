"""A recount holds its rows in little memory, and the orders not at all."""

import tracemalloc

from benchmarks.recount_memory import cost_of_made, made_orders, recounted

ORDERS, LINES = 500, 10
MOST_BYTES = 8_000  # with the line's share of its order, its customer and its product; it was 11,900


def test_a_recount_takes_little_memory_for_each_line():
    recounted(made_orders(1, 1))  # what is made once is not a line's
    tracemalloc.start()
    try:
        recounted(made_orders(ORDERS, LINES))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak / (ORDERS * LINES) < MOST_BYTES


def test_the_cost_of_a_recount_is_that_of_all_orders_in_a_process_of_its_own():
    cost = cost_of_made(orders=3, lines=2)
    assert (cost.orders, cost.lines) == (3, 6)
    assert cost.peak > 0
    assert cost.seconds > 0
