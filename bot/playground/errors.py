"""What a visitor of the playground is told when something cannot be done."""


class Declined(Exception):
    """A call that is not carried out; the text is for the visitor.

    Args:
        status: the HTTP status that says so.
        reason: a sentence for the visitor.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason

    def __str__(self) -> str:
        return self.reason
