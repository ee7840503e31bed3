"""`python tests/helpers/peak_memory.py MODULE ARGUMENTS…`: runs it, then tells its peak memory.

The last line on stderr is the peak of the process's resident memory in bytes.
"""

import contextlib
import resource
import runpy
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def measured(arguments: Sequence[object], folder: Path) -> tuple[int, str, str, int]:
    """(exit code, stdout, stderr, peak bytes) of `packbench ARGUMENTS` in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "packbench", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    *words, peak = done.stderr.splitlines()
    return done.returncode, done.stdout, "\n".join(words), int(peak)


def main() -> int:
    """Runs a module as `python -m` does and gives its exit code."""
    sys.argv = sys.argv[1:]
    code = 0
    with contextlib.suppress(SystemExit):
        try:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
            raise
    print(_peak_bytes(), file=sys.stderr)
    return code


def _peak_bytes() -> int:
    """Of this program alone: what getrusage tells on Linux begins with the process before it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
