"""Pages of a portal: asked for politely, never twice without need, taken only within limits."""

import gzip
import zlib

import pytest

from assets.fetch.answers import Validators
from assets.fetch.client import Client
from assets.fetch.courtesy import Courtesy
from assets.fetch.errors import Gone, Refused, Unreachable
from assets.fetch.guard import HostRules
from assets.fetch.limits import Limits
from tests.assets.fetch.scripted import AGENT, Handler, Route, Server, Time, answer, broken_off, client_of

BRIEF = Limits(seconds_between=0, attempts=2, page_bytes=10_000)


def test_a_page_comes_with_what_its_header_says(server: Server) -> None:
    body = "决算公开".encode("gbk")
    server.routes["/a"] = answer(
        200,
        body,
        Content_Type="Text/HTML; charset=GBK",
        ETag='"1"',
        Last_Modified="Mon, 02 Nov 2026 08:00:00 GMT",
    )
    with client_of(server) as client:
        page = client.get_page(f"{server.url}/a#list")
        assert (client.requests, client.bytes > len(body)) == (2, True)
    assert (page.body, page.status, page.not_modified) == (body, 200, False)
    assert (page.content_type, page.charset, page.etag) == ("text/html", "gbk", '"1"')
    assert page.last_modified == "Mon, 02 Nov 2026 08:00:00 GMT"
    assert server.log[-1][1]["user-agent"] == AGENT


def test_a_page_that_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.routes["/a"] = answer(304, ETag='"1"', Content_Length="none")
    with client_of(server) as client:
        page = client.get_page(f"{server.url}/a", Validators('"1"', "Mon, 02 Nov 2026 08:00:00 GMT"))
    assert (page.not_modified, page.body, page.etag) == (True, b"", '"1"')
    headers = server.log[-1][1]
    assert headers["if-none-match"] == '"1"'
    assert headers["if-modified-since"] == "Mon, 02 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize("status", [204, 206, 300, 304, 400, 401, 403, 416, 501])
