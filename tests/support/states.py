"""Every state of the portal, loaded when this module is: Reflex keeps its registry in the context that imports them."""

from importlib import import_module
from typing import Any

from reflex_base.registry import RegistrationContext

from tests.support.source import source_files

for _file in source_files("state"):
    import_module("state" if _file.path.stem == "__init__" else f"state.{_file.path.stem}")

HANDLERS: dict[str, Any] = {
    name: registered.handler.fn for name, registered in RegistrationContext.get().event_handlers.items()
}
"""What a socket can name: every handler, Reflex's own among them, with its function."""
