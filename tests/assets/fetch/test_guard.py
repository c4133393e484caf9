"""Addresses that may be asked for, and those that only look like it."""

import pytest

from assets.fetch.errors import Refused
from assets.fetch.guard import HostRules, shown

RULES = HostRules.of(["czj.example.gov.cn", "files.example.gov.cn:8080", "[2001:db8::7]:81", "中国政府.政务"])


@pytest.mark.parametrize(
    ("url", "requested"),
    [
        ("http://czj.example.gov.cn/a?b=1", "http://czj.example.gov.cn/a?b=1"),
        ("HTTPS://CZJ.example.gov.cn:443/a", "https://czj.example.gov.cn/a"),
        ("http://files.example.gov.cn:8080/a", "http://files.example.gov.cn:8080/a"),
        ("http://[2001:db8::7]:81/", "http://[2001:db8::7]:81/"),
        ("http://中国政府.政务/a", "http://xn--fiqs8sirgfmh.xn--zfr164b/a"),
        (
            "http://czj.example.gov.cn/决算 公开.pdf",
            "http://czj.example.gov.cn/%E5%86%B3%E7%AE%97%20%E5%85%AC%E5%BC%80.pdf",
        ),
        ("http://czj.example.gov.cn/%BE%F6.pdf#page=2", "http://czj.example.gov.cn/%BE%F6.pdf"),
        ("http://czj.example.gov.cn/a@b?c=d@e", "http://czj.example.gov.cn/a@b?c=d@e"),
    ],
)
def test_addresses_of_named_hosts_pass(url: str, requested: str) -> None:
    assert str(RULES.check(url)) == requested


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://www.example.gov.cn/", "host"),
        ("http://example.gov.cn/", "host"),
        ("http://czj.example.gov.cn.evil.example/", "host"),
        ("http://evilczj.example.gov.cn/", "host"),
        ("http://czj.example.gov.cn./", "host"),
        ("http://czj.example.gov.cn:8080/", "host"),
        ("http://czj.example.gov.cn:443/", "host"),
        ("http://files.example.gov.cn/", "host"),
        ("http://127.0.0.1/", "host"),
        ("http://2130706433/", "host"),
        ("http://0x7f000001/", "host"),
        ("http://127.1/", "host"),
        ("http://[::ffff:127.0.0.1]/", "host"),
        ("http://[::1%25eth0]/", "host"),
        ("http://169.254.169.254/latest/meta-data/", "host"),
        ("http://czj%2eexample.gov.cn/", "host"),
        ("http://0177.0.0.1/", "address_form"),
        ("http://czj.example.gov.cn:0/", "address_form"),
        ("http://czj.example.gov.cn:99999/", "address_form"),
        ("http://ｃzj.example.gov.cn/", "address_form"),
        ("http://[::1/", "address_form"),
        ("http:///a", "address_form"),
        ("http://127.0.0.1\\@czj.example.gov.cn/", "address_form"),
        ("http://czj.example.gov.cn\\.evil.example/", "address_form"),
        ("http://czj.example.gov.cn/a\r\nHost: evil.example", "address_form"),
        ("http://czj.example.gov.cn/" + "a" * 5000, "address_form"),
        ("http://user:secret@czj.example.gov.cn/", "credentials"),
        ("http://@czj.example.gov.cn/", "credentials"),
        ("http://czj.example.gov.cn@evil.example/", "credentials"),
        ("http://czj.example.gov.cn:80@127.0.0.1/", "credentials"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://czj.example.gov.cn/a.pdf", "scheme"),
        ("gopher://czj.example.gov.cn:80/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,a", "scheme"),
        ("//czj.example.gov.cn/", "scheme"),
        ("/etc/passwd", "scheme"),
        ("", "scheme"),
    ],
)
def test_other_addresses_are_refused(url: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        RULES.check(url)
    assert caught.value.reason_code == code


@pytest.mark.parametrize("address", ["223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"])
def test_public_addresses_are_connected_to(address: str) -> None:
    assert RULES.usable(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "198.18.0.1", "::1", "fd00::1"),
        *("::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "fec0::1"),
    ],
)
def test_addresses_of_an_intranet_only_where_the_source_says_so(address: str) -> None:
    assert not RULES.usable(address)
    assert HostRules(frozenset(), private_addresses=True).usable(address)


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "100.64.0.1"),
        *("100.100.100.200", "168.63.129.16", "::", "fe80::1", "fe80::1%eth0", "ff02::1", "fd00:ec2::254"),
        *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"),
    ],
)
def test_addresses_of_the_link_and_of_clouds_never(address: str) -> None:
    assert not HostRules(frozenset(), private_addresses=True).usable(address)


@pytest.mark.parametrize(
    "written",
    [
        "*.example.gov.cn",
        "http://a.cn",
        "a.cn/b",
        "u@a.cn",
        "a..cn",
        "a.cn:0",
        "a.cn:70000",
        "",
        "a b",
        "a.cn\\b",
    ],
)
def test_sources_name_hosts_and_nothing_else(written: str) -> None:
    with pytest.raises(ValueError, match=r"host|URL|character"):
        HostRules.of([written])


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "127.1", "10.0.0.0x1"])
def test_a_source_cannot_name_numbers_that_stand_for_addresses(written: str) -> None:
    with pytest.raises(ValueError, match="stands for an address"):
        HostRules.of([written])


def test_messages_show_addresses_without_credentials_and_control_characters() -> None:
    assert shown("http://user:secret@a.cn/\x1b[31m") == "http://***@a.cn/?[31m"
    assert len(shown("http://a.cn/" + "a" * 900)) < 250
