"""How long a connection to PostgreSQL waits for what, and for how long it is waited for."""

# For libpq; the address may say otherwise. A connection whose other end vanished without a word is
# given up after some twenty seconds, by us and, by what is set below, by the server.
DEFAULTS = {
    "application_name": "quoth",
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    # Of several hosts, the one that takes writes.
    "target_session_attrs": "read-write",
}
# For the server, in each session.
SESSION = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    # Nothing of ours takes a second. One that hangs in a transaction must not hold up the others.
    "lock_timeout": "5s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "5s",
    # What is confirmed is on the disk, whatever the server's own default.
    "synchronous_commit": "on",
}
