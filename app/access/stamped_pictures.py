"""Pictures for one sitting: photos, pages of scans and stills go out with the watermark burnt in.

What is laid over a picture in a page is gone as soon as somebody saves the picture itself. A film
keeps what its page lays over it, because to burn it in takes as long as the film is; its stills do
not. The original is opened for reading only, and nothing of this is kept in the store.
"""

import asyncio
import os
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakValueDictionary

from app.access.sittings import Marked
from app.access.stamped import AT_ONCE, PATIENCE_SECONDS, letters_of
from app.errors import ConflictError
from app.media.limits import MIB
from app.media.marking import MarkLimits, MarkProblem
from app.media.picture_wire import Look, PictureSource
from app.media.pictures import FORMATS
from app.media.picturing import mark_pictures
from app.media.sniff import HEAD_BYTES, sniff
from app.settings import Settings
from app.storage.durable import translated
from app.storage.store import Store
from app.storage.threads import in_threads

_MOST_KEPT_BYTES = 64 * MIB
KEPT_FOR = timedelta(minutes=10)
_MAKE_PICTURES = Callable[[], Awaitable[tuple[bytes, ...]]]


class UnmarkablePictureError(ConflictError):
    """No watermark can be burnt into the picture, so it is not shown."""

    code = "unmarkable_picture"
    message = "这张图片加不上水印，不能在页面里查阅。原件保存完好，请资料保管人员打印出来查阅。"


@dataclass(frozen=True, slots=True)
class Derived:
    """A picture that was drawn of an original, by its key in the store."""

    key: str
    look: Look
    tile: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class _Kept:
    at: datetime
    pictures: tuple[bytes, ...]

    @property
    def size_bytes(self) -> int:
        return sum(map(len, self.pictures))


@dataclass(slots=True)
class StampedPictures:
    """What was stamped a moment ago, in memory: a page that is loaded again costs nothing again.

    Each sitting has its own. It gives nobody a right: the door asks before it looks here. The
    oldest go first, and nothing stays for more than ten minutes: the mark tells the time.
    """

    most_bytes: int = _MOST_KEPT_BYTES
    _kept: OrderedDict[tuple[UUID, str], _Kept] = field(default_factory=OrderedDict)
    _busy: WeakValueDictionary[tuple[UUID, str], asyncio.Lock] = field(
        default_factory=WeakValueDictionary
    )

    async def of(
        self, viewing_id: UUID, name: str, make: _MAKE_PICTURES, *, now: datetime
    ) -> tuple[bytes, ...]:
        """Return the pictures of this name; whoever asks while they are made waits for them."""
        key = viewing_id, name
        async with self._busy.setdefault(key, asyncio.Lock()):
            self._forget(now)
            if key not in self._kept:
                pictures = await make()
                self._keep(key, _Kept(now, pictures))
                return pictures
            return self._kept[key].pictures

    def _keep(self, key: tuple[UUID, str], made: _Kept) -> None:
        self._kept[key] = made
        while sum(each.size_bytes for each in self._kept.values()) > self.most_bytes:
            self._kept.popitem(last=False)

    def _forget(self, now: datetime) -> None:
        old = [key for key, each in self._kept.items() if abs(now - each.at) >= KEPT_FOR]
        for key in old:
            del self._kept[key]


@dataclass(frozen=True, slots=True)
class StampDesk:
    """Where pictures are stamped, and for which sitting."""

    store: Store
    settings: Settings
    stamps: StampedPictures
    viewing_id: UUID
    mark: Marked
    moment: str
    now: datetime

    async def original(self, storage_key: str, size_bytes: int, look: Look) -> bytes:
        """Return an original picture as a JPEG with the watermark in it.

        Raises:
            UnmarkablePictureError: it cannot be decoded, or not within the time.
            StorageFailureError, SandboxUnavailableError, MediaReaderError: our own fault.
        """

        async def make() -> tuple[bytes, ...]:
            descriptor = await in_threads(self.store, self.store.open_original, storage_key)
            try:
                head = await in_threads(self.store, os.pread, descriptor, HEAD_BYTES, 0)
                container = sniff(head, size_bytes).container
                if container not in FORMATS:
                    raise UnmarkablePictureError
                return await self._burn(
                    descriptor, (PictureSource(container, 0, size_bytes, look),)
                )
            finally:
                os.close(descriptor)

        (picture,) = await self.stamps.of(self.viewing_id, storage_key, make, now=self.now)
        return picture

    async def derived(self, wanted: str, pictures: Sequence[Derived]) -> bytes:
        """Return the one of these pictures that has this key; they are stamped together.

        Raises:
            UnmarkablePictureError: they cannot be decoded, or not within the time.
            StorageFailureError, SandboxUnavailableError, MediaReaderError: our own fault.
        """

        async def make() -> tuple[bytes, ...]:
            contents = [
                await in_threads(self.store, self.store.read_derivative, each.key)
                for each in pictures
            ]
            sources, place = [], 0
            for each, content in zip(pictures, contents, strict=True):
                source = PictureSource("jpeg", place, len(content), each.look, each.tile)
                sources.append(source)
                place += len(content)
            with translated("stamp a picture"), tempfile.TemporaryFile() as together:
                await in_threads(self.store, together.write, b"".join(contents))
                await in_threads(self.store, together.flush)
                return await self._burn(together.fileno(), sources)

        keys = [each.key for each in pictures]
        stamped = await self.stamps.of(self.viewing_id, "\n".join(keys), make, now=self.now)
        return stamped[keys.index(wanted)]

    async def _burn(self, descriptor: int, sources: Sequence[PictureSource]) -> tuple[bytes, ...]:
        async with AT_ONCE:
            outcome = await mark_pictures(
                descriptor,
                sources,
                letters_of(self.mark, self.moment),
                limits=MarkLimits(
                    wall_seconds=PATIENCE_SECONDS,
                    cpu_seconds=round(PATIENCE_SECONDS),
                    max_pixels=self.settings.media_max_pixels,
                ),
                sandbox=self.settings.sandbox,
            )
        if isinstance(outcome, MarkProblem):
            raise UnmarkablePictureError
        return outcome
