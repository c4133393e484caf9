"""The few pdfium functions that are called once for every character, bound for speed.

The bindings of pypdfium2 check and convert typed pointers on each call, which takes longer than the calls do.
Here handles travel as plain addresses (``address_of``).
"""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c


def address_of(handle: Any) -> int:
    """Address that a handle of pypdfium2 points to."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _bound(function: Any, result: Any, *arguments: Any) -> Any:
    address = address_of(function)
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_HANDLE, _INDEX = ctypes.c_void_p, ctypes.c_int
unicode_of = _bound(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _HANDLE, _INDEX)
loose_box_of = _bound(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int, _HANDLE, _INDEX, ctypes.c_void_p)
text_object_of = _bound(pdfium_c.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INDEX)
object_of_page = _bound(pdfium_c.FPDFPage_GetObject, _HANDLE, _HANDLE, _INDEX)
kind_of = _bound(pdfium_c.FPDFPageObj_GetType, ctypes.c_int, _HANDLE)
bounds_of = _bound(pdfium_c.FPDFPageObj_GetBounds, ctypes.c_int, _HANDLE, *[ctypes.c_void_p] * 4)
draw_mode_of = _bound(pdfium_c.FPDFPath_GetDrawMode, ctypes.c_int, _HANDLE, *[ctypes.c_void_p] * 2)
