"""What can come of a request instead of an answer: a code to count by, a message to read."""


class FetchError(Exception):
    """A page or document could not be had. `reason_code` is stable, `message` tells an operator more."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        self.message = message


class Refused(FetchError):
    """juesuan itself will not ask for it, or will not take what came; trying again would change nothing.

    Codes: scheme, credentials, host, address, address_form, redirects, robots, too_large, encoding,
    certificate.
    """


class Unreachable(FetchError):
    """Asked for in vain; another night may do better.

    Codes: dns, connect, timeout, too_slow, truncated, protocol, status_NNN, asked_to_wait, host_down,
    robots_unreachable, out_of_time.
    """


class Passing(Unreachable):
    """A failure that may be over in a moment; raised to the outside only when all attempts ended in one."""


class Gone(FetchError):
    """The server says there is nothing at that address (404 or 410). Codes: status_404, status_410."""
