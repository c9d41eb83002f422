"""A PostgreSQL server of the tests' own, on a socket in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``: on the path, or where Debian puts them."""
    candidates = [Path(found).parent for name in ("initdb",) if (found := shutil.which(name))]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server that runs as long as the context."""
    binaries = programs()
    assert binaries is not None
    # Not in pytest's own folder: the server's user must get there, and the path of a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="apology-lint-tests-"))
    folder.chmod(0o755)
    # PostgreSQL refuses to run as root.
    run_as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data = folder / "data"
    data.mkdir()
    if run_as:
        shutil.chown(folder, "postgres")
        shutil.chown(data, "postgres")

    def run(*command: object) -> None:
        subprocess.run([*run_as, *map(str, command)], check=True, capture_output=True, cwd=folder)

    run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "lint", "--locale=C.UTF-8", "-E", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgres://lint@/postgres?host={folder}"
    finally:
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
