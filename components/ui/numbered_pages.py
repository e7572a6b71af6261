"""Pages whose address holds a number are built as well, so that their first figures can travel inside them."""

from collections.abc import Sequence
from typing import Any

from reflex_base.plugins.base import Plugin

ROUTER_CONFIG = "react-router.config.js"
EVERY_PAGE = '"prerender": true'
SAMPLE = "number"
"""What stands for any number while the page is built."""


class NumberedPages(Plugin):
    """Build one page for each of these routes; it serves every number, for nothing in it says which."""

    def __init__(self, *routes: str) -> None:
        self._routes = routes

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](ROUTER_CONFIG, lambda config: with_pages(config, self._routes))


def with_pages(config: str, routes: Sequence[str]) -> str:
    """Return the router's configuration with pages to build beside those whose address is fixed."""
    pages = ", ".join(f'"{route}/{SAMPLE}"' for route in routes)
    return config.replace(EVERY_PAGE, f'"prerender": ({{ getStaticPaths }}) => [...getStaticPaths(), {pages}]')
