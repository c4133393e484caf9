"""Reading pages that are images: rules and lines of text found in the picture, then recognised crop by crop.

What belongs here: everything between the picture of a page and a ``Page`` with ``source`` 'ocr'. What its
tables mean is decided by the same code as for text. OpenCV, NumPy and the recogniser are loaded by the worker
that recognises and by nothing else.
"""
