"""Files in and out: CSV and XLSX tables, import profiles, rejected rows; no database here."""
