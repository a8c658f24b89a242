"""Setting up a terminal: get the authority, compare it, install it, see whether it worked.

Open to everybody: whoever sets up a telephone cannot sign in yet, and what stands here is public.
"""

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from app.certificates.code import draw_code
from app.certificates.published import PublishedAuthority, read_authority
from app.errors import NotFoundError
from app.routers import pages
from app.routers.assets import Assets
from app.routers.headers import allowing_on_own_pages
from app.routers.setup_words import Guide, guides_for
from app.settings import Settings

CHECK_HEADERS = allowing_on_own_pages("camera", "microphone", workers=True)
FILE_NAME = "liuhen-authority"

router = APIRouter(include_in_schema=False)
check_router = APIRouter(include_in_schema=False)
"""Only where the product itself is served: the plain door has nothing to check."""


class NothingToInstallError(NotFoundError):
    """Terminals need no authority here."""

    code = "nothing_to_install"
    message = "本系统没有需要在终端上安装的根证书。请打开“终端设置”页面查看说明。"


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What the pages say; made once when the application starts."""

    public_url: str
    setup_url: str
    """The plain door, empty when there is none."""
    authority: PublishedAuthority | None
    is_door: bool = False
    """Whether this page is shown at the plain door."""

    @property
    def is_secure(self) -> bool:
        """Whether people reach the product over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def code_address(self) -> str:
        """Return where the square leads: the plain door, as long as nothing is trusted."""
        return self.setup_url or f"{self.public_url}/setup"


@dataclass(frozen=True, slots=True)
class SetupPage:
    """Context of ``setup/index.html``."""

    state: str
    """The fragment that belongs to how the product is reached."""
    facts: SetupFacts
    check_address: str
    guides: tuple[Guide, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Context of ``setup/check.html``."""

    is_secure: bool


def facts_of(settings: Settings) -> SetupFacts:
    """Return the facts of the product itself.

    Raises:
        OSError, ValueError: the authority that the settings name cannot be read.
    """
    spot = settings.tls_authority
    authority = read_authority(Path(spot)) if spot and settings.secure else None
    return SetupFacts(settings.public_url, settings.setup_url, authority)


@router.get("/setup", name="setup")
async def show_setup(request: Request) -> Response:
    """Show the steps, those of the visitor's own system first."""
    facts = _facts(request)
    view = SetupPage(
        state=_state(facts),
        facts=facts,
        check_address=f"{facts.public_url if facts.is_door else ''}/setup/check",
        guides=guides_for(request.headers.get("user-agent", "")),
    )
    return pages.bare_page(request, "setup/index.html", view)


@router.get("/setup/authority.crt", name="setup_authority")
async def download_authority(request: Request) -> Response:
    """Answer the certificate in the form that every system installs (DER)."""
    authority = _authority(request)
    return _download(authority.der, "application/x-x509-ca-cert", "crt")


@router.get("/setup/authority.pem", name="setup_authority_pem")
async def download_authority_as_text(request: Request) -> Response:
    """Answer the certificate as text (PEM), for programs and for Linux."""
    authority = _authority(request)
    return _download(authority.pem.encode(), "application/x-pem-file", "pem")


@router.get("/setup/authority.mobileconfig", name="setup_profile")
async def download_profile(request: Request) -> Response:
    """Answer the certificate as a profile for Apple's devices."""
    authority = _authority(request)
    return _download(authority.profile(), "application/x-apple-aspen-config", "mobileconfig")


@router.get("/setup/code.svg", name="setup_code")
async def draw_setup_code(request: Request) -> Response:
    """Answer the square that leads a telephone to the set-up page."""
    return Response(draw_code(_facts(request).code_address), media_type="image/svg+xml")


@check_router.get("/setup/check", name="setup_check")
async def show_check(request: Request) -> Response:
    """Show the page on which a terminal tries what it will need."""
    view = CheckPage(is_secure=request.url.scheme == "https")
    response = pages.bare_page(request, "setup/check.html", view)
    response.headers.update(CHECK_HEADERS)
    return response


@check_router.get("/setup/worker.js", name="setup_worker")
async def serve_worker(request: Request) -> Response:
    """Answer the worker of the check under an address whose reach is the check alone."""
    assets: Assets = request.app.state.assets
    worker = assets.named("check-worker.js")
    return Response(worker.body, media_type=worker.media_type)


def _facts(request: Request) -> SetupFacts:
    facts: SetupFacts = request.app.state.setup
    return facts


def _state(facts: SetupFacts) -> str:
    if facts.authority is not None:
        return "setup/_authority.html"
    return "setup/_agency.html" if facts.is_secure else "setup/_off.html"


def _authority(request: Request) -> PublishedAuthority:
    authority = _facts(request).authority
    if authority is None:
        raise NothingToInstallError
    return authority


def _download(content: bytes, media_type: str, extension: str) -> Response:
    disposition = f'attachment; filename="{FILE_NAME}.{extension}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
