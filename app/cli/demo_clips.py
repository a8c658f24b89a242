"""Hand in the demonstration's clips beside the running product.

Called by ``serve --demo`` as ``python -m app.cli.demo_clips`` once the product is ready.
"""

import asyncio
import os
import sys

from app import clock
from app.db import make_engine, make_sessions
from app.demo.delivery import deliver_clips
from app.logs import configure_logs
from app.settings import Settings


async def hand_in(settings: Settings, address: str) -> None:
    """Hand in the clips that are not there yet."""
    engine = make_engine(settings.database_url.get_secret_value())
    await deliver_clips(make_sessions(engine), url=address, now=clock.current_time())
    await engine.dispose()


def main() -> None:
    """Run with the environment of the supervisor; the one argument is where the API listens.

    That is not always the published address: a proxy may stand before it.
    """
    os.environ.pop("LIUHEN_DATA_DIR", None)
    settings = Settings.from_environment()
    configure_logs(settings.log_format)
    asyncio.run(hand_in(settings, sys.argv[1]))


if __name__ == "__main__":
    main()
