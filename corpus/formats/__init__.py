"""Readers of other formats: each turns a file's bytes into a text to quote from, with places."""
