"""Rules of usage: what reads may be stored, how they compare with what is stored, and what they sum to."""

from smarthub_dash.domain.usage.rules.words import Flow, QuantityUnit, ReadQuality

__all__ = ["BOTH_FLOWS", "Flow", "QuantityUnit", "ReadQuality"]

BOTH_FLOWS = tuple(Flow)
"""Named in a question, so that the day behind the flow in a table's key is looked up and not filtered for."""
