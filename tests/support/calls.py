"""Who calls whom in the project, as far as names tell: for tests that follow a door to what it reads and writes."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tests.support.source import Function, SourceFile, product_files

Place = tuple[str, str]
"""A module by its dotted name, and a function or method in it by its own name."""


@dataclass(slots=True)
class CallGraph:
    """Every function of the project, and which functions it names."""

    functions: dict[Place, Function] = field(default_factory=dict)
    names: dict[Place, set[Place]] = field(default_factory=lambda: defaultdict(set))

    def reached_from(self, start: Place) -> set[Place]:
        """Return what a function may come to, itself among it."""
        reached, waiting = set(), [start]
        while waiting:
            place = waiting.pop()
            if place not in reached and place in self.functions:
                reached.add(place)
                waiting += self.names[place]
        return reached


@lru_cache(maxsize=1)
def call_graph() -> CallGraph:
    """Return the graph of the files that run in production."""
    graph = CallGraph()
    modules = {_dotted(file): file for file in product_files()}
    for module, file in modules.items():
        known = dict(_imported(file.tree, modules))
        for name, function in _functions(file.tree):
            graph.functions[module, name] = function
            graph.names[module, name] |= set(_named(function, module, known))
    return graph


def _functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, Function))


def _named(function: Function, module: str, known: Mapping[str, Place]) -> Iterator[Place]:
    # A name is enough: functions are handed to threads and to `partial` as often as they are called.
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield known.get(node.id, (module, node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ("self", "cls"):
                yield from ((module, f"{name}.{node.attr}") for name in _classes_of(module))
            elif node.value.id in known and known[node.value.id][1] == "":
                yield known[node.value.id][0], node.attr


@lru_cache(maxsize=512)
def _classes_of(module: str) -> tuple[str, ...]:
    file = next(each for each in product_files() if _dotted(each) == module)
    return tuple(node.name for node in file.tree.body if isinstance(node, ast.ClassDef))


def _imported(tree: ast.Module, modules: Iterable[str]) -> Iterator[tuple[str, Place]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield alias.asname or alias.name, ((whole, "") if whole in modules else (node.module, alias.name))


def _dotted(file: SourceFile) -> str:
    return file.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
