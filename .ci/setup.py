"""
Make this folder ready to run, from a machine that has nothing but Python and make.

Only the standard library is used here: this file runs before anything is installed. Each step is skipped when what it
depends on has not changed since it last succeeded.

    python3 .ci/setup.py run      what the portal needs
    python3 .ci/setup.py check    the packages that checks need
    python3 .ci/setup.py test     all of that
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
LOG = PROJECT / ".run" / "setup.log"
LOCKS = {"run": "requirements.lock", "check": "requirements-dev.lock", "test": "requirements-dev.lock"}
CONSOLE_SCRIPT = """#!{python}
import sys
from smarthub_dash.cli import main
sys.exit(main())
"""


class SetupFailed(Exception):
    """A step failed; the message says what to do about it."""


def main(what: str) -> None:
    """Bring the folder to the state that `what` asks for."""
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("")
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
        raise SetupFailed("Python 3.11 or later is needed. Name another one: make run PYTHON=python3.12")
    steps = {"run": 5, "check": 1, "test": 2}[what]
    with step(f"1/{steps} Python packages") as state:
        state.append("unchanged" if not install_packages(what) else "installed")
    if what == "check":
        return
    with step(f"2/{steps} Front end") as state:
        run(PYTHON, PROJECT / ".ci" / "front_end.py", failed="The front end could not be built.")
        state.append("ready")


def install_packages(what: str) -> bool:
    """Install the lock's packages into the virtual environment; return False if they are all there."""
    wanted = {name: hashlib.sha256((PROJECT / lock).read_bytes()).hexdigest() for name, lock in LOCKS.items()}
    present = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    # What tests need includes what the portal needs.
    if f"{VENV}:{wanted[what]}" in present or f"{VENV}:{wanted['test']}" in present:
        return False
    make_environment()
    failed = "The packages could not be installed. Is a package index reachable?"
    if install_uv():
        run(PYTHON, "-m", "uv", "pip", "install", "--require-hashes", "-r", LOCKS[what], failed=failed)
    else:
        run(PYTHON, "-m", "pip", "install", "--require-hashes", "-r", LOCKS[what], failed=failed)
    install_project()
    STAMP.write_text(f"{VENV}:{wanted[what]}\n")
    return True


def make_environment() -> None:
    """Make the virtual environment; on Debian its module may first have to be installed."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", VENV], stdout=log(), stderr=log()).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupFailed(f"Python's venv module is missing. On Debian: sudo apt-get install {version}-venv")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    hint = f"Python's venv module is missing, and {version}-venv could not be installed."
    run("apt-get", "update", failed=hint)
    run("apt-get", "install", "-y", "--no-install-recommends", f"{version}-venv", "ca-certificates", failed=hint)
    run(sys.executable, "-m", "venv", VENV, failed=hint)


def install_uv() -> bool:
    """Install uv by pip, held to the lock's hashes; return False where it is not to be had."""
    lock = (PROJECT / LOCKS["test"]).read_text()
    pinned = re.search(r"^uv==.*?(?=^\S)", lock, re.MULTILINE | re.DOTALL)
    if pinned is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.lock"
        only_uv.write_text(pinned.group(0))
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", only_uv]
        return subprocess.run(pip, stdout=log(), stderr=log()).returncode == 0


def install_project() -> None:
    """Put this folder on the environment's path, and its command beside Python; nothing is built for that."""
    packages = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    (Path(packages) / "smarthub_dash.pth").write_text(f"{PROJECT}\n")
    script = VENV / "bin" / "smarthub-dash"
    script.write_text(CONSOLE_SCRIPT.format(python=PYTHON))
    script.chmod(0o755)


def run(*command: str | Path, failed: str) -> None:
    """
    Run a command, its output to the log.

    :raises SetupFailed: with the log's last lines, if it fails
    """
    if subprocess.run([str(part) for part in command], cwd=PROJECT, stdout=log(), stderr=log()).returncode != 0:
        last = "".join(f"    {line[:160]}\n" for line in LOG.read_text(errors="replace").splitlines()[-8:])
        raise SetupFailed(f"{failed}\n{last}The whole log: {LOG.relative_to(PROJECT)}")


def log() -> int:
    """Return the log, open for appending."""
    return os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Show a step's name while it runs, a dot a second where someone looks on, and at its end what it took."""
    started, is_over = time.monotonic(), threading.Event()
    print(f"{name:<22}", end="", flush=True)
    dots = threading.Thread(target=_dots, args=(is_over,), daemon=True)
    dots.start()
    state: list[str] = []
    try:
        yield state
    except BaseException:
        state = ["failed"]
        raise
    finally:
        is_over.set()
        dots.join()
        print(f" {' '.join(state)}, {time.monotonic() - started:.1f} s", flush=True)


def _dots(is_over: threading.Event) -> None:
    while not is_over.wait(1.0):
        print(".", end="", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except SetupFailed as failure:
        sys.exit(f"\n{failure}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
