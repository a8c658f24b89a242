"""Import now what libraries import on first use: behind the sandbox there are no files to import.

Each name was found by a child that failed without it; ``tests/media/test_inspect.py`` reads every
kind of container through the real sandbox and fails when a library starts to hide another one.
"""

import encodings.idna
import encodings.latin_1
import encodings.utf_8
from datetime import datetime

import av.subtitles.codeccontext
import av.subtitles.stream

from app.media import picture_preload

# The parser of times imports its own machinery when it is first called.
PRELOADED = (
    datetime.strptime("2026", "%Y"),  # noqa: DTZ007
    *(encodings.idna, encodings.latin_1, encodings.utf_8),
    *(av.subtitles.codeccontext, av.subtitles.stream),
    *picture_preload.PRELOADED,
)
