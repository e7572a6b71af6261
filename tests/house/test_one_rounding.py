"""Rounding to cents is defined once, in the kit's money: what prices and bills takes it from there."""

import ast

from tests.support.source import SourceFile, product_files

ROUNDING = {"round", "quantize", "to_integral_value", "rint", "floor", "ceil"}
OF_MONEY = ("smarthub_dash/domain/rates/", "smarthub_dash/domain/billing/")
OF_OTHER_THINGS = {
    "smarthub_dash/domain/rates/rules/demand.py",  # power, to the watt
    "smarthub_dash/domain/rates/rules/apportion.py",  # weights, which need not be exact: the split keeps every cent
}


def test_no_price_and_no_bill_rounds_by_itself() -> None:
    own = [
        file.at(call)
        for file in product_files()
        if file.name.startswith(OF_MONEY) and file.name not in OF_OTHER_THINGS
        for call in file.calls()
        if _name_of(call) in ROUNDING
    ]

    assert own == []


def test_no_price_and_no_bill_is_a_binary_fraction() -> None:
    floats = [
        file.at(node)
        for file in product_files()
        if file.name.startswith(OF_MONEY) and file.name not in OF_OTHER_THINGS
        for node in [*_float_numbers(file), *(call for call in file.calls() if _name_of(call) == "float")]
    ]

    assert floats == []


def _name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _float_numbers(file: SourceFile) -> list[ast.Constant]:
    return [node for node in ast.walk(file.tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
