"""The walk from one bill to another: every step has a reason, and all of them sum to the cent."""

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from smarthub_dash.domain.billing.rules.printed import Measure, printed_price, printed_quantity
from smarthub_dash.domain.billing.rules.walk import StepKind, WalkedBill, walk_between


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is printed."""

    kind: str
    label: str
    quantity_text: str
    price_text: str
    cents: int


def energy(kwh: int, price: str, *, label: str = "Energy") -> Line:
    return Line("energy", label, f"{kwh:,} kWh", f"${price} per kWh", round(kwh * Fraction(price) * 100))


def service(price: str, *, quantity: str = "1 month") -> Line:
    return Line("service", "Service charge", quantity, f"${price} per month", round(Fraction(price) * 100))


def steps(earlier: WalkedBill, later: WalkedBill, *, weather_kwh: Fraction | None = None) -> dict[StepKind, int]:
    walk = walk_between(earlier, later, weather_kwh=weather_kwh)
    assert sum(step.cents for step in walk.steps) == walk.cents == later.cents - earlier.cents
    return dict(walk.steps)


def test_longer_weather_habits_and_rate_by_hand() -> None:
    before = WalkedBill([service("32.00"), energy(900, "0.10")], 30)
    after = WalkedBill([service("34.00"), energy(1200, "0.12")], 33)

    found = steps(before, after, weather_kwh=Fraction(100))

    # Half of both prices is $0.11. Days: 3 x 30 kWh x 0.11 = 9.90. All of use: 300 x 0.11 = 33.00. The weather's
    # 100 kWh at what a kWh cost on both bills, (90 + 144) / 2100 = 0.1114: 11.14. Habits: 33.00 - 9.90 - 11.14 = 11.96.
    # Rate: half of both quantities, 1050 x 0.02 = 21.00. Fees: 2.00.
    assert found == {
        StepKind.DAYS: 990,
        StepKind.WEATHER: 1114,
        StepKind.HABITS: 1196,
        StepKind.RATE: 2100,
        StepKind.FEES: 200,
    }


def test_where_weather_cannot_be_told_apart_both_are_one_step() -> None:
    before, after = (WalkedBill([energy(kwh, "0.10")], 30) for kwh in (500, 800))

    assert steps(before, after) == {StepKind.USE: 3000}


def test_another_season_is_another_price_and_not_another_habit() -> None:
    before = WalkedBill([energy(600, "0.21", label="Summer energy")], 30)
    after = WalkedBill([energy(600, "0.17", label="Winter energy")], 30)

    assert steps(before, after) == {StepKind.RATE: -2400}


def test_what_was_estimated_credited_or_taxed_is_a_step_of_its_own() -> None:
    before = WalkedBill([energy(600, "0.10"), Line("tax", "County", "$60.00", "1.5 %", 190)], 30)
    after = WalkedBill(
        [
            energy(600, "0.10"),
            Line("true_up", "Difference to the estimated bill", "", "", 1250),
            Line("credit", "Credit for energy sent back", "40 kWh", "-$0.05 per kWh", -200),
            Line("tax", "County", "$60.00", "1.5 %", 310),
        ],
        30,
    )

    assert steps(before, after) == {StepKind.TRUE_UP: 1250, StepKind.CREDITS: -200, StepKind.TAX: 120}


def test_steps_below_a_dollar_are_told_together() -> None:
    before = WalkedBill([service("32.00"), energy(600, "0.100"), Line("tax", "County", "", "", 150)], 30)
    after = WalkedBill([service("32.60"), energy(600, "0.101"), Line("tax", "County", "", "", 180)], 30)

    assert steps(before, after) == {StepKind.SMALL: 150}


def test_days_of_no_service_before_are_not_divided_by() -> None:
    assert steps(WalkedBill([], 30), WalkedBill([energy(600, "0.10")], 31)) == {StepKind.USE: 6000}


PRINTED = some.builds(
    Line,
    some.sampled_from(["energy", "adjustment", "demand", "service", "plan", "credit", "tax", "true_up", "minimum"]),
    some.sampled_from(["One", "Two", "Three"]),
    some.one_of(
        some.integers(-900_000, 9_000_000).map(lambda wh: f"{wh / 1000:,} kWh"),
        some.sampled_from(["1 month", "17 of 31 days", "30 days", "12.5 kW, 10 of 31 days", "", "$60.00"]),
    ),
    some.sampled_from(
        ["$0.1185 per kWh", "-$0.002 per kWh", "$9.00 per kW", "$32.00 per month", "$1.10 per day", "1.5 %"]
    ),
    some.integers(-50_000, 90_000),
)
BILLS = some.builds(WalkedBill, some.lists(PRINTED, max_size=8), some.integers(1, 40))


@given(BILLS, BILLS, some.one_of(some.none(), some.fractions(-900, 900)))
def test_any_two_bills_are_walked_between_to_the_cent(
    earlier: WalkedBill, later: WalkedBill, weather_kwh: Fraction | None
) -> None:
    walk = walk_between(earlier, later, weather_kwh=weather_kwh)

    assert sum(step.cents for step in walk.steps) == later.cents - earlier.cents
    assert len({step.kind for step in walk.steps}) == len(walk.steps)


@given(BILLS)
def test_the_same_bill_twice_has_nothing_to_tell(bill: WalkedBill) -> None:
    assert walk_between(bill, bill, weather_kwh=None).steps == ()


def test_quantities_and_prices_are_read_back_as_printed() -> None:
    assert printed_quantity("1,234.5 kWh") == Measure(Fraction(12345, 10), "kWh")
    assert printed_quantity("12.4 kW, 10 of 31 days") == Measure(Fraction(124, 31), "kW")
    assert printed_quantity("17 of 31 days") == Measure(Fraction(17, 31), "month")
    assert printed_quantity("1 day") == Measure(Fraction(1), "day")
    assert printed_quantity("$60.00") is None
    assert printed_price("-$0.0024 per kWh") == Measure(Fraction(-24, 10_000), "kWh")
    assert printed_price("1.5 %") is None
