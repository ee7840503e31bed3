-- The two roles of Packbench, once for each server; run by an administrator of the server.
-- The owner makes and upgrades the tables, and nobody works as him. The stations work as the other
-- one, which can neither change nor switch off what guards the stock, the ledger and the audit list.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'packbench_owner') THEN
        CREATE ROLE packbench_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'packbench_station') THEN
        CREATE ROLE packbench_station LOGIN;
    END IF;
END
$$;
ALTER ROLE packbench_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE packbench_station NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
