"""What the Bot API answers when it says no."""

from collections.abc import Mapping


class Refused(Exception):
    """A call that the Bot API answers with ``ok: false``.

    Args:
        status: The HTTP status, repeated as ``error_code``.
        description: The text exactly as the real server words it.
        parameters: ``ResponseParameters``, such as ``retry_after``.
    """

    def __init__(
        self, status: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = dict(parameters or {})


class BadRequest(Refused):
    """Status 400; every description begins the same way."""

    def __init__(self, reason: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(400, f"Bad Request: {reason}", parameters)


class Forbidden(Refused):
    """Status 403: the bot may not write there."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, f"Forbidden: {reason}")


class Conflict(Refused):
    """Status 409: two readers want the same updates."""

    def __init__(self, reason: str) -> None:
        super().__init__(409, f"Conflict: {reason}")


class TooManyRequests(Refused):
    """Status 429, with the whole seconds to wait."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            429,
            f"Too Many Requests: retry after {retry_after_s}",
            {"retry_after": retry_after_s},
        )
