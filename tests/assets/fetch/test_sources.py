"""Files of sources: what is shipped reads, what an operator gets wrong is told with its place."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.fetch.sources import Source, SourcesError, choose_sources, load_sources, read_sources

LISTING = {"url": "https://czj.example/list.html"}
PLAIN: dict[str, Any] = {"name": "city", "publisher": "某市财政局", "listings": [LISTING]}


def write(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return path


def test_no_source_is_shipped_enabled() -> None:
    shipped = load_sources()
    assert [source.name for source in shipped] == ["example-county"]
    assert choose_sources(shipped, []) == ()
    assert all(host.endswith(".invalid") for source in shipped for host in source.allowed_hosts)


def test_an_operators_entry_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    own = write(tmp_path / "sources.yml", PLAIN | {"name": "example-county"}, PLAIN)
    sources = load_sources(own)
    assert [(source.name, source.publisher) for source in sources] == [
        ("city", "某市财政局"),
        ("example-county", "某市财政局"),
    ]
    assert load_sources(tmp_path / "none.yml") == load_sources()


def test_a_source_asks_the_hosts_of_its_listings_unless_it_names_others() -> None:
    assert Source.model_validate(PLAIN).allowed_hosts == ("czj.example",)
    named = Source.model_validate(PLAIN | {"hosts": ["CZJ.example", "files.example:8080"]})
    assert named.allowed_hosts == ("czj.example", "files.example:8080")
    port = PLAIN | {"listings": [{"url": "http://czj.example:8080/"}]}
    assert Source.model_validate(port).host_rules.check("http://czj.example:8080/a.pdf").host == "czj.example"


def test_limits_of_one_source() -> None:
    source = Source.model_validate(PLAIN | {"limits": {"attempts": 2, "page_seconds": 0.5}})
    limits = source.request_limits
    assert (limits.attempts, limits.page_seconds, limits.seconds_between) == (2, 0.5, 3.0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "某市"}, "name: String should match"),
        ({"color": "red"}, "color: Extra inputs"),
        ({"listings": []}, "listings"),
        ({"listings": [{"url": "ftp://czj.example/"}]}, "http:// or https://"),
        ({"listings": [{"url": "https://user:word@czj.example/"}]}, "no name or password"),
        ({"listings": [LISTING | {"selector": "ul >"}]}, "no CSS selector"),
        ({"listings": [LISTING | {"title": "(决算"}]}, "no regular expression"),
        ({"listings": [LISTING | {"date_pattern": r"(?P<year>\d+)"}]}, "year, month and day"),
        ({"listings": [LISTING | {"links_to": "articles"}]}, "need `articles`"),
        ({"listings": [LISTING | {"paging": {}}]}, "either `next`"),
        (
            {"listings": [LISTING | {"paging": {"next": "a", "pages": "https://czj.example/{page}"}}]},
            "either `next`",
        ),
        ({"listings": [LISTING | {"paging": {"pages": "https://czj.example/2"}}]}, "has {page}"),
        (
            {"listings": [LISTING | {"paging": {"pages": "https://else.example/{page}"}}]},
            "does not name the host",
        ),
        ({"listings": [LISTING | {"kind": "feed", "paging": {"next": "a"}}]}, "a feed has no paging"),
        ({"hosts": ["else.example"]}, "does not name the host czj.example"),
        ({"hosts": ["https://czj.example/"]}, "write a host"),
        ({"encoding": "klingon"}, "no encoding is called klingon"),
        ({"first_year": 2024, "last_year": 2020}, "first_year comes after"),
        ({"expected_months": [13]}, "expected_months"),
        ({"region": "4301"}, "region"),
        ({"seconds_between_requests": -1}, "seconds_between_requests"),
        ({"limits": {"patience": 1}}, "no limit is called patience"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = write(tmp_path / "sources.yml", PLAIN | {"name": "other"}, PLAIN | change)
    with pytest.raises(SourcesError, match="entry 2") as error:
        read_sources(path)
    assert told in str(error.value) and str(path) in str(error.value)


@pytest.mark.parametrize("text", ["a: b", "- [", "- name: a\n- 3"])
def test_files_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(text)
    with pytest.raises(SourcesError, match=r"sources\.yml"):
        read_sources(path)
    path.write_text("# nothing yet\n")
    assert read_sources(path) == []


def test_a_name_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="two sources are called city"):
        read_sources(write(tmp_path / "sources.yml", PLAIN, PLAIN))


def test_sources_are_chosen_by_name_even_when_they_are_not_enabled() -> None:
    sources = [Source.model_validate(PLAIN | {"name": name, "enabled": name != "b"}) for name in "abc"]
    assert [source.name for source in choose_sources(sources, [])] == ["a", "c"]
    assert [source.name for source in choose_sources(sources, ["b", "a", "b"])] == ["b", "a"]
    with pytest.raises(SourcesError, match="no source is called x; there are: a, b, c"):
        choose_sources(sources, ["x"])
