"""Trained models: finding them, loading them, and the vectors that they make."""
