"""What the clients of one run share: two sources on one host are one visitor to it."""

from dataclasses import dataclass, field

from assets.fetch.clock import Clock
from assets.fetch.politeness import Pace
from assets.fetch.robots import RobotsCache


@dataclass(slots=True)
class Courtesy:
    """The pace of requests and the robots.txt of all hosts asked in one run, on one clock."""

    clock: Clock = field(default_factory=Clock)
    robots: RobotsCache = field(default_factory=RobotsCache)
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock)
