"""The playground as people see it: a real browser, headless, at a real server."""
