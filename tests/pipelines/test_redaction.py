"""What is hidden before anything is written down, and what is not."""

from typing import Any

import pytest

from pipelines.redaction import redact, redact_text, secrets_of


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("smtp_password", "x", "***"),
        ("Authorization", "Bearer y", "***"),
        ("headers", {"Set-Cookie": "a=b", "ETag": '"1"'}, {"Set-Cookie": "***", "ETag": '"1"'}),
        ("webhooks", ["https://host/T000/B000"], ["***"]),
        ("api_key", None, None),
        ("password", "", ""),
        ("tokens", 3, 3),
        ("requests", 3, 3),
        ("ok", True, True),
        ("url", "https://user:pw@host/a?id=1&access_token=zz&b=2", "https://***@host/a?id=1&access_token=***&b=2"),
        ("url", "https://host/a?sign=zz#top", "https://host/a?sign=***#top"),
        ("url", "https://host/@user/a?page=2", "https://host/@user/a?page=2"),
        ("told", "write to team@host.cn", "write to team@host.cn"),
    ],
)  # fmt: skip
def test_by_name_and_by_shape(name: str, value: Any, shown: Any) -> None:
    assert redact(name, value) == shown


def test_by_value() -> None:
    environment = {
        "A_TOKEN": "longer-secret",
        "B_PASSWORD": "longer-",
        "C_SECRET": "abc",
        "PATH": "longer-secret-path",
    }
    known = secrets_of(environment)
    assert known == ("longer-secret", "longer-")
    assert redact_text("said longer-secret, longer-, abc", known) == "said ***, ***, abc"
