"""Render templates and answer with them; the only file that knows ``HX-*`` headers.

A template receives one frozen dataclass named ``page``; full pages also get ``shell``, the frame
around them. A GET address is always a full page or always a fragment.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from jinja2 import Environment
from markupsafe import Markup
from starlette.responses import HTMLResponse

from app.policy.clocks import end_in_words
from app.policy.decision import Citation
from app.routers import display, labels
from app.routers.assets import Assets
from app.routers.drawing import Drawing
from app.routers.shell import Badge, shell_for

if TYPE_CHECKING:
    # Only named here: the plain door draws pages too, and need not load queue and database.
    from app.routers.resources import Resources

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_ADDRESS = "/?=&#%:+,"
STATE_FRAGMENT = "recordings/_state_{}.html"


def make_environment(assets: Assets, app: FastAPI) -> Environment:
    """Return the one template environment, with the filters and names of the house."""
    environment = Drawing(TEMPLATES)
    environment.filters |= {
        "day": display.long_day,
        "duration": display.duration,
        "end_in_words": end_in_words,
        "file_size": display.file_size,
        "grouped": display.grouped,
        "machine_time": display.machine_time,
        "marked": display.marked,
        "minute": display.minute,
        "moment": display.moment,
        "named": display.named,
        "stamp": display.stamp,
        "waiting": display.spoken_seconds,
        "yuan": display.yuan,
    }
    environment.globals |= {
        "asset": assets.url,
        "clauses_of": _clauses_of(app),
        "dom_id": display.dom_id,
        "labels": labels,
        "drawn_choices": _drawn_once(environment, "macros/form.html", "choices"),
        "drawn_menu": _drawn_once(environment, "macros/nav.html", "nav_groups"),
        "path_for": _paths_of(app),
        "state_fragment": STATE_FRAGMENT.format,
    }
    return environment


def _paths_of(app: FastAPI) -> Callable[..., str]:
    """Return how a template names an address; each kind of address is looked for only once.

    The menu names a dozen of them and a list several in every row, and each search goes through
    all doors. A part may neither be empty nor hold a slash, which would lead to another door.
    """
    known: dict[tuple[str, ...], str] = {}

    def path_for(name: str, /, **parts: Any) -> str:
        kind = (name, *parts)
        if kind not in known:
            known[kind] = app.url_path_for(name, **{part: f"{{{part}}}" for part in parts})
        words = {part: str(value) for part, value in parts.items()}
        assert all(word and "/" not in word for word in words.values()), kind
        return known[kind].format(**words)

    return path_for


def _drawn_once(environment: Environment, template: str, name: str) -> Callable[..., Markup]:
    """Return a macro that draws what it is given only once, and remembers it for the next page.

    What is drawn depends on nothing but the arguments. Who may see them is asked for every page.
    """

    @lru_cache(maxsize=256)
    def draw(*arguments: object) -> Markup:
        macro = getattr(environment.get_template(template).module, name)
        drawn: Markup = macro(*arguments)
        return drawn

    return draw


def _clauses_of(app: FastAPI) -> Callable[[Citation], tuple[str, ...]]:
    """Return how a template finds the official words of the articles that it cites."""

    def clauses_of(citation: Citation) -> tuple[str, ...]:
        # The door that hands out certificates has no database and so no texts.
        resources: Resources | None = getattr(app.state, "resources", None)
        return resources.shelf.clauses_of(citation) if resources else ()

    return clauses_of


def page(
    request: Request, badge: Badge, template: str, view: object, *, status: int = 200
) -> HTMLResponse:
    """Answer a full page inside the frame of this person."""
    return _render(request, template, status, {"page": view, "shell": shell_for(badge)})


def bare_page(request: Request, template: str, view: object, *, status: int = 200) -> HTMLResponse:
    """Answer a full page for somebody who is not, or cannot be known to be, signed in."""
    return _render(request, template, status, {"page": view})


def problem_page(request: Request, template: str, view: object, *, status: int) -> HTMLResponse:
    """Answer what cannot be done: inside the frame of whoever is known to ask, else without one."""
    badge: Badge | None = getattr(request.state, "badge", None)
    # A fault of ours may lie in the frame itself.
    shell = shell_for(badge) if badge is not None and status < 500 else None
    return _render(request, template, status, {"page": view, "shell": shell})


def remember_badge(request: Request, badge: Badge) -> None:
    """Keep who asks for ``problem_page``, which is drawn when the door has been left."""
    request.state.badge = badge


def fragment(request: Request, template: str, view: object, *, status: int = 200) -> HTMLResponse:
    """Answer one element that replaces its older self."""
    return _render(request, template, status, {"page": view})


def fragment_of(
    request: Request, address: str, template: str, view: object, *, status: int = 200
) -> HTMLResponse:
    """Answer one element, and let the browser's address be that at which it would be found."""
    response = fragment(request, template, view, status=status)
    response.headers["HX-Replace-Url"] = quote(address, safe=_ADDRESS)
    return response


def see_other(request: Request, address: str) -> Response:
    """Send the browser to another page after a change."""
    target = quote(address, safe=_ADDRESS)
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return Response(status_code=303, headers={"Location": target})


def wants_fragment(request: Request) -> bool:
    """Whether htmx asked, so that a whole page would land inside another one."""
    headers = request.headers
    return headers.get("hx-request") == "true" and "hx-history-restore-request" not in headers


def is_navigation(request: Request) -> bool:
    """Whether a person follows a link or sends a form, as opposed to a program asking.

    A terminal that is sent to the sign-in page would keep that page as its picture.
    """
    if "authorization" in request.headers:
        return False
    mode = request.headers.get("sec-fetch-mode", "navigate")
    return mode == "navigate" or wants_fragment(request)


def text_of(request: Request, template: str, view: object) -> str:
    """Return a rendered template as text, for event streams."""
    environment: Environment = request.app.state.templates
    return environment.get_template(template).render(page=view)


def _render(request: Request, template: str, status: int, context: dict[str, Any]) -> HTMLResponse:
    environment: Environment = request.app.state.templates
    context["here"] = getattr(request.scope.get("route"), "name", "")
    body = environment.get_template(template).render(context)
    return HTMLResponse(body, status_code=status)
