"""The small SQL layer: the same statements over a SQLite file and over a PostgreSQL server."""
