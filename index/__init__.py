"""Passages to answers: embedding, the library, ranking, and the verdict."""
