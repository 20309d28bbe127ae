"""The library on disk, and what is read of it without answering."""
