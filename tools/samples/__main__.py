"""`python -m tools.samples [NAME…]`: typeset the named samples, or all of them."""

import sys

from tools.samples.facts import facts_names, load_facts
from tools.samples.store import missing_tool, write_sample


def main(names: list[str]) -> int:
    """Write the samples; the exit status is 1 when one could not be typeset here, 2 for an unknown name."""
    unknown = set(names) - set(facts_names())
    if unknown:
        print(f"unknown samples: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    status = 0
    for name in names or facts_names():
        facts = load_facts(name)
        missing = missing_tool(facts)
        if missing is not None:
            print(f"{name}: not typeset, {missing} is missing", file=sys.stderr)
            status = 1
            continue
        path = write_sample(facts)
        print(f"{name}: {path.stat().st_size // 1000} kB {path}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
