#!/usr/bin/env bash
# Builds the wheel into dist/, and beside it the versions with which it was tried:
#   pip install -c dist/constraints.txt dist/packbench-*.whl
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p dist
.venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir dist .
cp packaging/constraints.txt dist/constraints.txt
ls dist >&2
