"""All that decides what a build holds."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from assets.archive.intake import Refusal
from assets.archive.sidecar import ArchivedReport
from assets.reference.corrections import Correction


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """All that decides what a build holds."""

    archived: tuple[ArchivedReport, ...]
    refused: tuple[Refusal, ...]
    extractor_version: str
    build_version: str
    corrections: tuple[Correction, ...] = ()
    documents: tuple[dict[str, Any], ...] = ()  # what sources link to, as rows of fetch_document

    @property
    def input_hash(self) -> str:
        """SHA-256 over the inputs: equal inputs make an equal warehouse, which need not be made again."""
        digest = hashlib.sha256(f"{self.extractor_version} {self.build_version}".encode())
        for item in self.archived:
            # Another name for the same bytes changes nothing that a build holds.
            digest.update(repr(replace(item, also_seen_as=())).encode())
        for refusal in self.refused:
            digest.update(repr(refusal).encode())
        for correction in self.corrections:
            digest.update(repr(correction).encode())
        for document in self.documents:
            digest.update(repr(document).encode())
        return digest.hexdigest()
