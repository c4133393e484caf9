"""What holds for fetching from every source: words and limits, read from assets/reference/fetching.yml."""

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from expectations.yaml_files import read_mapping

SETTINGS_FILE = Path(__file__).parents[1] / "reference" / "fetching.yml"
MEBIBYTE = 1024**2


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkerSettings(_Strict):
    """Limits of the process that reads what servers sent."""

    memory_mebibytes: int = Field(gt=0)
    seconds: float = Field(gt=0)


class ZipSettings(_Strict):
    """How much a zip may hold; `ratio` is unpacked bytes to packed ones."""

    members: int = Field(gt=0)
    member_mebibytes: int = Field(gt=0)
    total_mebibytes: int = Field(gt=0)
    ratio: int = Field(gt=1)


class Settings(_Strict):
    """See the file for what each of them means."""

    user_agent: str
    document_suffixes: frozenset[str]
    generic_title: str
    date_pattern: str
    headline_meta: tuple[str, ...]
    date_meta: tuple[str, ...]
    recheck_after_runs: tuple[int, ...] = Field(min_length=1)
    retry_after_runs: tuple[int, ...] = Field(min_length=1)
    sweep_every_runs: int = Field(gt=0)
    give_up_after_failures: int = Field(gt=0)
    worker: WorkerSettings
    links_of_a_page: int = Field(gt=0)
    title_characters: int = Field(gt=0)
    zip: ZipSettings

    def runs_until_recheck(self, checks: int) -> int:
        """Runs to the next request for what has been unchanged `checks` times in a row."""
        return self.recheck_after_runs[min(checks, len(self.recheck_after_runs) - 1)]

    def runs_until_retry(self, failures: int) -> int:
        """Runs to the next request for what has failed `failures` (at least 1) times in a row."""
        return self.retry_after_runs[min(failures, len(self.retry_after_runs)) - 1]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings, read once."""
    record = read_mapping(SETTINGS_FILE)
    record["user_agent"] = record["user_agent"].format(version=version("juesuan"))
    return Settings.model_validate(record)
