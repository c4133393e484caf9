"""Scripted servers, new ones for each test."""

from collections.abc import Iterator

import pytest

from tests.assets.fetch.scripted import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Server]:
    with serving() as running:
        yield running
