"""The benchmark: what the answers and the projector take, beside two other designs and the bare calls.

    orders, shop, stores     the same made-up orders in the same store, for every design
    before, after, floor     the other designs, and the calls that an answer needs
    pairs, recording         how time is compared, and what is seen of botocore
    reads … lag              the sections, each by itself and bounded in time
    targets, compare         what shall hold, and what has become worse since the committed run
    report, plots            one page for a reader

Nothing of it is deployed. `python -m tools bench` runs it.
"""
