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
        return DEFAULT_ARCHIVE.absolute() if self._is_default else self._beside("archive")

    @property
    def corrections(self) -> Path:
        """The operator's own corrections, a file that need not be there."""
        return DEFAULT_CORRECTIONS.absolute() if self._is_default else self._beside("corrections.yml")

    @property
    def sources(self) -> Path:
        """The operator's own sources to fetch from, a file that need not be there."""
        return DEFAULT_SOURCES.absolute() if self._is_default else self._beside("sources.yml")

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
    def _is_default(self) -> bool:
        return self.warehouse.resolve() == DEFAULT_WAREHOUSE.resolve()

    def _beside(self, what: str) -> Path:
        absolute = self.warehouse.absolute()
        # Another ending makes another warehouse, which shares nothing with this one.
        return absolute.with_name(f"{absolute.name.removesuffix('.duckdb')}.{what}")

    def _hidden(self, what: str) -> Path:
        absolute = self.warehouse.absolute()
        return absolute.with_name(f".{absolute.name}.{what}")
