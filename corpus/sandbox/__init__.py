"""Parsing in a process of its own, which may hang, swell or crash without harm to anybody."""
