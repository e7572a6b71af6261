"""The project's own source, parsed, for tests that hold the laws of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.support.processes import PROJECT

CODE = ("smarthub_dash", "components", "state", "bench", ".ci")
EVERYTHING = (*CODE, "tests")
BELOW_THE_DOORS = ("demo", "journeys", "migrations", "domain", "gateways", "journal", "kit")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Python file of the project."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(PROJECT))

    @property
    def is_below_the_doors(self) -> bool:
        return self.name.startswith(tuple(f"smarthub_dash/{floor}/" for floor in BELOW_THE_DOORS)) or self.name in (
            "smarthub_dash/settings.py",
            "smarthub_dash/wiring.py",
        )

    def at(self, node: ast.expr | ast.stmt) -> str:
        return f"{self.name}:{node.lineno}"

    def functions(self) -> Iterator[Function]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def calls(self) -> Iterator[ast.Call]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def lines_of(self, node: Function) -> list[str]:
        return self.text.splitlines()[node.lineno - 1 : node.end_lineno]


@lru_cache(maxsize=4)
def source_files(*folders: str) -> tuple[SourceFile, ...]:
    """Return the Python files of some top folders; all of the project's if none is named."""
    found = [path for folder in folders or EVERYTHING for path in sorted((PROJECT / folder).rglob("*.py"))]
    found += [] if folders else [PROJECT / "rxconfig.py"]
    texts = [(path, path.read_text()) for path in found]
    return tuple(SourceFile(path, text, ast.parse(text)) for path, text in texts)


def is_of_room_file(file: SourceFile, *names: str) -> bool:
    """Tell whether a file is the queries or operations of a room, or a part of them where they are a folder."""
    return "/domain/" in file.name and bool(set(names) & {file.path.stem, file.path.parent.name})


def product_files() -> tuple[SourceFile, ...]:
    """Return the files that run in production."""
    return source_files("smarthub_dash", "components", "state")


def called_name(call: ast.Call) -> str:
    """Return what is called as it is written: `date.today`, `AccountScope`."""
    return ast.unparse(call.func)


def parameters(function: Function) -> list[ast.arg]:
    """Return a function's named parameters."""
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]
