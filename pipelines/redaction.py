"""Keeps secrets out of what is written down: by a field's name, by their shape in an address, by value."""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"
_NAMES = re.compile(
    r"passw(or)?d|secret|token|authori[sz]ation|cookie|credential|api_?key|webhook", re.IGNORECASE
)
_USERINFO = re.compile(r"(?<=://)[^/@\s?#]+@")
_PARAMETERS = re.compile(
    r"(?<=[?&;])([^=&\s]*(?:passw(?:or)?d|secret|token|sign|key|auth)[^=&\s]*)=[^&\s#]+", re.IGNORECASE
)
# A value so short would be found in words that have nothing to do with it.
SHORTEST_SECRET = 6


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Values of variables whose names say that they are secret, the longest first."""
    found = {value for name, value in environment.items() if _NAMES.search(name)}
    return tuple(sorted((value for value in found if len(value) >= SHORTEST_SECRET), key=len, reverse=True))


def redact(name: str, value: Any, secrets: tuple[str, ...] = ()) -> Any:
    """A value as it may be written down under a name; what lists and mappings hold is looked at as well."""
    if isinstance(value, Mapping):
        return {key: redact(str(key), item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(name, item, secrets) for item in value]
    if value is None or value == "" or isinstance(value, bool | int | float):
        return value
    if _NAMES.search(name):
        return HIDDEN
    return redact_text(str(value), secrets)


def redact_text(text: str, secrets: tuple[str, ...] = ()) -> str:
    """A text without known secrets, and without names, passwords and keys in the addresses it holds."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _PARAMETERS.sub(rf"\1={HIDDEN}", _USERINFO.sub(f"{HIDDEN}@", text))
