"""Reference data the project maintains: forms, subject codes, administrative divisions."""
