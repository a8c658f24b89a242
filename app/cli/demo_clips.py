"""Hand in the demonstration's clips and documents beside the running product.

Called by ``serve --demo`` as ``python -m app.cli.demo_clips`` once the product is ready.
"""

import argparse
import asyncio
import os
from pathlib import Path

from app import clock
from app.certificates.trust import Trust
from app.demo.consultation import receive_visitors
from app.demo.delivery import UploadDoor, deliver_clips
from app.demo.documents import deliver_documents
from app.logs import configure_logs
from app.main import make_resources
from app.papers.adding import Desk
from app.settings import Settings


async def hand_in(settings: Settings, door: UploadDoor) -> None:
    """Hand in what is not there yet: documents, two visitors at the desk, clips."""
    resources = make_resources(settings, clock.current_time)
    desk = Desk(settings, resources.sessions, resources.store, resources.nudger, clock.current_time)
    await deliver_documents(desk)
    await receive_visitors(desk)
    await resources.nudger.close()
    await deliver_clips(resources.sessions, door=door, now=clock.current_time())
    await resources.engine.dispose()


def main() -> None:
    """Run with the environment of the supervisor; the options say where the API listens.

    That is not always the published address: a proxy may stand before it.
    """
    parser = argparse.ArgumentParser(prog="demo_clips")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--trust", type=Path)
    parser.add_argument("--exactly", action="store_true")
    options = parser.parse_args()
    trust = Trust(options.trust, options.exactly) if options.trust else None
    door = UploadDoor(options.host, options.port, trust.context() if trust else None)
    os.environ.pop("LIUHEN_DATA_DIR", None)
    settings = Settings.from_environment()
    configure_logs(settings.log_format)
    asyncio.run(hand_in(settings, door))


if __name__ == "__main__":
    main()
