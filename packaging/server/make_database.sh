#!/usr/bin/env bash
# Makes the roles and a database for Packbench on the server that psql reaches (PGHOST, PGPORT, PGUSER …).
# usage: make_database.sh DATABASE   as an administrator of the server
# It asks for the passwords of the two roles; none stands on a command line.
set -euo pipefail
database=${1:?usage: make_database.sh DATABASE}
here=$(cd "$(dirname "$0")" && pwd)

psql -X -v ON_ERROR_STOP=1 -d postgres -f "$here/roles.sql"
if [ -t 0 ]; then
    psql -X -d postgres -c '\password packbench_owner'
    psql -X -d postgres -c '\password packbench_station'
fi
createdb -O packbench_owner -E UTF8 -T template0 "$database"
psql -X -v ON_ERROR_STOP=1 -d "$database" -f "$here/database.sql"
cat >&2 <<WORDS
The database $database is made. Now, as its owner:
    packbench --database postgresql://packbench_owner@SERVER/$database db init
    psql -X -v ON_ERROR_STOP=1 -h SERVER -U packbench_owner -d $database -f $here/rights.sql
and at the stations PACKBENCH_DATABASE=postgresql://packbench_station@SERVER/$database
WORDS
