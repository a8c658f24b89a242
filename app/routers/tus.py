"""The upload door: tus 1.0.0 on ``/files``, for terminals with a token and people with a session.

The clauses, with their numbers, are those of the protocol's core (C) and extensions (E). This
file reads a request, calls one verb, and writes an answer; it decides nothing. It is an ASGI
application of its own because every answer, also to an unknown method or a broken database, has
to carry ``Tus-Resumable`` (C1), and because a body must be read as it comes.
"""

from contextlib import suppress
from uuid import UUID

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.db import transaction
from app.errors import LiuhenError, NotFoundError, StorageFullError
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind
from app.routers import tus_answers as answers
from app.routers.csrf import SAFE_METHODS
from app.routers.deps import TokenRevokedError, identify
from app.routers.resources import Resources, resources_of
from app.routers.tus_body import RequestBody
from app.uploads.actions import terminate_upload
from app.uploads.errors import (
    ChecksumMismatchError,
    ForeignUploadError,
    GraceEndedError,
    GraceFullError,
    MetadataError,
    OffsetMismatchError,
    TooLargeError,
    UploadKeptError,
)
from app.uploads.grace import bytes_left, check_days
from app.uploads.intruders import note_refused_token
from app.uploads.lease import Lease, release_lease
from app.uploads.means import DATABASE_AWAY
from app.uploads.opening import begin_upload, prepare_append
from app.uploads.protocol import (
    BODY_TYPE,
    VERSION,
    Append,
    BodyHead,
    parse_append,
    parse_creation,
)
from app.uploads.queries import UploadView, find_upload
from app.uploads.reception import Received, receive_body
from app.uploads.refusals import note_refusal
from app.uploads.takeover import ask_for, settle, wait_for_lease

log = structlog.get_logger()

_NOTED = (
    ChecksumMismatchError,
    ForeignUploadError,
    GraceEndedError,
    GraceFullError,
    MetadataError,
    OffsetMismatchError,
    StorageFullError,
    TooLargeError,
)
"""Refusals that the ledger keeps; the rest is the daily noise of a protocol."""


class TusDoor:
    """Answers every request below ``/files``."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and never leave a long unread body on the connection."""
        request = Request(scope, receive)
        visit = _Visit(request)
        try:
            answer = await visit.answer()
        except LiuhenError as error:
            answer = await visit.fail(error)
        except DATABASE_AWAY as error:
            log.warning("upload.database_away", error=type(error).__name__)
            answer = answers.failed(answers.UnavailableError())
        except Exception:
            log.exception("upload.failed")
            answer = answers.failed(LiuhenError())
        answer.headers["Tus-Resumable"] = VERSION
        if not await visit.body.drain():
            answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


