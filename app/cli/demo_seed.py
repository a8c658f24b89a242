"""Load the demonstration agency before the product is ready, and write ``demo.json``.

Called by ``serve --demo`` as ``python -m app.cli.demo_seed``; it loads while the database starts
and then waits at the supervisor's gate.
"""

import argparse
import asyncio
import os
from pathlib import Path

from app import clock
from app.cli.gate import wait_at
from app.db import make_engine, make_sessions, transaction
from app.demo.agency import load_agency, write_credentials
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


def main() -> None:
    """Run with the environment of the supervisor."""
    parser = argparse.ArgumentParser(prog="demo_seed")
    parser.add_argument("--gate", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    data_dir = Path(os.environ.pop("LIUHEN_DATA_DIR"))
    settings = Settings.from_environment()
    configure_logs(settings.log_format)
    if options.gate is not None:
        wait_at(options.gate)
    asyncio.run(seed(settings, data_dir))


if __name__ == "__main__":
    main()
