"""What exists: one folder per layer of the warehouse, from archived PDFs to fact tables."""