def test_other_answers_are_no_page_and_not_asked_for_again(server: Server, status: int) -> None:
    server.routes["/a"] = answer(status, Content_Length="none")
    with client_of(server) as client, pytest.raises(Unreachable) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == f"status_{status}"
    assert server.paths() == ["/a"]


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_gone(server: Server, status: int) -> None:
    server.routes["/a"] = answer(status)
    with client_of(server) as client, pytest.raises(Gone) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == f"status_{status}"
    assert server.paths() == ["/a"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_faults_that_pass_are_waited_for_ever_longer(server: Server, status: int) -> None:
    server.routes["/a"] = [answer(status), answer(status), answer(200, b"there")]
    time = Time()
    with client_of(server, time=time) as client:
        assert client.get_page(f"{server.url}/a").body == b"there"
    first, second = time.waits
    assert 2 <= first <= 4 <= second <= 6


def test_faults_that_stay_are_told_after_the_last_attempt(server: Server) -> None:
    server.routes["/a"] = answer(500)
    with (
        client_of(server, Limits(seconds_between=0, attempts=3)) as client,
        pytest.raises(Unreachable) as caught,
    ):
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "status_500"
    assert server.paths() == ["/a"] * 3


def test_a_server_that_asks_for_time_gets_it(server: Server) -> None:
    server.routes["/a"] = [answer(503, Retry_After="90"), answer(200, b"there")]
    time = Time()
    with client_of(server, time=time) as client:
        assert client.get_page(f"{server.url}/a").body == b"there"
    assert sum(time.waits) == pytest.approx(90)


def test_a_server_that_asks_for_too_much_time_is_left_alone(server: Server) -> None:
    server.routes |= {"/a": answer(429, Retry_After="86400"), "/b": answer(200, b"b")}
    with client_of(server) as client:
        for path in ("/a", "/b"):
            with pytest.raises(Unreachable) as caught:
                client.get_page(f"{server.url}{path}")
            assert caught.value.reason_code == "asked_to_wait"
    assert server.paths() == ["/a"]


def test_truncated_bodies_are_asked_for_again(server: Server) -> None:
    server.routes["/a"] = [broken_off(b"whole body", 4), answer(200, b"whole body")]
    with client_of(server) as client:
        assert client.get_page(f"{server.url}/a").body == b"whole body"


def test_bodies_that_stay_truncated_are_no_page(server: Server) -> None:
    server.routes["/a"] = broken_off(b"whole body", 4)
    with client_of(server, BRIEF) as client, pytest.raises(Unreachable) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "truncated"


def test_a_body_that_drips_for_ever_ends_by_the_deadline(server: Server) -> None:
    def drip(handler: Handler) -> None:
        answer(200, Content_Length=str(2**30))(handler)
        while True:  # until the client hangs up
            handler.wfile.write(b"." * 2**15)

    server.routes["/a"] = drip
    limits, time = Limits(seconds_between=0, page_seconds=50, page_bytes=2**30), Time(tick=1)
    with client_of(server, limits, time) as client, pytest.raises(Unreachable) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "too_slow"
    assert server.paths() == ["/a"]


def test_a_server_that_says_nothing_is_given_up(server: Server) -> None:
    server.routes["/a"] = lambda handler: handler.server.silence.wait(5)
    limits = Limits(seconds_between=0, attempts=1, read_seconds=0.05)
    with client_of(server, limits) as client, pytest.raises(Unreachable) as caught:
        client.get_page(f"{server.url}/a")
    server.silence.set()
    assert caught.value.reason_code == "timeout"


def test_a_portal_that_falls_silent_costs_a_few_requests_not_the_night(server: Server) -> None:
    paths = [f"/{number}" for number in range(20)]
    server.routes |= dict.fromkeys(paths, lambda handler: handler.server.silence.wait(5))
    codes = []
    with client_of(server, Limits(seconds_between=0, attempts=4, read_seconds=0.02)) as client:
        for path in paths:
            with pytest.raises(Unreachable) as caught:
                client.get_page(f"{server.url}{path}")
            codes.append(caught.value.reason_code)
    server.silence.set()
    assert codes == ["timeout"] * 3 + ["host_down"] * 17
    assert len(server.paths()) == 12


def test_the_time_for_a_source_ends(server: Server) -> None:
    server.routes["/a"] = answer(200, b"a")
    time = Time()
    with client_of(server, Limits(seconds_between=0, source_seconds=100), time) as client:
        client.get_page(f"{server.url}/a")
        time.now += 100
        with pytest.raises(Unreachable) as caught:
            client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "out_of_time"


def _headers(count: int, size: int) -> Route:
    return answer(200, b"a", **{f"X_{number}": "a" * size for number in range(count)})


@pytest.mark.parametrize("route", [_headers(1, 200_000), _headers(80, 2_000)])
def test_headers_without_measure_are_not_read(server: Server, route: Route) -> None:
    server.routes["/a"] = route
    with client_of(server, BRIEF) as client, pytest.raises(Unreachable) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "protocol"


def _chunked(handler: Handler) -> None:
    answer(200, Transfer_Encoding="chunked", Content_Length="none")(handler)
    for _ in range(100):
        handler.wfile.write(b"400\r\n" + b"a" * 1024 + b"\r\n")


ZEROS = b"\x00" * 1_000_000


@pytest.mark.parametrize(
    "route",
    [
        answer(200, ZEROS),
        answer(200, ZEROS, Content_Length="none"),
        answer(200, b"", Content_Length="99999999999999999999"),
        answer(200, gzip.compress(ZEROS), Content_Encoding="gzip"),
        answer(200, zlib.compress(ZEROS), Content_Encoding="deflate"),
        answer(200, gzip.compress(b"a") * 20_000, Content_Encoding="gzip"),
        _chunked,
    ],
)
def test_bodies_beyond_the_limit_are_refused(server: Server, route: Route) -> None:
    server.routes["/a"] = route
    with client_of(server, BRIEF) as client, pytest.raises(Refused) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "too_large"
    assert server.paths() == ["/a"]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_packings_that_were_not_asked_for_are_refused(server: Server, encoding: str) -> None:
    server.routes["/a"] = answer(200, b"a", Content_Encoding=encoding)
    with client_of(server) as client, pytest.raises(Refused) as caught:
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "encoding"


def test_cookies_go_back_to_the_origin_that_set_them_alone(server: Server, other: Server) -> None:
    server.routes["/a"] = [
        answer(302, Location="/a", Set_Cookie="pass=1"),
        answer(302, Location=f"{other.url}/b"),
    ]
    other.routes["/b"] = answer(200, b"b")
    rules = HostRules.of([server.host, other.host], private_addresses=True)
    with Client(rules, BRIEF, AGENT, Courtesy(Time().clock())) as client:
        client.get_page(f"{server.url}/a")
    assert server.log[-1][1]["cookie"] == "pass=1"
    assert "cookie" not in other.log[-1][1]


@pytest.mark.parametrize("cookie", ["pass=\u0451", "pass=a\x01", "\xe9=1"])
def test_cookies_that_no_request_could_carry_are_forgotten(server: Server, cookie: str) -> None:
    raw = cookie.encode().decode("latin-1")
    server.routes["/a"] = [answer(302, Location="/a", Set_Cookie=raw), answer(200, b"there")]
    with client_of(server) as client:
        assert client.get_page(f"{server.url}/a").body == b"there"
    assert "cookie" not in server.log[-1][1]


def test_a_location_in_gbk_is_asked_for_byte_by_byte(server: Server) -> None:
    raw = "/决算.htm".encode("gbk")
    server.routes |= {
        "/a": answer(302, Location=raw.decode("latin-1")),
        "/%BE%F6%CB%E3.htm": answer(200, b"there"),
    }
    with client_of(server) as client:
        assert client.get_page(f"{server.url}/a").body == b"there"


def test_requests_to_one_host_keep_their_distance_across_sources(server: Server) -> None:
    server.routes["/a"] = answer(200, b"a")
    time, rules = Time(), HostRules.of([server.host], private_addresses=True)
    courtesy = Courtesy(time.clock())
    with Client(rules, Limits(seconds_between=2), AGENT, courtesy) as one:
        one.get_page(f"{server.url}/a")
    with Client(rules, Limits(seconds_between=1), AGENT, courtesy) as two:
        two.get_page(f"{server.url}/a")
    assert [path for path, _ in server.log] == ["/robots.txt", "/a", "/a"]
    assert time.waits == [2, 2]


def test_what_robots_txt_forbids_is_not_asked_for(server: Server) -> None:
    server.routes |= {
        "/robots.txt": answer(200, b"User-agent: *\nDisallow: /inner/\nCrawl-delay: 7"),
        "/leave": answer(302, Location="/inner/b"),
        "/a": answer(200, b"a"),
    }
    time = Time()
    with client_of(server, time=time) as client:
        assert client.get_page(f"{server.url}/a").body == b"a"
        for path in ("/inner/a", "/leave"):
            with pytest.raises(Refused) as caught:
                client.get_page(f"{server.url}{path}")
            assert caught.value.reason_code == "robots"
    assert [path for path, _ in server.log] == ["/robots.txt", "/a", "/leave"]
    assert time.waits == [7]


@pytest.mark.parametrize(
    "route",
    [answer(404), answer(403), answer(302, Location="http://www.example.com/"), answer(200, b"<html>404")],
)
def test_a_robots_txt_that_is_not_there_forbids_nothing(server: Server, route: Route) -> None:
    server.routes |= {"/robots.txt": route, "/a": answer(200, b"a")}
    with client_of(server) as client:
        assert client.get_page(f"{server.url}/a").body == b"a"


@pytest.mark.parametrize("route", [answer(500), answer(429), answer(503, Retry_After="86400")])
def test_a_robots_txt_that_cannot_be_had_forbids_all_for_the_run(server: Server, route: Route) -> None:
    server.routes |= {"/robots.txt": route, "/a": answer(200, b"a")}
    with client_of(server, BRIEF) as client:
        for _ in range(2):
            with pytest.raises(Unreachable) as caught:
                client.get_page(f"{server.url}/a")
            assert caught.value.reason_code == "robots_unreachable"
    assert server.paths() == []
    assert len(server.log) <= BRIEF.attempts
