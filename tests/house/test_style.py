"""The style of the house, as far as a machine can hold it."""

import ast
import re

from tests.support.processes import PROJECT
from tests.support.source import CODE, Function, SourceFile, product_files, source_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 30
FORBIDDEN_NAME_PARTS = {"manager", "helper", "helpers", "util", "utils", "info", "v2"}
# One letter in brackets, so that this line is not found itself.
LEFT_OPEN = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|NotImplemented[E]rror|lorem [i]psum)\b")


def test_no_file_is_longer_than_the_house_allows() -> None:
    long = [
        f"{file.name}: {len(file.text.splitlines())}" for file in source_files() if _line_count(file) > LONGEST_FILE
    ]

    assert long == []


def test_no_function_is_longer_than_the_house_allows() -> None:
    long = [
        f"{file.name}:{function.lineno} {function.name}"
        for file in product_files()
        if "/migrations/versions/" not in file.name  # a list of tables, not a thought
        for function in file.functions()
        if _body_lines(function) > LONGEST_FUNCTION
    ]

    assert long == []


def test_every_file_says_what_it_is() -> None:
    silent = [file.name for file in source_files(*CODE) if file.text.strip() and not ast.get_docstring(file.tree)]

    assert silent == []


def test_names_say_what_things_are() -> None:
    vague = [
        f"{file.name} {name}"
        for file in source_files()
        for name in [file.path.stem, *(node.name for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef))]
        if FORBIDDEN_NAME_PARTS & set(re.findall(r"[a-z]+[0-9]*", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
    ]

    assert vague == []


def test_no_function_takes_whatever_it_is_given() -> None:
    takers = [
        f"{file.name}:{function.lineno}"
        for file in source_files("smarthub_dash")
        for function in file.functions()
        if function.args.kwarg is not None
    ]

    assert takers == []


def test_nothing_is_left_open() -> None:
    left = [file.name for file in source_files() if LEFT_OPEN.search(file.text)]

    assert left == []


def test_nobody_below_the_doors_catches_everything() -> None:
    caught = [
        file.at(handler.body[0])
        for file in product_files()
        if file.is_below_the_doors
        for handler in ast.walk(file.tree)
        if isinstance(handler, ast.ExceptHandler)
        if handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")
    ]

    assert caught == []


def test_tables_live_in_records() -> None:
    elsewhere = [
        file.name
        for file in product_files()
        if file.path.stem != "records"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ClassDef) and any(keyword.arg == "table" for keyword in node.keywords)
    ]

    assert elsewhere == []


def test_no_lock_names_a_host() -> None:
    locks = [*PROJECT.glob("requirements*.lock"), *(PROJECT / "reflex.lock").glob("*")]

    assert [lock.name for lock in locks if re.search(r"https?://", lock.read_text())] == []


def _line_count(file: SourceFile) -> int:
    return len(file.text.splitlines())


def _body_lines(function: Function) -> int:
    has_docstring = ast.get_docstring(function) is not None and len(function.body) > 1
    first = function.body[1] if has_docstring else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1
