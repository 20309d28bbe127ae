"""The faces of Quoth: command line, Telegram application, and a stand-in for Telegram."""
