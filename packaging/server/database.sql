-- Whose the new database is; run by an administrator inside it, before `packbench db init`.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('ALTER DATABASE %I OWNER TO packbench_owner', current_database());
    -- Temporary tables: large changes are copied into one.
    EXECUTE format(
        'GRANT CONNECT, TEMPORARY ON DATABASE %I TO packbench_station', current_database()
    );
END
$$;
ALTER SCHEMA public OWNER TO packbench_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO packbench_station;
