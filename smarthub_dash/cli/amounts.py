"""Amounts and days as staff type them."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import click

from smarthub_dash.kit.clock import SystemClock, local_day
from smarthub_dash.kit.money import Cents
from smarthub_dash.settings import settings


class Dollars(click.ParamType):
    """An amount in dollars, exact to the cent. Source: "1,234.50" or "$12"."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Cents:
        try:
            cents = Decimal(str(value).replace("$", "").replace(",", "")) * 100
        except InvalidOperation:
            self.fail(f"{value!r} is not an amount such as 12.50.", param, ctx)
        if not cents.is_finite() or cents != cents.to_integral_value():
            self.fail(f"{value!r} is not an amount in whole cents.", param, ctx)
        return int(cents)


class Percent(click.ParamType):
    """A share in percent. Source: "50" or "12.5 %"."""

    name = "percent"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            return Fraction(Decimal(str(value).replace("%", "").strip())) / 100
        except (InvalidOperation, ValueError, OverflowError):
            self.fail(f"{value!r} is not a percentage such as 50.", param, ctx)


def this_moment() -> tuple[datetime, date]:
    """Return the instant of a command, and the utility's day."""
    now = SystemClock().now()
    return now, local_day(now, settings().zone)
