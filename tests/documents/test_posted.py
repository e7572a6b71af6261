"""Whoever posts a notice names a letter that there is, and every fact that it takes."""

import ast
from collections.abc import Iterator

from smarthub_dash.documents.letters import samples
from tests.support.source import product_files


def test_every_notice_that_is_posted_has_its_letter() -> None:
    unknown = [f"{place} {name}" for place, name, _facts in _posted() if name not in samples()]

    assert unknown == []


def test_every_notice_that_is_posted_brings_the_facts_of_its_letter() -> None:
    lacking = [
        f"{place} {name}: {sorted(set(samples()[name]) - facts)}"
        for place, name, facts in _posted()
        if facts and set(samples()[name]) - facts
    ]

    assert lacking == []


def _posted() -> Iterator[tuple[str, str, set[str]]]:
    """Yield where a letter is named, its name, and the facts beside it where they are written out."""
    for file in product_files():
        for call in file.calls():
            told = {keyword.arg: keyword.value for keyword in call.keywords}
            if "template" in told and "facts" in told:
                named = [each.value for each in ast.walk(told["template"]) if isinstance(each, ast.Constant)]
                facts = _keys(told["facts"])
                # A writer of one room's letters adds whom they are to.
                facts |= {"name"} if facts and ast.unparse(call.func) == "_write" else set()
                yield from ((file.at(call), str(name), facts) for name in named)


def _keys(facts: ast.expr) -> set[str]:
    keys = facts.keys if isinstance(facts, ast.Dict) else []
    if None in keys:
        return set()  # some of them stand elsewhere
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}
