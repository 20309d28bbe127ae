"""What can go wrong with a folder of documents; messages are for the operator."""


class CorpusError(Exception):
    """Any error of this package."""
