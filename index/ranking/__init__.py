"""Candidates to matches: what is measured of them, and what it is worth."""
