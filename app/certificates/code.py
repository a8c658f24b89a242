"""An address as a square that telephones read."""

import importlib
import io


def draw_code(address: str) -> bytes:
    """Return an SVG picture; a stained or creased sheet still reads (error correction Q)."""
    # Loaded with the first square, because no start should wait for it.
    segno = importlib.import_module("segno")
    picture = io.BytesIO()
    segno.make_qr(address, error="q").save(
        picture, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return picture.getvalue()
