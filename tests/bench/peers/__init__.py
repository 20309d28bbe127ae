"""Other programs doing the same work, each in an environment of its own (`environments`)."""
