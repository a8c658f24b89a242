import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine


async def test_an_error_does_not_repeat_what_was_typed(engine: AsyncEngine) -> None:
    """The text of an error goes to the log; a name typed into a form must not go with it."""
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text("SELECT CAST(:typed AS text)"), {"typed": "secret\x00"})

    assert "secret" not in str(caught.value)
