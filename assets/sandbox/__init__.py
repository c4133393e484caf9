"""Workers under limits, for everything that reads what strangers wrote: PDFs, web pages, archives."""
