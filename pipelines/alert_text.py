"""What an alert says of a run: a subject of our own words, a text for people, and the same as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from socket import gethostname
from typing import Any

from assets.facts.change_words import Language, change_lines, headline
from assets.facts.changes import Changes
from assets.fetch.silence import Silence
from assets.runs.record import RunRecord
from expectations.yaml_files import read_mapping
from pipelines.alert_settings import When

LISTED = 15  # failures named; the rest is counted
# A source that stays silent is a reason for an alert on its first day and then once a week.
REMIND_DAYS = 7


@dataclass(frozen=True, slots=True)
class Alert:
    """A message: `subject` holds no foreign words, `text` is for people, `record` the same for programs."""

    level: str
    subject: str
    text: str
    record: Mapping[str, Any]

    def is_due(self, when: When) -> bool:
        """Whether somebody who wants alerts `when` is told."""
        levels = {"failure": ("failed", "attention"), "news": ("failed", "attention", "news")}
        return when == "always" or self.level in levels[when]


def compose(
    run: RunRecord, silences: Iterable[Silence] = (), language: Language = "zh", today: date | None = None
) -> Alert:
    """What is to be told of a run that has ended, and of the sources that are silent on a day (in UTC)."""
    quiet = list(silences)
    changes = Changes.from_json(run.changes) if run.changes else None
    day = today or datetime.now(UTC).date()
    level = _level(run, changes, any(silence.days(day) % REMIND_DAYS == 0 for silence in quiet))
    told = headline(changes, language) if changes else None
    subject = " ".join(f"juesuan {gethostname()}: {_words()['levels'][level][language]} {told or ''}".split())
    lines = [subject, *_lines(run, changes, quiet, language)]
    record = {
        "level": level,
        "subject": subject,
        "host": gethostname(),
        "run": asdict(run),
        "silent": [_told(silence, day) for silence in quiet],
    }
    return Alert(level, subject, "\n".join(lines), record)


def _told(silence: Silence, day: date) -> dict[str, Any]:
    days = {"last_heard": str(silence.last_heard), "silent_since": str(silence.silent_since)}
    return {**asdict(silence), **days, "days": silence.days(day)}


def _level(run: RunRecord, changes: Changes | None, reminded: bool) -> str:
    if run.state != "succeeded":
        return "failed"
    if run.failures or reminded or (changes is not None and changes.needs_attention):
        return "attention"
    return "quiet" if changes is None or changes.is_quiet else "news"


def _lines(
    run: RunRecord, changes: Changes | None, silences: Sequence[Silence], language: Language
) -> list[str]:
    words = _words()["lines"]
    wrong = [run.error, *run.failures] if run.error else list(run.failures)
    lines = [words["went_wrong"][language].format(told=_one_line(told)) for told in wrong[:LISTED]]
    if len(wrong) > LISTED:
        lines.append(words["unnamed"][language].format(n=len(wrong) - LISTED))
    lines += [_silent(silence, language) for silence in silences]
    lines += change_lines(changes, language) if changes else []
    lines.append(", ".join(f"{name} {count:,}" for name, count in run.counts.items()))
    started = run.started_at[:16].replace("T", " ") + " UTC"
    return [*filter(None, lines), words["run"][language].format(run_id=run.run_id, started=started)]


def _silent(silence: Silence, language: Language) -> str:
    template: str = _words()["silent"][silence.reason][language]
    return template.format(**asdict(silence))


def _one_line(text: str) -> str:
    """A message as one line without control characters; servers and files put anything into theirs."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@cache
def _words() -> dict[str, Any]:
    return read_mapping(resources.files("pipelines") / "alert_words.yml")
