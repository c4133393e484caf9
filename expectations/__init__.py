"""What must be true of the warehouse: contracts, identities, rounding, suites. No Dagster, no PDF in here."""
