"""The faces of Quoth: the command line, the Telegram application and the server that stands in for Telegram."""
