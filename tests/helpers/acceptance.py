"""Runs the acceptance cases on SQLite and on a PostgreSQL of their own; exit 1 when one fails.

usage: python tests/helpers/acceptance.py PATH/run_cases.py
"""

import subprocess
import sys
from pathlib import Path

from helpers.postgres_server import running_server

# Cases of capabilities that are not built yet, each with the reason; the list only shrinks.
NOT_BUILT_YET: dict[str, str] = {}


def _failures(runner: str, *extra: str) -> tuple[set[str], str]:
    packbench = Path(sys.executable).with_name("packbench")
    command = [sys.executable, runner, "--packbench", str(packbench), *extra]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    failed = {line.split()[1].rstrip(":") for line in lines if line.startswith("FAILED ")}
    if done.returncode != 0 and not failed:
        failed = {"the runner itself"}
    return failed, "\n".join(lines)


def _report(engine: str, failed: set[str], output: str) -> bool:
    print(f"acceptance cases on {engine}:\n{output}")
    for case in sorted(failed & NOT_BUILT_YET.keys()):
        print(f"  not built yet: {case} ({NOT_BUILT_YET[case]})")
    for case in sorted(NOT_BUILT_YET.keys() - failed):
        print(f"  {case} passes now: take it off the list in {Path(__file__).name}")
    return failed == NOT_BUILT_YET.keys()


def main() -> int:
    """Runs every case on both engines; a case fails the run unless it is listed as not built."""
    runner = sys.argv[1]
    good = _report("SQLite", *_failures(runner))
    with running_server() as url:
        good = _report("PostgreSQL", *_failures(runner, "--postgres", url)) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
