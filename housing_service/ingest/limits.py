"""Every bound of reading a file, in one place."""

from typing import Final

# A quoted cell may hold newlines, but a quote that is never closed must not swallow the file.
LINE_BYTES_MAX: Final = 1 << 20
RECORD_LINES_MAX: Final = 100
RECORD_CHARACTERS_MAX: Final = 1 << 16
COLUMNS_MAX: Final = 1000

# What one file may unpack to. Ten years of a large city's daily file stay below 1 GiB.
UNPACKED_BYTES_MAX: Final = 4 << 30
ZIP_ENTRIES_MAX: Final = 10_000

# A stored row takes 32 bytes, so the longest accepted file needs 128 MB.
COUNT_ROWS_MAX: Final = 4_000_000
PROGRAMS_MAX: Final = 50_000
HMIS_ROWS_MAX: Final = 500_000

UNITS_MAX: Final = 100_000
NAME_CHARACTERS_MAX: Final = 200
CITY_CHARACTERS_MAX: Final = 100
POSTAL_CODE_CHARACTERS_MAX: Final = 20
ID_CHARACTERS_MAX: Final = 64
