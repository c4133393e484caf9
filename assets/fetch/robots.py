"""What the robots.txt of a host lets robots ask for, each read once a run."""

import re
from collections.abc import Callable

from protego import Protego

from assets.fetch.errors import Gone, Refused, Unreachable
from assets.fetch.guard import shown
from assets.fetch.politeness import FAR_OFF_SECONDS

# Google reads as much, and RFC 9309 asks for no less.
MAX_ROBOTS_BYTES = 500 * 1024
SOMEBODY_ELSE = "somebody-else"
# As forgiving as the parser: 'User agent name' without a colon is one, too.
_AGENT_LINE = re.compile(r"\s*user[-\s]*agent\s*:?\s*(.*)", re.IGNORECASE)

_Read = Callable[[str], bytes]


class RobotsCache:
    """The robots.txt of each origin asked in one run. May be shared by the clients of one run.

    As RFC 9309 has it: a file that is not there, or that leads elsewhere, forbids nothing; one that cannot be
    had for the moment forbids all.
    """

    def __init__(self) -> None:
        self._files: dict[str, Protego | Unreachable] = {}

    def delay(self, origin: str, url: str, agent: str, read: _Read) -> float:
        """Seconds that the host wants between two requests.

        ``origin`` is its scheme, host and port, ``read`` fetches a file of it. Raises Refused (robots) when
        it forbids the address, Unreachable (robots_unreachable) when it cannot be known.
        """
        token = agent.partition("/")[0].strip()
        if origin not in self._files:
            self._files[origin] = _rules(f"{origin}/robots.txt", token, read)
        rules = self._files[origin]
        if isinstance(rules, Unreachable):
            raise Unreachable("robots_unreachable", f"{origin}/robots.txt: {rules.message}")
        if not rules.can_fetch(url, token):
            raise Refused("robots", f"{shown(url)}: forbidden by {origin}/robots.txt")
        return _delay(rules, token)


def _rules(url: str, token: str, read: _Read) -> Protego | Unreachable:
    try:
        body = read(url)
    except Unreachable as error:
        if error.reason_code.startswith("status_4") and error.reason_code != "status_429":
            return Protego.parse("")
        return error
    except (Gone, Refused):
        return Protego.parse("")
    return Protego.parse(_concerning(body.decode("utf-8-sig", "replace"), token))


def _concerning(text: str, token: str) -> str:
    """The same rules, with all robots that are neither juesuan nor everybody called by one name.

    A file that lists thousands of robots above thousands of rules would otherwise be multiplied out.
    """
    return "\n".join(_renamed(line, token) for line in text.splitlines())


def _renamed(line: str, token: str) -> str:
    match = _AGENT_LINE.match(line)
    if match is None:
        return line
    name = match[1].partition("#")[0].partition("/")[0].strip().lower()
    if name == "*":
        return line
    return f"User-agent: {token if name.strip('*') == token.lower() else SOMEBODY_ELSE}"


def _delay(rules: Protego, token: str) -> float:
    delay, rate = rules.crawl_delay(token), rules.request_rate(token)
    between = rate.seconds / rate.requests if rate and rate.seconds < FAR_OFF_SECONDS else 0.0
    return max(float(delay or 0.0), FAR_OFF_SECONDS if rate and rate.seconds >= FAR_OFF_SECONDS else between)
