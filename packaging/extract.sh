#!/usr/bin/env bash
# Writes every text for people into resources/i18n/packbench.pot, the start of each translation,
# and what is below each group of commands into resources/commands.json.
# usage: packaging/extract.sh [FILE]    with FILE: only the texts, and into that file
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || .venv/bin/python packaging/commands.py
target=${1:-resources/i18n/packbench.pot}
PYTHONPATH=packaging .venv/bin/pybabel --quiet extract --mapping babel.cfg --no-default-keywords \
    --keywords tr --keywords mark --keywords tr_count:1,2 --keywords Counted:1,2 --add-location file --sort-output \
    --project Packbench --output "$target" app/packbench
# Days, years and Babel's version are no texts: without them the same texts give the same file.
sed -i.old -e '/^"POT-Creation-Date/d' -e '/^"Generated-By/d' -e '/^# .*[0-9][0-9][0-9][0-9]/d' \
    "$target"
rm -f "$target.old"
