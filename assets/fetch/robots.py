"""What a host's robots.txt lets robots ask for."""

from dataclasses import dataclass, field

from protego import Protego


@dataclass(slots=True)
class RobotsCache:
    """The robots.txt of each origin asked in one run."""

    files: dict[str, Protego] = field(default_factory=dict)
