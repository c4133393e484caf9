"""`python -m tools.layouts FOLDER [--seed N] [--count N]`: typeset made-up reports with their true cells."""

import argparse
import json
import sys
from pathlib import Path

from tools.layouts.made import make_report
from tools.samples.store import as_json


def main(arguments: list[str]) -> int:
    """Write ``<name>.pdf`` and ``<name>.json`` for each report, and ``manifest.json`` with their looks."""
    parser = argparse.ArgumentParser(prog="python -m tools.layouts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="other seeds draw other reports")
    parser.add_argument("--count", type=int, default=60, help="how many reports to typeset")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for number in range(options.count):
        report = make_report(options.seed, number)
        (options.folder / f"{report.name}.pdf").write_bytes(report.data)
        truth = as_json({"file": f"{report.name}.pdf", **report.truth})
        (options.folder / f"{report.name}.json").write_text(truth, encoding="utf-8")
        manifest.append({"file": f"{report.name}.pdf", **report.looks})
        print(f"{report.name}: {len(report.data) // 1000} kB, {len(report.truth['cells'])} cells")
    (options.folder / "manifest.json").write_text(
        json.dumps({"reports": manifest}, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