class _Visit:
    """One request on its way through the door."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._resources: Resources = resources_of(request)
        self._actor: Actor | None = None
        self.body = RequestBody(request)

    async def answer(self) -> Response:
        method = self._request.method
        if method not in SAFE_METHODS:
            # A safe method is let through wherever it starts, so it may not turn into another.
            method = self._request.headers.get("x-http-method-override", method).upper()
        if method == "OPTIONS":
            return answers.options(self._resources.settings.upload_max_bytes)
        has_name = bool(self._request.path_params.get("name"))
        verb = {
            ("POST", False): self._create,
            ("HEAD", True): self._look,
            ("PATCH", True): self._append,
            ("DELETE", True): self._terminate,
        }.get((method, has_name))
        if verb is None:
            raise answers.WrongMethodError
        if self._request.headers.get("tus-resumable") != VERSION:
            raise answers.WrongVersionError
        return await verb(await self._identify())

    async def fail(self, error: LiuhenError) -> Response:
        """Return the answer to an error; the acts that the ledger keeps are noted first."""
        log.info("upload.refused", code=error.code)
        if isinstance(error, _NOTED) and self._actor is not None:
            with suppress(*DATABASE_AWAY):
                async with transaction(self._resources.sessions) as session:
                    await note_refusal(
                        session,
                        self._actor,
                        _reason_of(error),
                        upload_id=self._upload_id(),
                        now=self._resources.clock(),
                    )
        answer = answers.failed(error)
        offset = error.fields.get("offset")
        if offset is not None:
            answer.headers["Upload-Offset"] = str(offset)
        return answer

    async def _identify(self) -> Actor:
        """Return who sends this; a token that does not count is noted, a missing one is not."""
        now = self._resources.clock()
        async with transaction(self._resources.sessions) as session:
            actor = await identify(self._request, session, now)
            self._actor = actor
            is_known = actor.kind is not ActorKind.ANONYMOUS
            if not is_known and "authorization" in self._request.headers:
                client = self._request.client
                await note_refused_token(session, client.host if client else "", now)
        if not is_known:
            raise answers.SignInNeededError
        if actor.is_revoked:
            async with transaction(self._resources.sessions) as session:
                await check_days(session, actor, self._resources.settings, now)
        return actor

    async def _create(self, actor: Actor) -> Response:
        creation = parse_creation(self._request.headers)
        _check_body_type(creation.body)
        if creation.length is not None and (creation.body.length or 0) > creation.length:
            raise TooLargeError
        opened = await begin_upload(
            self._resources,
            actor,
            creation.length,
            metadata=creation.metadata,
            takes_lease=creation.body.is_present or creation.length == 0,
        )
        if isinstance(opened, Decision):
            return answers.refused(opened)
        view, lease = opened
        answer = Response(status_code=201)
        answer.headers["Location"] = f"{self._request.scope.get('root_path', '')}/files/{view.id}"
        answer.headers["Upload-Expires"] = answers.http_date(view.expires_at)
        if lease is None:
            return answer
        try:
            received = await self._receive(actor, lease, creation.body)
        except LiuhenError as error:
            # The upload exists all the same, and its sender may go on with it.
            failed = await self.fail(error)
            failed.headers["Location"] = answer.headers["Location"]
            return failed
        return answers.with_progress(answer, received, show_offset=creation.body.is_present)

    async def _look(self, actor: Actor) -> Response:
        upload_id = self._known_id()
        async with transaction(self._resources.sessions) as session:
            view = await find_upload(session, actor, upload_id)
        if view.is_held(self._resources.clock()):
            async with transaction(self._resources.sessions) as session:
                view, lease = await ask_for(session, self._resources, actor, upload_id, None)
                if lease is not None:
                    await release_lease(session, lease)
            if lease is None and not view.is_complete:
                view = await settle(self._resources, actor, view)
        return answers.described(view)

    async def _append(self, actor: Actor) -> Response:
        upload_id = self._known_id()
        _check_type_of_append(self._request)
        append = parse_append(self._request.headers)
        view, lease = await self._lease(actor, upload_id, append.offset)
        if lease is None:
            return self._append_to_complete(view, append)
        lease = await prepare_append(self._resources, actor, lease, append)
        received = await self._receive(actor, lease, append.body)
        return answers.with_progress(Response(status_code=204), received, show_offset=True)

    def _append_to_complete(self, view: UploadView, append: Append) -> Response:
        """Answer a repeated last PATCH: nothing to add is a success, anything else too much."""
        if append.body.is_present:
            raise TooLargeError
        received = Received(view.offset, view.expires_at, view.recording_id)
        return answers.with_progress(Response(status_code=204), received, show_offset=True)

    async def _terminate(self, actor: Actor) -> Response:
        upload_id = self._known_id()
        if actor.is_revoked:
            raise TokenRevokedError
        view, lease = await self._lease(actor, upload_id, None)
        async with transaction(self._resources.sessions) as session:
            now = self._resources.clock()
            if lease is not None:
                await terminate_upload(session, actor, lease, store=self._resources.store, now=now)
                return Response(status_code=204)
            await note_refusal(session, actor, UploadKeptError.code, upload_id=view.id, now=now)
        raise UploadKeptError  # Only now, so that the event commits.

    async def _lease(
        self, actor: Actor, upload_id: UUID, offset: int | None
    ) -> tuple[UploadView, Lease | None]:
        """Return the upload and, unless it is complete, the right to write it."""
        async with transaction(self._resources.sessions) as session:
            view, lease = await ask_for(session, self._resources, actor, upload_id, offset)
        if lease is None and not view.is_complete:
            view, lease = await wait_for_lease(self._resources, actor, view, offset)
        return view, lease

    async def _receive(self, actor: Actor, lease: Lease, head: BodyHead) -> Received:
        most_bytes = None
        if actor.is_revoked and lease.length is None:
            async with transaction(self._resources.sessions) as session:
                most_bytes = await bytes_left(session, actor, self._resources.settings)
        return await receive_body(
            self._resources,
            actor,
            lease,
            self.body.pieces(),
            checksum=head.checksum,
            most_bytes=most_bytes,
        )

    def _known_id(self) -> UUID:
        upload_id = self._upload_id()
        if upload_id is None:
            raise NotFoundError
        return upload_id

    def _upload_id(self) -> UUID | None:
        try:
            return UUID(self._request.path_params.get("name", ""))
        except ValueError:
            return None


def _reason_of(error: LiuhenError) -> str:
    """Return the word the ledger keeps; the answer to a stranger says less than that."""
    return "not_owner" if isinstance(error, ForeignUploadError) else error.code


def _check_body_type(body: BodyHead) -> None:
    if body.is_present and not body.has_right_type:
        raise answers.WrongBodyTypeError


def _check_type_of_append(request: Request) -> None:
    """C7 comes before the offset is even looked at."""
    media_type = request.headers.get("content-type", "")
    if media_type.partition(";")[0].strip().lower() != BODY_TYPE:
        raise answers.WrongBodyTypeError


_DOOR = TusDoor()
router = APIRouter()
router.routes += [
    Route("/files", _DOOR),
    Route("/files/", _DOOR),
    Route("/files/{name:path}", _DOOR),
]
