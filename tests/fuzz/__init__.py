"""Fuzzing: one target for each door that bytes, texts or updates of strangers come in by.

`python -m tests.fuzz` runs them for minutes, each in a process of its own; the test run only
tries what once failed (`test_found`).
"""
