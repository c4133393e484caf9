"""What starts juesuan by itself: systemd units, a cron line, containers; written from templates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

Kind = Literal["timer", "daemon", "cron", "compose"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The files of each kind, and the templates they are made from.
FILES: Mapping[Kind, Mapping[str, str]] = {
    "timer": {
        "juesuan-night.service": "juesuan-night.service.j2",
        "juesuan-night.timer": "juesuan-night.timer.j2",
        "juesuan.env": "juesuan.env.j2",
    },
    "daemon": {
        "juesuan-code.service": "juesuan-code.service.j2",
        "juesuan-daemon.service": "juesuan-daemon.service.j2",
        "juesuan-web.service": "juesuan-web.service.j2",
        "dagster.yaml": "dagster.yaml.j2",
        "workspace.yaml": "workspace.yaml.j2",
        "juesuan.env": "juesuan.env.j2",
    },
    "cron": {"juesuan.cron": "juesuan.cron.j2"},
    "compose": {
        "Dockerfile": "Dockerfile.j2",
        "compose.yml": "compose.yml.j2",
        "dagster.yaml": "dagster.yaml.j2",
        "workspace.yaml": "workspace.containers.yaml.j2",
        "juesuan.env": "juesuan.env.j2",
    },
}
# Neither systemd nor cron takes these in a path without quoting, each in its own way.
_AWKWARD = re.compile(r"[\s%'\"\\$#;]")


class UnitError(ValueError):
    """Something of the installation cannot be written into units; the message says what."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation as units name it; paths are absolute.

    `folder` is where commands run, `bin` where the programs lie, `writable` what they write to, `home`
    Dagster's own folder; `at` is the time of day in `timezone`.
    """

    user: str
    folder: Path
    bin: Path
    warehouse: Path
    home: Path
    writable: tuple[Path, ...]
    environment_file: Path
    at: str = "02:00"
    timezone: str = "Asia/Shanghai"

    def check(self) -> None:
        """Raise UnitError for a path, a time or a zone that units cannot name."""
        words = [self.user, *map(str, self._paths())]
        if awkward := [word for word in words if _AWKWARD.search(word)]:
            raise UnitError(f"units cannot name {awkward[0]!r}: choose a path without spaces and signs")
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", self.at):
            raise UnitError(f"{self.at!r} is no time of day such as 02:00")
        try:
            ZoneInfo(self.timezone)
        except (KeyError, OSError, ValueError) as error:
            raise UnitError(f"there is no time zone {self.timezone!r}") from error

    def _paths(self) -> Sequence[Path]:
        return (
            *(self.folder, self.bin, self.warehouse, self.home),
            *(self.environment_file, *self.writable),
        )


# What deploy/ is written for.
USUAL = Installation(
    user="juesuan",
    folder=Path("/var/lib/juesuan"),
    bin=Path("/opt/juesuan/.venv/bin"),
    warehouse=Path("/var/lib/juesuan/data/warehouse/juesuan.duckdb"),
    home=Path("/var/lib/juesuan/dagster"),
    writable=(Path("/var/lib/juesuan"),),
    environment_file=Path("/etc/juesuan/juesuan.env"),
)


def render(
    kind: Kind, installation: Installation, here: tzinfo | None = None, today: date | None = None
) -> dict[str, str]:
    """The files of a kind, by name.

    ``here`` is the zone that cron counts in: that of the machine's clock, where it is not given. Raises
    UnitError.
    """
    installation.check()
    hour, minute = installation.at.split(":")
    night = datetime.combine(today or date.today(), datetime.min.time(), ZoneInfo(installation.timezone))
    local = night.replace(hour=int(hour), minute=int(minute)).astimezone(here)
    values = {
        **asdict(installation),
        "cron": f"{int(minute)} {int(hour)} * * *",
        "hour": local.hour,
        "minute": local.minute,
        "local": f"{local:%H:%M}",
    }
    return {name: _templates().get_template(file).render(values) for name, file in FILES[kind].items()}


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("pipelines", "units"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # units are no HTML
    )
