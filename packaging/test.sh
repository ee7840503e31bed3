#!/usr/bin/env bash
# All tests, in an order and with examples that one number makes the same again: SEED=N make test.
set -euo pipefail
cd "$(dirname "$0")/.."
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
unset PYTHONDONTWRITEBYTECODE  # pytest keeps what it made of the tests, for the next run
export PYTHONHASHSEED=$seed  # the order of sets is luck as well
again() { printf 'packbench tests: the seed is %s; the same run again: SEED=%s make test\n' "$seed" "$seed"; }
again
trap again EXIT  # a long run has scrolled the first one away
# Hundreds of processes are started; none is to compile the program again, whatever the environment
# says about writing bytecode.
.venv/bin/python -m compileall -q app tests
.venv/bin/python tests/helpers/postgres_server.py .venv/bin/python -m pytest \
    -n "${WORKERS:-2}" --dist worksteal -q --randomly-seed="$seed" --hypothesis-seed="$seed" "$@"
