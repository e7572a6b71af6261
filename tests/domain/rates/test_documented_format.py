"""The page on the format names every key that is read, and its examples can be used."""

import ast
import inspect
import re

import pytest

from smarthub_dash.domain.rates.rules import parsing, reading_terms
from smarthub_dash.domain.rates.rules.holidays import Holiday, HolidayShift
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.domain.rates.rules.terms import TAXABLE, Condition, DayType, Per
from tests.support.processes import PROJECT
from tests.support.rates import FLAT, HEAD, SERVICE

PAGE = (PROJECT / "docs" / "rate-schedules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


def _keys() -> set[str]:
    """Return the first text of each call that reads a field."""
    found = set()
    for module in (parsing, reading_terms):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call):
                found |= {
                    each.value
                    for each in node.args[:2]
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and re.fullmatch("[a-z_]+", each.value)
                }
    return found


def test_every_key_is_named() -> None:
    keys = _keys()

    assert {"rounds_up_to", "grace_days", "jurisdiction", "seasons", "counts"} <= keys
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()


@pytest.mark.parametrize("words", [Holiday, HolidayShift, DayType, Condition, Per, TAXABLE])
def test_every_word_that_may_be_chosen_is_named(words) -> None:
    assert {str(word) for word in words if not re.search(rf"[\"`]{word}[\"`]", PAGE)} == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[0])
def test_every_example_can_be_used(example: str) -> None:
    if "code = " not in example.split("[", maxsplit=1)[0]:
        rest = "" if "[[energy]]" in example else FLAT
        example = HEAD.format(valid_from="2026-01-01") + SERVICE + rest + example

    assert parse_schedule(example, file_name="page.md")
