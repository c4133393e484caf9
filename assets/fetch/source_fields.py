"""Kinds of text that a source may be described with, each checked when its file is read."""

import re
from dataclasses import fields
from typing import Annotated
from urllib.parse import urlsplit

import cssselect
from pydantic import AfterValidator, Field

from assets.fetch.limits import Limits


def _checked_selector(text: str) -> str:
    try:
        cssselect.HTMLTranslator().css_to_xpath(text)
    except cssselect.SelectorError as error:
        raise ValueError(f"no CSS selector: {text}: {error}") from error
    return text


def _checked_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {text}: {error}") from error
    return text


def _checked_date_pattern(text: str) -> str:
    if not {"year", "month", "day"} <= set(re.compile(_checked_pattern(text)).groupindex):
        raise ValueError(f"a date pattern names the groups year, month and day: {text}")
    return text


def _checked_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"no address that starts with http:// or https://: {text}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("no name or password belongs in an address")
    return text


def _checked_limit(name: str) -> str:
    if name not in (names := [field.name for field in fields(Limits)]):
        raise ValueError(f"no limit is called {name}; there are: {', '.join(names)}")
    return name


def _checked_encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError as error:
        raise ValueError(f"no encoding is called {name}") from error
    return name


Selector = Annotated[str, AfterValidator(_checked_selector)]
Pattern = Annotated[str, AfterValidator(_checked_pattern)]
DatePattern = Annotated[str, AfterValidator(_checked_date_pattern)]
Url = Annotated[str, AfterValidator(_checked_url)]
Encoding = Annotated[str, AfterValidator(_checked_encoding)]
LimitName = Annotated[str, AfterValidator(_checked_limit)]
Month = Annotated[int, Field(ge=1, le=12)]
