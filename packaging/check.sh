#!/usr/bin/env bash
# Every check that needs no run: format, lint, types, layers.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/ruff format --check --quiet app tests migrations packaging
.venv/bin/ruff check --quiet app tests migrations packaging
.venv/bin/mypy --no-error-summary app/packbench
.venv/bin/mypy --no-error-summary tests
.venv/bin/lint-imports --no-logo 2>&1 | tail -n 8
