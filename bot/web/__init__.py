"""What the bot shows to machines and to its operator's browser: health, readiness, metrics."""
