"""Rules of usage: what reads may be stored, how they compare with what is stored, and what they sum to."""

from smarthub_dash.domain.usage.rules.words import Flow, QuantityUnit, ReadQuality

__all__ = ["Flow", "QuantityUnit", "ReadQuality"]
