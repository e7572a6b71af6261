"""What a role may do is said in one table: nobody else asks which role it is."""

import ast

from tests.support.source import product_files

TABLE = "smarthub_dash/domain/accounts/rules.py"


def test_only_the_table_decides_by_a_role() -> None:
    deciders = [
        file.at(node)
        for file in product_files()
        if file.name != TABLE
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Compare) and "HouseholdRole." in ast.unparse(node)
    ]

    assert deciders == []


def test_only_the_table_maps_roles_to_powers() -> None:
    mappers = [
        file.at(node)
        for file in product_files()
        if file.name != TABLE
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Dict) and any(key and "HouseholdRole." in ast.unparse(key) for key in node.keys)
    ]

    assert mappers == []
