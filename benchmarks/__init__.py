"""The benchmark: what the answers and the projector take, beside two other designs and the bare calls.

    orders, shop, stores     the same made-up orders in the same store, for every design
    figures, before, after   the other designs: what they make of orders, and what they read for it
    pairs, recording         how time is compared; what is seen of botocore, and the same calls again: the floor
    hits, ways               answers of the result cache beside those that are made anew
    reads, projector, …      the sections, each by itself and bounded in time (`run.SECTIONS`)
    targets, compare         what shall hold, and what has become worse since the committed run
    report, plots            one page for a reader

Nothing of it is deployed. `python -m tools bench` runs it.
"""
