"""Sends alerts by webhook and by mail. Nothing here ever fails a run, and no secret reaches a log."""

import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import httpx
import structlog
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from assets.archive.places import Places
from assets.fetch.silence import Silence, silent_sources
from assets.fetch.sources import SourcesError, load_sources
from assets.fetch.state import FetchStateError, source_records
from assets.runs.record import RunRecord
from pipelines.alert_settings import AlertSettings, AlertSettingsError, Mail, Webhook, read_settings
from pipelines.alert_text import Alert, compose

TIMEOUT_SECONDS = 15.0
ATTEMPTS = 3
LONGEST_PAUSE_SECONDS = 5.0
TEXT_BYTES = 2000  # chat services cut or refuse what is longer

log = structlog.stdlib.get_logger(__name__)


class NotDelivered(Exception):
    """An alert did not get through; the message holds neither address nor credentials."""


def alert(places: Places, run: RunRecord, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Tell of a run whoever the environment names; returns what went wrong with that, and never raises."""
    try:
        settings = read_settings(environment)
        if not settings.is_on:
            return []
        composed = compose(run, _silences(places), settings.language)
        failed = deliver(composed, settings) if composed.is_due(settings.when) else []
    except AlertSettingsError as error:
        failed = [str(error)]
    except Exception as error:  # an alert that cannot be written must not undo a night's work
        failed = [f"the alert could not be written ({type(error).__name__})"]
    for told in failed:
        log.warning("alert not delivered", why=told)
    return failed


def deliver(
    message: Alert, settings: AlertSettings, retrying: Callable[[], Retrying] | None = None
) -> list[str]:
    """Send a message by every way that is set up; returns why each one failed that did."""
    ways: list[tuple[str, Callable[[], None]]] = []
    if (webhook := settings.webhook) is not None:
        ways.append(("webhook", lambda: post(message, webhook)))
    if (mail := settings.mail) is not None:
        ways.append(("mail", lambda: send_mail(message, mail)))
    failed = []
    for name, way in ways:
        try:
            (retrying or _retrying)()(way)
        except NotDelivered as error:
            failed.append(f"{name}: {error}")
    return failed


def post(message: Alert, webhook: Webhook) -> None:
    """Post a message; raises NotDelivered, also where the service answers that it took none."""
    headers = {"Authorization": f"Bearer {webhook.token}"} if webhook.token else {}
    try:
        answer = httpx.post(
            webhook.url, json=_body(message, webhook), headers=headers, timeout=TIMEOUT_SECONDS
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotDelivered(type(error).__name__) from None  # its words hold the address
    if not answer.is_success:
        raise NotDelivered(f"answered {answer.status_code}")
    if webhook.format != "json" and (code := _code(answer)) != 0:
        raise NotDelivered(f"refused with code {code}")


def send_mail(message: Alert, mail: Mail) -> None:
    """Hand a message to the mail server; raises NotDelivered."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = message.subject, mail.sender, ", ".join(mail.recipients)
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="juesuan.invalid")
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    try:
        with _connect(mail) as server:
            if mail.user is not None and mail.password is not None:
                server.login(mail.user, mail.password)
            server.send_message(letter)
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"{type(error).__name__} {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(type(error).__name__) from None


def _connect(mail: Mail) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_SECONDS)
    if mail.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _body(message: Alert, webhook: Webhook) -> dict[str, object]:
    if webhook.format == "json":
        return {"text": message.text, **message.record}
    cut = message.text.encode()[:TEXT_BYTES].decode("utf-8", "ignore")
    text = message.text if cut == message.text else f"{cut}…"
    if webhook.format == "feishu":
        return {"msg_type": "text", "content": {"text": text}}
    return {"msgtype": "text", "text": {"content": text}}


def _code(answer: httpx.Response) -> object:
    """What a chat service says in the body of its answer: 0 for a message taken, None if nothing known."""
    try:
        told = answer.json()
    except ValueError:
        return None
    codes = [told[name] for name in ("errcode", "code", "StatusCode") if name in told]
    return codes[0] if codes else None


def _retrying() -> Retrying:
    return Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(max=LONGEST_PAUSE_SECONDS),
        retry=retry_if_exception_type(NotDelivered),
        reraise=True,
    )


def _silences(places: Places) -> list[Silence]:
    """Sources that are silent today; none where that cannot be read, which is told elsewhere."""
    try:
        today = datetime.now(UTC).date()
        return silent_sources(load_sources(places.sources), source_records(places.fetch_state), today)
    except (SourcesError, FetchStateError, OSError):
        return []
