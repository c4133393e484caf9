"""Where files were published, as rows of archive_origin."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from assets.archive.sidecar import ArchivedReport


def origin_rows(archived: Iterable[ArchivedReport]) -> Iterator[dict[str, Any]]:
    """One row per address of each file, numbered in the order in which they were found."""
    for report in archived:
        for number, origin in enumerate(report.origins, start=1):
            yield {
                "sha256": report.sha256,
                "origin_no": number,
                "source": origin.source,
                "url": origin.url,
                "page_url": origin.page_url,
                "title": origin.title,
                "published_on": origin.published_on,
                "fetched_at": utc_timestamp(origin.fetched_at),
                "content_type": origin.content_type,
                "etag": origin.etag,
                "last_modified": origin.last_modified,
            }


def origin_columns(report: ArchivedReport) -> dict[str, Any]:
    """Columns of archive_manifest that tell where a file comes from; of several addresses the first."""
    first = report.origins[0] if report.origins else None
    return {
        "source": first.source if first else report.source,
        "source_url": first.url if first else report.source_url,
        "page_url": first.page_url if first else None,
        "published_on": report.published_on,
        "origins": len(report.origins),
    }


def utc_timestamp(moment: str) -> datetime:
    """A moment (ISO) as TIMESTAMP columns have it: in UTC, without saying so."""
    return datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None)
