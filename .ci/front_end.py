"""
Build the front end, if what it is built from has changed since the last build.

Reflex bakes the portal's address into one small script. Here that script is made to ask the page instead, so one build
serves every port and host.
"""

import fcntl
import gzip
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import brotli

PROJECT = Path(__file__).resolve().parents[1]
BUILT = PROJECT / ".web" / "build" / "client"
RUN = PROJECT / ".run"
STAMP = PROJECT / ".web" / "smarthub-stamp"
SOURCES = ("assets", "components", "rxconfig.py", "smarthub_dash", "state")
LOCK = "reflex.lock"
SKIPPED = ("__pycache__", "external", "data", "migrations")
BAKED = re.compile(r"`(?:http|ws)s?://[^`/]+(/[^`]*)`")


def main() -> int:
    """Build if needed; return the exit code."""
    RUN.mkdir(exist_ok=True)
    with (RUN / "front-end.lock").open("w") as lock:
        # Tests and a portal may ask at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_fresh():
            return 0
        STAMP.unlink(missing_ok=True)
        before, lock_before = fingerprint(SOURCES), locked()
        export = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
        done = subprocess.run(export, cwd=PROJECT, env=_environment(), stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            return done.returncode
        keep_format(lock_before)
        ask_the_page_for_the_address()
        # The build may complete its own lock. If a source changed meanwhile, the next call builds again.
        if fingerprint(SOURCES) == before:
            STAMP.write_text(fingerprint((*SOURCES, LOCK)))
    return 0


def locked() -> dict[Path, str]:
    """Return the files of the lock as they are."""
    return {path: path.read_text() for path in _files((LOCK,))}


def keep_format(before: dict[Path, str]) -> None:
    """Put back those files of the lock that the build only wrote in another format: nobody should have to commit it."""
    for path, text in before.items():
        if path.exists() and path.read_text() != text and _without_spaces(path.read_text()) == _without_spaces(text):
            path.write_text(text)


def _without_spaces(text: str) -> str:
    # A comma before a closing bracket is format, too: one of the files allows it.
    return re.sub(r",(?=[\]}])", "", re.sub(r"\s+", "", text))


def is_fresh() -> bool:
    """Return whether the last build was made from the sources as they are."""
    return STAMP.exists() and (BUILT / "index.html").exists() and STAMP.read_text() == fingerprint((*SOURCES, LOCK))


def fingerprint(names: Sequence[str]) -> str:
    """Return a digest of what a build depends on: files and folders of the project."""
    digest = hashlib.sha256(f"{version('reflex')} {Path(__file__).read_text()}".encode())
    for path in _files(names):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def ask_the_page_for_the_address() -> None:
    """
    Replace the baked address, and pack the script anew.

    :raises FileNotFoundError: if the build has no such script
    """
    found = list((BUILT / "assets").glob("reflex-env-*.js"))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one reflex-env script, found {len(found)}")
    text, count = BAKED.subn(r'(globalThis.location?.origin??"http://localhost")+`\1`', found[0].read_text())
    if not count:
        raise FileNotFoundError("the reflex-env script holds no address")
    found[0].write_text(text)
    found[0].with_name(found[0].name + ".br").write_bytes(brotli.compress(text.encode()))
    found[0].with_name(found[0].name + ".gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def _files(names: Sequence[str]) -> Iterator[Path]:
    for name in names:
        top = PROJECT / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (path for path in files if path.is_file() and not set(path.parts) & set(SKIPPED))


def _environment() -> dict[str, str]:
    # The build is the same for every machine: nothing of this one's settings goes into it.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SMARTHUB_")}
    return {**kept, "SMARTHUB_DATA": str(RUN / "build"), "REFLEX_USE_GRANIAN": "1"}


if __name__ == "__main__":
    sys.exit(main())
