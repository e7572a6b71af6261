"""What is left out of the scripts that every page loads."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex_base.plugins.base import Plugin

VITE_CONFIG = "vite.config.js"
ALIASES = "alias: ["
ELEMENTS = Path("utils/elements.js")
# Reflex makes every element by Emotion, for the sake of its `css` property. All our styles are in sheets.
ELEMENTS_SCRIPT = """import { createElement } from "react";

export const jsx = (type, props, ...children) => {
  if (props?.css) throw new Error("Styles belong in a sheet: the css property is not built in.");
  return createElement(type, props, ...children);
};
"""
ALIAS = """alias: [
      {
        find: /^@emotion\\/react$/,
        replacement: fileURLToPath(new URL("./utils/elements.js", import.meta.url)),
      },"""


class LeanBundle(Plugin):
    """Build the pages without Emotion: 8 kB of script that nothing here uses. An inline style fails the build."""

    def get_static_assets(self, **_context: Any) -> Sequence[tuple[Path, str | bytes]]:
        return [(ELEMENTS, ELEMENTS_SCRIPT)]

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](VITE_CONFIG, _with_alias)


def _with_alias(config: str) -> str:
    if ALIASES not in config:
        raise RuntimeError(f"{VITE_CONFIG} has no list of aliases to add to")
    return config if ALIAS in config else config.replace(ALIASES, ALIAS, 1)
