"""What reaches a browser: who may call a handler, and which kit draws the page."""

import re
from collections.abc import Iterator
from importlib import import_module

from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from state.guard import AUDIENCE
from tests.support.source import product_files, source_files

RADIX = re.compile(
    r"\brx\.(box|button|text|heading|dialog|select|card|flex|hstack|vstack|container|toast|markdown|Cookie|LocalStorage)\b"
)
"""The default kit (694 kB of style), eval in the browser, and storage that a client may set to anything."""


def test_every_handler_says_who_may_call_it() -> None:
    # Every public method of a state is a remote call, decorated or not: a private one starts with an underscore.
    undeclared = [name for name, registered in _own_handlers() if not getattr(registered.handler.fn, AUDIENCE, None)]

    assert undeclared == []


def test_no_component_of_the_default_kit_is_used() -> None:
    users = [
        f"{file.name}:{number}"
        for file in product_files()
        for number, line in enumerate(file.text.splitlines(), start=1)
        if RADIX.search(line)
    ]

    assert users == []


def _own_handlers() -> Iterator[tuple[str, RegisteredEventHandler]]:
    for file in source_files("state"):
        import_module("state" if file.path.stem == "__init__" else f"state.{file.path.stem}")
    for name, registered in RegistrationContext.get().event_handlers.items():
        is_own = not registered.states[0].__module__.startswith("reflex.")
        # Reflex gives every state a `setvar`; the guard refuses it, as everything else that declares nothing.
        if is_own and not name.endswith(".setvar"):
            yield name, registered
