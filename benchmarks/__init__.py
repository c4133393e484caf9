"""Measuring this project's readers against others: accuracy, processor time, memory. Not installed."""
