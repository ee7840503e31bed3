#!/usr/bin/env bash
# All tests, in an order and with examples that one number makes the same again: SEED=N make test.
set -euo pipefail
cd "$(dirname "$0")/.."
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
unset PYTHONDONTWRITEBYTECODE  # pytest keeps what it made of the tests, for the next run
export PYTHONHASHSEED=$seed  # the order of sets is luck as well
again() { printf 'packbench tests: the seed is %s; the same run again: SEED=%s make test\n' "$seed" "$seed"; }
again
in_memory=
end() {
    [[ -z $in_memory ]] || rm -rf "$in_memory"
    again  # a long run has scrolled the first one away
}
trap end EXIT
# A database file waits for the disk at each commit, and tests make tens of thousands: where there
# is memory enough, what they write lies in it. TMPDIR=/tmp keeps what a failed test leaves.
least_kb=3000000
free_kb=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }') || true
memory_kb=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo 2>/dev/null) || true
if [[ -z ${TMPDIR:-} && ${free_kb:-0} -gt $least_kb && ${memory_kb:-0} -gt $least_kb ]]; then
    in_memory=$(mktemp -d /dev/shm/packbench.XXXXXX)
    chmod 755 "$in_memory"  # the server runs as a user of its own
    cp "$(type -P true)" "$in_memory/true"
    if "$in_memory/true" 2>/dev/null; then export TMPDIR=$in_memory; fi  # tests start programs there
fi
# Hundreds of processes are started; none is to compile the program again, whatever the environment
# says about writing bytecode.
.venv/bin/python -m compileall -q app tests
.venv/bin/python tests/helpers/postgres_server.py .venv/bin/python -m pytest \
    -n "${WORKERS:-2}" --dist worksteal -q --randomly-seed="$seed" --hypothesis-seed="$seed" "$@"
