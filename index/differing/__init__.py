"""Whether another document gives another figure for what is asked."""
