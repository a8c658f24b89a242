"""What one person has at a browser: sessions, kept searches, half-done imports and uploads."""

from app import ids
from app.models import ImportBatch, KnownBrowser, SavedView, SignInSession, Upload
from tests.torture.authz.furnishing.parts import DAY, Parts
from tests.world import NOW


async def furnish(parts: Parts) -> None:
    """Let the officer come in by a browser and leave things there."""
    await _sign_in(parts)
    await _begin_imports(parts)
    await _begin_upload(parts)


async def _sign_in(parts: Parts) -> None:
    add = parts.add
    await add(
        "session_id",
        SignInSession(
            token_hash=ids.digest_of_secret(ids.new_secret()),
            person_id=parts.home.officer.id,
            address="10.0.0.9",
            user_agent="",
            created_at=NOW,
            last_seen_at=NOW,
            expires_at=NOW + DAY,
            confirmed_at=NOW,
        ),
    )
    await add(
        "browser_id",
        KnownBrowser(
            token_hash=ids.digest_of_secret(ids.new_secret()),
            person_id=parts.home.officer.id,
            user_agent="",
            address="10.0.0.9",
            created_at=NOW,
            last_used_at=NOW,
            expires_at=NOW + DAY,
        ),
    )
    await add(
        "view_id",
        SavedView(person_id=parts.home.officer.id, name="我的", query="q=采砂", kept_at=NOW),
    )


async def _begin_imports(parts: Parts) -> None:
    """Sheets that were uploaded and not yet taken in."""
    home, add = parts.home, parts.add
    word = parts.word("import_batch", "content")
    for name, kind in (("batch_id", "people"), ("holders_batch_id", "qualifications")):
        batch = ImportBatch(
            kind=kind,
            unit_id=home.unit,
            person_id=home.keeper.id,
            sheet=word.encode(),
            content=[{"full_name": word}],
            problems=[],
            created_at=NOW,
            expires_at=NOW + DAY,
        )
        await add(name, batch)


async def _begin_upload(parts: Parts) -> None:
    home = parts.home
    upload = Upload(
        unit_id=home.unit,
        person_id=home.officer.id,
        state="open",
        length=10,
        committed_offset=0,
        epoch=1,
        metadata_text="",
        metadata_values={"note": parts.word("upload", "metadata_values")},
        file_name="未完.mp4",
        declared_type="video/mp4",
        created_at=NOW,
        expires_at=NOW + DAY,
    )
    await parts.add("name", upload)
