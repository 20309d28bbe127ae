"""Vectors: where they are held, and which are nearest to a question."""
