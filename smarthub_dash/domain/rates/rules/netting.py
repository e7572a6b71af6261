"""Net metering over a whole period, though prices may change within it."""

from collections.abc import Sequence

from smarthub_dash.kit.money import split_cents


def netted(nets: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """
    Net the parts of a period against each other; return what is billed in each, and what was sent back beyond.

    What the sum leaves to be billed is shared by the parts that used energy, what it leaves over by those that sent
    it back, each by its size: one price then gives one bill, wherever the period is cut.

    Shape: three times as many. Units: Wh, below zero where more was sent back than used.
    """
    if all(net >= 0 for net in nets):
        return nets, [0] * len(nets)
    total = sum(nets)
    # The split of cents is the one of any whole units: its parts sum to the whole.
    used = split_cents(max(total, 0), [max(net, 0) for net in nets])
    sent_back = split_cents(max(-total, 0), [max(-net, 0) for net in nets])
    return used, sent_back
