"""Law 1: whatever reads or writes an account takes a scope, and only one function makes one."""

import ast
from collections.abc import Iterator

from tests.support.source import SourceFile, is_of_room_file, parameters, product_files

MAKERS = {
    ("smarthub_dash/domain/accounts/queries.py", "scope_of"),
    ("smarthub_dash/domain/accounts/rules.py", "AccountScope"),
}
"""The one maker, and the methods by which a scope narrows itself or joins two that were made there."""
ROOMS_WITHOUT_ACCOUNTS = ("members", "rates")


def _room_files() -> list[SourceFile]:
    named = [file for file in product_files() if file.name.startswith("smarthub_dash/domain/")]
    return [
        file
        for file in named
        if is_of_room_file(file, "queries", "operations")
        if not set(file.path.parts) & set(ROOMS_WITHOUT_ACCOUNTS)
    ]


def test_only_scope_of_and_the_scope_itself_make_account_scopes() -> None:
    makers = {
        (file.name, place)
        for file in product_files()
        for place, node in _placed(file.tree)
        if isinstance(node, ast.Call) and _makes_a_scope(node)
    }

    assert makers <= MAKERS
    assert len(makers) == len(MAKERS)


def test_queries_and_operations_of_accounts_take_a_scope_or_say_why_not() -> None:
    open_doors = [
        f"{file.name}:{function.lineno} {function.name}"
        for file in _room_files()
        for function in file.tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if function.name != "scope_of" and any(each.arg == "session" for each in parameters(function))
        if not any(each.arg == "scope" for each in parameters(function))
        if not any("# no scope: " in line for line in file.lines_of(function))
    ]

    assert open_doors == []


def _placed(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for top in tree.body:
        name = getattr(top, "name", "the module itself")
        yield from ((name, node) for node in ast.walk(top))


def _makes_a_scope(call: ast.Call) -> bool:
    name = ast.unparse(call.func).split(".")[-1]
    replaced = name == "replace" and any("scope" in ast.unparse(argument) for argument in call.args[:1])
    return name == "AccountScope" or replaced
