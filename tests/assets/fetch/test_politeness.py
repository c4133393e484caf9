"""Paces of hosts, and what robots.txt files say."""

import pytest

from assets.fetch.errors import Refused, Unreachable
from assets.fetch.politeness import FAR_OFF_SECONDS, SILENT_REQUESTS, Pace, retry_after
from assets.fetch.robots import RobotsCache
from tests.assets.fetch.scripted import AGENT, Time

HOST, LONG = "a.example", 180.0


def test_hosts_are_asked_no_more_often_than_each_wants() -> None:
    time = Time()
    pace = Pace(time.clock())
    pace.slow_down(HOST, 3)
    pace.slow_down(HOST, 1)
    for _ in range(2):
        pace.wait(HOST, LONG)
        pace.wait("b.example", LONG)
    time.now += 2
    pace.wait(HOST, LONG)
    assert time.waits == [3, 1]


def test_a_host_on_hold_is_waited_for_or_left_alone() -> None:
    time = Time()
    pace = Pace(time.clock())
    pace.hold(HOST, 180)
    pace.hold(HOST, 5)
    pace.wait(HOST, LONG)
    pace.hold(HOST, 181)
    with pytest.raises(Unreachable, match="181 seconds") as caught:
        pace.wait(HOST, LONG)
    assert (caught.value.reason_code, time.waits) == ("asked_to_wait", [180])


def test_a_host_that_never_answers_is_given_up_for_the_run() -> None:
    pace = Pace(Time().clock())
    pace.note(HOST, answered=False)
    pace.note(HOST, answered=True)
    for _ in range(SILENT_REQUESTS):
        pace.wait(HOST, LONG)
        pace.note(HOST, answered=False)
    with pytest.raises(Unreachable) as caught:
        pace.wait(HOST, LONG)
    assert caught.value.reason_code == "host_down"
    pace.wait("b.example", LONG)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("120", 120),
        (" 7 ", 7),
        ("9" * 5000, FAR_OFF_SECONDS),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0),
        ("Thu, 01 Jan 99999 00:00:10 GMT", 0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(text: str | None, seconds: float) -> None:
    assert retry_after(text, now=100.0) == seconds


def _delay(robots: str, path: str = "/a") -> float:
    return RobotsCache().delay(
        "http://a.example", f"http://a.example{path}", AGENT, lambda _: robots.encode()
    )


@pytest.mark.parametrize(
    ("robots", "delay"),
    [
        ("", 0),
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: *\nRequest-rate: 1/20s", 20),
        ("User-agent: *\nRequest-rate: 2/1m\nCrawl-delay: 1", 30),
        ("User-agent: *\nRequest-rate: 1/" + "9" * 4000 + "h", FAR_OFF_SECONDS),
        ("User-agent: Baiduspider\nCrawl-delay: 60", 0),
        ("\ufeffUser-agent: JueSuan/2.0\nCrawl-delay: 4\n\nUser-agent: *\nCrawl-delay: 9", 4),
    ],
)
def test_delays_that_hosts_want(robots: str, delay: float) -> None:
    assert _delay(robots) == delay


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: Googlebot\nDisallow: /", "/a", True),
        ("User-agent: Googlebot\nUser-agent: juesuan\nDisallow: /b", "/b/c", False),
        ("user agent juesuan\ndisallow /b", "/b/c", False),
        ("User-agent: juesuan\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf?b", True),
        ("User-agent: *\nDisallow: /决算/", "/%E5%86%B3%E7%AE%97/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
    ],
)
def test_what_hosts_allow(robots: str, path: str, allowed: bool) -> None:
    if allowed:
        assert _delay(robots, path) == 0
    else:
        with pytest.raises(Refused):
            _delay(robots, path)


def test_thousands_of_robots_above_thousands_of_rules_are_not_multiplied_out() -> None:
    agents = "\n".join(f"User-agent: robot{number}\nuser agent other{number}" for number in range(6000))
    rules = "\n".join(f"Disallow: /{number}" for number in range(15000))
    with pytest.raises(Refused):
        _delay(f"{agents}\nUser-agent: *\n{rules}", "/149")


def test_each_host_is_asked_once() -> None:
    asked: list[str] = []

    def read(url: str) -> bytes:
        asked.append(url)
        return b""

    robots = RobotsCache()
    for origin in ("http://a.example", "http://a.example", "http://a.example:8080"):
        robots.delay(origin, f"{origin}/x", AGENT, read)
    assert asked == ["http://a.example/robots.txt", "http://a.example:8080/robots.txt"]
