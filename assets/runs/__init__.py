"""The journal of runs: what each run did, how long it took, how it ended."""
