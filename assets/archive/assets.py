"""Dagster asset of the archive layer: files come in, and the archive says what it holds."""

from pathlib import Path

import dagster as dg
from pydantic import Field

from assets.archive.discovery import UnusablePathError, settled
from assets.archive.intake import refusals, take_in
from assets.archive.store import Archive
from expectations.contracts import contract

OWNERS = ["team:juesuan"]


def column_schema(table: str) -> dg.TableSchema:
    """Columns of a warehouse table as its contract has them."""
    columns = contract(table).columns
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name,
                column.type,
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=column.nullable),
            )
            for column in columns
        ]
    )


class IntakeConfig(dg.Config):
    """Files or folders to take in; none: whatever has been dropped into the archive's own folder.

    What was dropped there less than ``settled_seconds`` ago is left for the next run: somebody may still be
    copying it.
    """

    paths: list[str] = Field(default_factory=list)
    settled_seconds: int = 0


@dg.asset(
    deps=["fetch_document"],
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="archive",
    owners=OWNERS,
    kinds={"pdf"},
    required_resource_keys={"places"},
    metadata={"dagster/column_schema": column_schema("archive_manifest")},
    description="存档：不同的报告各存一份。The archive: every distinct report once, with a sidecar.",
)
def archive_manifest(context: dg.AssetExecutionContext, config: IntakeConfig) -> dg.MaterializeResult[None]:
    """Take files into the archive."""
    if lost := context.resources.places.lost_archive:
        raise dg.Failure(lost, allow_retries=False)
    archive = Archive(context.resources.places.archive)
    try:
        paths = [Path(path) for path in config.paths]
        intake = take_in(archive, paths or settled(archive.root, config.settled_seconds))
    except UnusablePathError as error:
        raise dg.Failure(str(error)) from error
    for path, reason in intake.unreadable:
        context.log.warning(f"{path} could not be read: {reason}")
    held = archive.scan()
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(held),
            "new": len(intake.new),
            "known": len(intake.known),
            "refused": [r.detail for r in intake.refused],
            "unreadable": [f"{path}: {reason}" for path, reason in intake.unreadable],
            "named": [] if set(paths) <= {archive.root} else intake.hashes(),
            "archive": dg.MetadataValue.path(str(archive.root)),
        }
    )


@dg.asset_check(
    asset=archive_manifest,
    required_resource_keys={"places"},
    description="Every sidecar reads, every archived PDF is there, nothing was refused.",
)
def archive_is_sound(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Tell of sidecars without a PDF, unreadable ones, and refused files."""
    archive = Archive(context.resources.places.archive)
    held = archive.scan()
    refused = refusals(archive.root)
    problems = [f"{problem.path}: {problem.reason}" for problem in archive.problems]
    problems += [f"{refusal.path}: {refusal.detail}" for refusal in refused]
    return dg.AssetCheckResult(
        passed=not problems,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"files": len(held), "problems": problems},
    )
