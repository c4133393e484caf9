"""Where alerts go and when, from the environment. Without any of it nobody is told anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

Language = Literal["zh", "en"]
When = Literal["failure", "news", "always"]
# The shape of what is posted: all of it as JSON, or a plain text as chat services take it.
WebhookFormat = Literal["json", "wecom", "dingtalk", "feishu"]
Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


class AlertSettingsError(ValueError):
    """A variable of the environment has a value that cannot be used; the message names it, not its value."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told by POST; the address is itself a secret with most services."""

    url: str = field(repr=False)
    format: WebhookFormat = "json"
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server, and who is told by it."""

    host: str
    sender: str
    recipients: tuple[str, ...]
    security: Security = "starttls"
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told, and when: of failures and what needs attention, of news too, or of every run."""

    when: When = "news"
    language: Language = "zh"
    webhook: Webhook | None = None
    mail: Mail | None = None

    @property
    def is_on(self) -> bool:
        """Whether anybody is told at all."""
        return self.webhook is not None or self.mail is not None


def read_settings(environment: Mapping[str, str]) -> AlertSettings:
    """Settings by the variables JUESUAN_ALERT_… and JUESUAN_SMTP_…; raises AlertSettingsError."""
    told = {name: value.strip() for name, value in environment.items() if value.strip()}
    when: When = _choice(told, "JUESUAN_ALERT_ON", get_args(When), "news")
    language: Language = _choice(told, "JUESUAN_ALERT_LANGUAGE", get_args(Language), "zh")
    return AlertSettings(when, language, _webhook(told), _mail(told))


def _webhook(told: Mapping[str, str]) -> Webhook | None:
    url = told.get("JUESUAN_ALERT_WEBHOOK")
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AlertSettingsError("JUESUAN_ALERT_WEBHOOK is no address that starts with https:// or http://")
    shape: WebhookFormat = _choice(told, "JUESUAN_ALERT_WEBHOOK_FORMAT", get_args(WebhookFormat), "json")
    return Webhook(url, shape, told.get("JUESUAN_ALERT_WEBHOOK_TOKEN"))


def _mail(told: Mapping[str, str]) -> Mail | None:
    recipients = tuple(
        part.strip() for part in told.get("JUESUAN_ALERT_MAIL_TO", "").split(",") if part.strip()
    )
    if not recipients:
        return None
    host, sender = told.get("JUESUAN_SMTP_HOST"), told.get("JUESUAN_ALERT_MAIL_FROM")
    if host is None or sender is None:
        raise AlertSettingsError(
            "JUESUAN_ALERT_MAIL_TO needs JUESUAN_SMTP_HOST and JUESUAN_ALERT_MAIL_FROM beside it"
        )
    security: Security = _choice(told, "JUESUAN_SMTP_SECURITY", get_args(Security), "starttls")
    port = told.get("JUESUAN_SMTP_PORT", str(PORTS[security]))
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise AlertSettingsError("JUESUAN_SMTP_PORT is no port")
    user, password = told.get("JUESUAN_SMTP_USER"), told.get("JUESUAN_SMTP_PASSWORD")
    if password is not None and security == "none":
        raise AlertSettingsError("JUESUAN_SMTP_SECURITY=none would send the password in the clear")
    return Mail(host, sender, recipients, security, int(port), user, password)


def _choice(told: Mapping[str, str], name: str, allowed: tuple[Any, ...], default: str) -> Any:
    chosen = told.get(name, default)
    if chosen not in allowed:
        raise AlertSettingsError(f"{name} is one of {', '.join(allowed)}")
    return chosen
