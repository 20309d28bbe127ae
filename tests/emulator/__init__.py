"""Tests of the local Telegram server."""
