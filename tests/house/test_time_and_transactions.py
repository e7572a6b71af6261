"""Laws 2 and 4: one transaction per step, and time comes in."""

import ast

from tests.support.source import called_name, is_of_room_file, parameters, product_files

CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now"),
    *("date.today", "datetime.date.today", "time.time", "time.time_ns"),
}
SQL_CLOCKS = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "func.now", "datetime('now')")
MOMENTS = ("now", "today", "at", "when")


def test_only_the_unit_of_work_commits() -> None:
    commits = [
        file.at(call)
        for file in product_files()
        for call in file.calls()
        if called_name(call).endswith(".commit") and not file.name.startswith("smarthub_dash/kit/")
    ]

    assert commits == []


def test_nobody_below_the_doors_reads_the_clock() -> None:
    readers = [
        file.at(call)
        for file in product_files()
        if file.is_below_the_doors and file.name != "smarthub_dash/kit/clock.py"
        for call in file.calls()
        if called_name(call) in CLOCKS
    ]

    assert readers == []


def test_no_query_asks_the_database_for_the_time() -> None:
    askers = [file.name for file in product_files() if any(word in file.text for word in SQL_CLOCKS)]

    assert askers == []


def test_no_moment_has_a_default() -> None:
    guessed = [
        f"{file.name}:{function.lineno} {function.name}"
        for file in product_files()
        for function in file.functions()
        for parameter, default in _defaults(function.args)
        if parameter in MOMENTS and default is not None
    ]

    assert guessed == []


def test_the_session_comes_first_and_the_rest_by_name() -> None:
    wrong = [
        f"{file.name}:{function.lineno} {function.name}"
        for file in product_files()
        if is_of_room_file(file, "queries", "operations")
        for function in file.tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if any(each.arg == "session" for each in parameters(function))
        if [each.arg for each in [*function.args.posonlyargs, *function.args.args]] != ["session"]
    ]

    assert wrong == []


def _defaults(arguments: ast.arguments) -> list[tuple[str, ast.expr | None]]:
    plain = [*arguments.posonlyargs, *arguments.args]
    padding: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    named = [(each.arg, default) for each, default in zip(plain, [*padding, *arguments.defaults], strict=True)]
    return named + [(each.arg, value) for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
