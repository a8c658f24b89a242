"""What every sample shares: the moment, an id, digests, and who reads the page."""

from datetime import UTC, datetime
from uuid import UUID

from app.routers.shell import Badge

NOW = datetime(2026, 11, 21, 7, 36, 12, tzinfo=UTC)
ID = UUID("019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11")
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SM3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
CLERK = Badge(
    name="王秀兰",
    unit_name="长河县水利局",
    rooms=frozenset({"start", "inbox", "upload_page", "submissions", "account"}),
)
STATES = ("received", "sealed", "processed", "damaged", "quarantined")
