"""How thoroughly reports are read: the modes, for every layer that tells what was read in one of them."""

from typing import Literal, get_args

# double: every table by both readers; single: by the fast reader, and by camelot only on pages in doubt;
# camelot: by camelot.
ReadingMode = Literal["double", "single", "camelot"]
READING_MODES: tuple[ReadingMode, ...] = get_args(ReadingMode)
