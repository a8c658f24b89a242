"""Load the demonstration: ``seed`` before the product is ready, ``upload`` once it is.

Called by ``serve --demo`` as ``python -m app.cli.demo``.
"""

import argparse
import asyncio
import os
from pathlib import Path

from app import clock
from app.db import make_engine, make_sessions, transaction
from app.demo.agency import load_agency, write_credentials
from app.demo.delivery import deliver_clips
from app.logs import configure_logs
from app.people.passwords import PasswordPool
from app.settings import Settings


async def seed(settings: Settings, data_dir: Path) -> None:
    """Load the agency once and write ``demo.json`` with the current address."""
    engine = make_engine(settings.database_url.get_secret_value())
    passwords = PasswordPool(settings.password_pool)
    file = data_dir / "demo.json"
    async with transaction(make_sessions(engine)) as session:
        content = await load_agency(
            session, passwords, file=file, url=settings.public_url, now=clock.current_time()
        )
    write_credentials(file, content)
    passwords.close()
    await engine.dispose()


async def upload(settings: Settings) -> None:
    """Hand in the clips that are not there yet."""
    engine = make_engine(settings.database_url.get_secret_value())
    await deliver_clips(make_sessions(engine), url=settings.public_url, now=clock.current_time())
    await engine.dispose()


def main() -> None:
    """Run one of the two steps with the environment of the supervisor."""
    parser = argparse.ArgumentParser(prog="demo")
    parser.add_argument("step", choices=("seed", "upload"))
    step = parser.parse_args().step
    data_dir = Path(os.environ.pop("LIUHEN_DATA_DIR"))
    settings = Settings.from_environment()
    configure_logs(settings.log_format)
    asyncio.run(seed(settings, data_dir) if step == "seed" else upload(settings))


if __name__ == "__main__":
    main()
