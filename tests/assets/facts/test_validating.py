"""What the suites are told to look at."""

import subprocess
import sys
from pathlib import Path

from assets.facts import warehouse
from assets.facts.validating import change_between

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_a_live_file_that_somebody_writes_to_is_not_compared_with(tmp_path: Path) -> None:
    """A shell left open must not make nights fail."""
    live, staging = tmp_path / "live.duckdb", tmp_path / "staging.duckdb"
    warehouse.create(live)
    warehouse.create(staging)
    command = [sys.executable, "-c", HOLD, str(live)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shell:
        assert shell.stdout is not None
        assert shell.stdout.readline() == b"open\n"
        assert change_between(live, staging, tmp_path) is None
        shell.kill()
