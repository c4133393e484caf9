"""The archive of published PDFs: bytes, their place, and where each came from. Nothing here opens a PDF."""
