"""Logs of what the project's own code does: plain lines, or JSON for programs; to stderr and to a file.

Messages for the person at the command line are not logs; they are printed as ever. What looks like a secret
never gets into a line (see `redaction.py`).
"""

import logging
import logging.handlers
import os
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Literal, get_args

import structlog

from pipelines.redaction import redact, secrets_of

LogFormat = Literal["plain", "json"]
LOG_FORMATS: tuple[LogFormat, ...] = get_args(LogFormat)
LEVELS = ("debug", "info", "warning", "error")
ROOTS = ("pipelines", "assets", "expectations")

Event = MutableMapping[str, Any]


class _StderrHandler(logging.Handler):
    """Writes to what is standard error at the time, which tests and Dagster replace."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def configure(log_format: LogFormat = "plain", level: str | None = None, file: Path | None = None) -> None:
    """Send the logs of this process where they belong; a second call replaces what the first one set.

    Without a level, stderr gets JSON lines from info on but no plain ones, since a person is told already;
    the file gets either from info on. The file is appended to, and opened anew when a log rotation has
    renamed it. Raises OSError where it cannot be opened.
    """
    shared = _processors()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handlers: list[logging.Handler] = [] if level is None and log_format == "plain" else [_StderrHandler()]
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(logging.handlers.WatchedFileHandler(file, encoding="utf-8"))
    for handler in handlers:
        handler.setFormatter(_formatter(log_format))
    for root in ROOTS:
        logger = logging.getLogger(root)
        for old in logger.handlers:
            old.close()
        # With none, the standard library would print warnings on its own.
        logger.handlers = list(handlers) or [logging.NullHandler()]
        logger.setLevel((level or "info").upper())
        logger.propagate = False


def configure_from_environment() -> None:
    """The same by JUESUAN_LOG_FORMAT, JUESUAN_LOG_LEVEL and JUESUAN_LOG_FILE, for Dagster's processes.

    Nobody watches those, so that stderr gets plain lines too. An unknown format or level counts as not set.
    """
    named = os.environ.get("JUESUAN_LOG_FORMAT", "")
    log_format: LogFormat = next((known for known in LOG_FORMATS if known == named), "plain")
    level = os.environ.get("JUESUAN_LOG_LEVEL", "").lower()
    file = os.environ.get("JUESUAN_LOG_FILE")
    configure(log_format, level if level in LEVELS else "info", Path(file) if file else None)


def _processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _redacted,
    ]


def _formatter(log_format: LogFormat) -> logging.Formatter:
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if log_format == "plain":
        renderer = _plain_line
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_processors(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _redacted(_logger: Any, _method: str, event: Event) -> Event:
    known = secrets_of(os.environ)
    return {key: redact(key, value, known) for key, value in event.items()}


def _plain_line(_logger: Any, _method: str, event: Event) -> str:
    """Time, level, what happened, and the rest as key=value; one line, but for what a traceback adds."""
    rest = {key: value for key, value in event.items() if key not in ("exception", "stack")}
    head = f"{rest.pop('time')} {rest.pop('level'):<7} {rest.pop('event')}"
    rest.pop("logger", None)
    return "".join(
        [head, *_pairs(rest), *(f"\n{event[key]}" for key in ("stack", "exception") if key in event)]
    )


def _pairs(rest: Event) -> Iterator[str]:
    for key, value in rest.items():
        text = str(value)
        yield f" {key}={text!r}" if " " in text or "\n" in text else f" {key}={text}"
