"""Where all that belongs to a warehouse lies: beside its file; sources of the default one lie in data/."""

from dataclasses import dataclass
from pathlib import Path

from assets.reading_mode import ReadingMode

DEFAULT_WAREHOUSE = Path("data/warehouse/juesuan.duckdb")
DEFAULT_ARCHIVE = Path("data/raw")
DEFAULT_CORRECTIONS = Path("data/corrections.yml")
DEFAULT_SOURCES = Path("data/sources.yml")


@dataclass(frozen=True, slots=True)
class Places:
    """Paths derived from that of the warehouse file, and how its reports are read.

    The default warehouse's folder holds nothing but what is built; its sources lie in data/ itself.
    """

    warehouse: Path
    reading: ReadingMode = "double"

    @property
    def archive(self) -> Path:
        """Root of the archive of PDFs."""
        return self._of_project(DEFAULT_ARCHIVE) or self._beside("archive")

    @property
    def corrections(self) -> Path:
        """The operator's own corrections, a file that need not be there."""
        return self._of_project(DEFAULT_CORRECTIONS) or self._beside("corrections.yml")

    @property
    def sources(self) -> Path:
        """The operator's own sources to fetch from, a file that need not be there."""
        return self._of_project(DEFAULT_SOURCES) or self._beside("sources.yml")

    @property
    def fetch_state(self) -> Path:
        """SQLite file of what fetching has seen: pages and documents, with what conditional requests need."""
        return self._beside("fetch.sqlite")

    @property
    def downloads(self) -> Path:
        """Folder of downloads that are not whole yet or wait to be archived."""
        return self._hidden("downloads")

    @property
    def runs(self) -> Path:
        """Journal of runs, a JSON file each."""
        return self._beside("runs")

    @property
    def metrics(self) -> Path:
        """Figures of the last run, in the text format that monitoring tools collect."""
        return self._beside("metrics.prom")

    @property
    def extracts(self) -> Path:
        """Root of the extraction cache."""
        return self._beside("extracts")

    @property
    def quality(self) -> Path:
        """Results of the suites: JSON, Data Docs and the offline page."""
        return self._beside("quality")

    @property
    def quality_staging(self) -> Path:
        """Results of the suites on the staging file, until both take the place of the live ones."""
        return self._hidden("quality")

    @property
    def staging(self) -> Path:
        """The file a build writes before it takes the live one's place, on the same file system."""
        return self._hidden("building")

    @property
    def lock(self) -> Path:
        """The file whose lock says that a build is going on."""
        return self._hidden("lock")

    @property
    def lost_archive(self) -> str | None:
        """What to tell where a warehouse is there and its archive is not; None where all is well.

        A build from an archive that is not there would take every report out of the warehouse.
        """
        if self.archive.exists() or not self.warehouse.exists():
            return None
        return (
            f"{self.warehouse} is there, but its archive {self.archive} is not: bring it back"
            " (juesuan restore), or move the warehouse away to begin anew"
        )

    def _of_project(self, default: Path) -> Path | None:
        """Where a source of the default warehouse lies, be it named from its own folder or from elsewhere."""
        if self.warehouse.resolve() == DEFAULT_WAREHOUSE.resolve():
            return default.absolute()
        absolute = self.warehouse.absolute()
        project = absolute.parents[len(DEFAULT_WAREHOUSE.parts) - 1] if len(absolute.parts) > 3 else None
        if project and project / DEFAULT_WAREHOUSE == absolute and (project / DEFAULT_ARCHIVE).is_dir():
            return project / default
        return None

    def _beside(self, what: str) -> Path:
        absolute = self.warehouse.absolute()
        # Another ending makes another warehouse, which shares nothing with this one.
        return absolute.with_name(f"{absolute.name.removesuffix('.duckdb')}.{what}")

    def _hidden(self, what: str) -> Path:
        absolute = self.warehouse.absolute()
        return absolute.with_name(f".{absolute.name}.{what}")
