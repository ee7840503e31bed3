"""Libraries of our own that are loaded into a process before all others, to trouble it."""

import subprocess
from pathlib import Path


def compile_shim(name: str, folder: Path) -> Path:
    """The library made of `NAME.c` in this folder; for LD_PRELOAD."""
    source, made = Path(__file__).with_name(f"{name}.c"), folder / f"{name}.so"
    options = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["cc", *options, "-o", made, source, "-ldl", "-lpthread"], check=True)
    return made
