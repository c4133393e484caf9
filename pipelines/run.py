"""Running the assets from the command line: the same ones that ``dagster dev`` shows, in this process."""

import logging
import os
import warnings
from collections.abc import Sequence
from pathlib import Path

from assets.archive.places import Places
from assets.progress import Progress

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")


class RunFailed(RuntimeError):
    """A step failed; the message is that of the step."""


def ingest(places: Places, paths: Sequence[Path], workers: int, progress: Progress) -> None:
    """Take files in and do the whole way to a published warehouse."""
    config = {
        "archive_manifest": {"config": {"paths": [str(path) for path in paths]}},
        "report_extract": {"config": {"workers": workers}},
    }
    _materialize(None, places, progress, config)


def check(places: Places, progress: Progress) -> None:
    """Evaluate an existing warehouse again: verdicts, suites, swap."""
    _materialize(["quality_verdict", "quality_validation", "warehouse"], places, progress, {})


def _materialize(
    names: list[str] | None, places: Places, progress: Progress, ops: dict[str, dict[str, object]]
) -> None:
    """Materialize assets by name, all of them for None, with their checks.

    Dagster is imported here: it costs two seconds that ``status`` need not spend.
    """
    warnings.filterwarnings("ignore", message=".*currently in beta.*")
    import dagster as dg  # noqa: PLC0415

    from assets.extract.assets import BUCKETS  # noqa: PLC0415
    from pipelines.definitions import LAYERS  # noqa: PLC0415

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    buckets = BUCKETS.get_partition_keys()
    selection = None if names is None else dg.AssetSelection.assets(*names)
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [*dg.load_assets_from_modules(LAYERS), *dg.load_asset_checks_from_modules(LAYERS)],
            instance=instance,
            resources={"places": places, "progress": progress},
            run_config={"ops": ops, "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags={
                "dagster/asset_partition_range_start": buckets[0],
                "dagster/asset_partition_range_end": buckets[-1],
            },
            selection=selection,
            raise_on_error=False,
        )
    if not result.success:
        raise RunFailed(_first_failure(result))


def _first_failure(result: "object") -> str:
    """Message of the first step that failed."""
    events = [event for event in result.all_events if event.is_step_failure]  # type: ignore[attr-defined]
    if not events:
        return "the run failed before its first step"
    failure = events[0].step_failure_data
    description = failure.user_failure_data.description if failure.user_failure_data else None
    error = failure.error.cause or failure.error if failure.error else None
    return f"{events[0].step_key}: {description or (error.message.strip() if error else 'failed')}"
