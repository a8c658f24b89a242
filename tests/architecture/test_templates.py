"""Every template compiles, renders with a sample of its dataclass, and keeps the house rules."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from jinja2 import Environment
from starlette.routing import Route

from app.routers.pages import TEMPLATES
from app.routers.shell import shell_for
from app.routers.web import mount_web
from app.settings import PROJECT_ROOT
from tests.routers import device_samples, holding_samples, people_samples, samples
from tests.settings import SETTINGS

FILES = sorted(TEMPLATES.rglob("*.html"))
SHEETS = sorted((PROJECT_ROOT / "app/static/css").glob("*.css"))

FORBIDDEN = {
    "marks text as safe": r"\|\s*safe\b",
    "switches escaping off": r"autoescape\s+false",
    "has a script with a body": r"<script\b[^>]*>\s*[^<\s]",
    "has an inline style": r"<style\b|\sstyle\s*=",
    "has an inline handler": r"\son[a-z]+\s*=",
    "lets htmx evaluate code": r"hx-on\b|\bjs:|javascript:",
    "filters a trigger": r"hx-trigger=\"[^\"]*\[",
    "names another host": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
}
TOO_NEW = {
    "container query": r"@container\b|container-type",
    "parent selector": r":has\(",
    "nesting": r"^\s+&",
    "important": r"!important",
}

PAGES = {
    "account": ("account/index.html", samples.ACCOUNT),
    "device usage": ("devices/usage.html", holding_samples.USAGE),
    "device usage, none": ("devices/usage.html", holding_samples.NO_USAGE),
    "handover desk": ("handovers/index.html", holding_samples.DESK),
    "handover desk, done": ("handovers/index.html", holding_samples.DESK_DONE),
    "handover desk, nothing": ("handovers/index.html", holding_samples.EMPTY_DESK),
    "handover, issue": ("handovers/show.html", holding_samples.ISSUE),
    "handover, held": ("handovers/show.html", holding_samples.HELD),
    "handover, refused": ("handovers/show.html", holding_samples.REFUSED),
    "holding of a device": ("devices/_holding.html", holding_samples.DEVICE_PANEL),
    "holding of a device, none": ("devices/_holding.html", holding_samples.FREE_DEVICE_PANEL),
    "devices of a person": ("people/_devices.html", holding_samples.PERSON_PANEL),
    "devices of a person, none": ("people/_devices.html", holding_samples.EMPTY_PERSON_PANEL),
    "my devices": ("my_devices/index.html", holding_samples.MINE),
    "my devices, none": ("my_devices/index.html", holding_samples.NOTHING_MINE),
    "check before use": ("my_devices/precheck.html", holding_samples.PRECHECK),
    "check before use, not asked": ("my_devices/precheck.html", holding_samples.NO_PRECHECK),
    "device": ("devices/show.html", device_samples.DEVICE),
    "devices": ("devices/index.html", device_samples.DEVICES),
    "devices, none": ("devices/index.html", device_samples.NO_DEVICES),
    "device, serviced": ("devices/show.html", device_samples.SERVICED_DEVICE),
    "device approvals": ("devices/approvals.html", device_samples.APPROVALS),
    "device equipment": ("devices/equipment.html", device_samples.EQUIPMENT),
    "device form": ("forms/page.html", device_samples.FORM),
    "device labels": ("devices/labels.html", device_samples.LABELS),
    "device labels, none": ("devices/labels.html", device_samples.NO_LABELS),
    "device sheet": ("devices/sheet.html", device_samples.SHEET),
    "device sheet, empty": ("devices/sheet.html", device_samples.EMPTY_SHEET),
    "holds": ("holds/index.html", samples.HOLDS),
    "holds, none": ("holds/index.html", samples.NO_HOLDS),
    "holds, nothing found": ("holds/index.html", replace(samples.NO_HOLDS, is_open=False)),
    "holds of a recording": ("holds/recording.html", samples.RECORDING_HOLDS),
    "account, nothing set up": ("account/index.html", samples.PLAIN_ACCOUNT),
    "account, no key": ("account/index.html", samples.KEYLESS_ACCOUNT),
    "confirmation": ("session/confirm.html", samples.CONFIRM),
    "confirmation, code": ("session/confirm.html", samples.CONFIRM_CODE),
    "confirmation, form": ("session/again.html", samples.AGAIN),
    "enrolment": ("session/enrolment.html", samples.ENROLMENT),
    "password": ("session/new_password.html", samples.PASSWORD),
    "password, first": ("session/new_password.html", samples.FIRST_PASSWORD),
    "recovery codes": ("session/recovery_codes.html", samples.RECOVERY_CODES),
    "second step": ("session/second_step.html", samples.SECOND_STEP),
    "second step, refused": ("session/second_step.html", samples.SECOND_STEP_REFUSED),
    "inbox": ("inbox/index.html", samples.INBOX),
    "inbox, empty": ("inbox/index.html", samples.EMPTY_INBOX),
    "inbox, nothing found": ("inbox/index.html", samples.NOTHING_FOUND),
    "ledger": ("ledger/index.html", samples.LEDGER),
    "ledger, empty": ("ledger/index.html", samples.EMPTY_LEDGER),
    "ledger, nothing found": ("ledger/index.html", samples.NOTHING_IN_LEDGER),
    "recording": ("recordings/show.html", samples.RECORDING),
    "recording, audio": ("recordings/show.html", samples.AUDIO_RECORDING),
    "recording, photo": ("recordings/show.html", samples.PHOTO_RECORDING),
    "recording, fresh": ("recordings/show.html", samples.FRESH_RECORDING),
    "recording, refused": ("recordings/show.html", samples.REFUSED_RECORDING),
    "recording, sealed": ("recordings/show.html", samples.SEALED_RECORDING),
    "recording, damaged": ("recordings/show.html", samples.DAMAGED_RECORDING),
    "recording, quarantined": ("recordings/show.html", samples.QUARANTINED_RECORDING),
    "supervision": ("supervision/index.html", samples.SUPERVISION),
    "set-up": ("setup/index.html", samples.SETUP),
    "set-up, agency's certificate": ("setup/index.html", samples.SETUP_BY_AGENCY),
    "set-up, check": ("setup/check.html", samples.SETUP_CHECK),
    "set-up, in clear": ("setup/index.html", samples.SETUP_IN_CLEAR),
    "set-up, plain door": ("setup/index.html", samples.SETUP_AT_THE_DOOR),
    "recording, correction": ("recordings/attribution.html", samples.CORRECTION),
    "recording, correction, problem": (
        "recordings/attribution.html",
        samples.CORRECTION_WITH_PROBLEM,
    ),
    "roster": ("roster/index.html", samples.ROSTER),
    "roster, empty": ("roster/index.html", samples.EMPTY_ROSTER),
    "roster, to read": ("roster/index.html", samples.ROSTER_TO_READ),
    "roster, problems": ("roster/index.html", samples.ROSTER_WITH_PROBLEMS),
    "set aside": ("set_aside/index.html", samples.SET_ASIDE),
    "set aside, none": ("set_aside/index.html", samples.NOTHING_SET_ASIDE),
    "settling": ("set_aside/show.html", samples.SETTLING),
    "settling, problem": ("set_aside/show.html", samples.SETTLING_WITH_PROBLEM),
    "sign in": ("session/sign_in.html", samples.SIGN_IN),
    "sign in, refused": ("session/sign_in.html", samples.SIGN_IN_REFUSED),
    "start": ("start/index.html", samples.START),
    "submissions": ("submissions/index.html", samples.SUBMISSIONS),
    "submissions, none": ("submissions/index.html", samples.NO_SUBMISSIONS),
    "upload": ("uploading/index.html", samples.UPLOAD),
    "upload, problem": ("uploading/index.html", samples.UPLOAD_WITH_PROBLEM),
    **people_samples.PAGES,
    "alert": ("errors/_alert.html", samples.problem(403)),
} | {
    f"error {path.stem}": (f"errors/{path.name}", samples.problem(int(path.stem)))
    for path in sorted((TEMPLATES / "errors").glob("[0-9]*.html"))
}
PAGES = (
    {
        "account": ("account/index.html", samples.ACCOUNT),
        "inbox": ("inbox/index.html", samples.INBOX),
        "inbox, empty": ("inbox/index.html", samples.EMPTY_INBOX),
        "inbox, nothing found": ("inbox/index.html", samples.NOTHING_FOUND),
        "ledger": ("ledger/index.html", samples.LEDGER),
        "ledger, empty": ("ledger/index.html", samples.EMPTY_LEDGER),
        "ledger, nothing found": ("ledger/index.html", samples.NOTHING_IN_LEDGER),
        "recording": ("recordings/show.html", samples.RECORDING),
        "recording, audio": ("recordings/show.html", samples.AUDIO_RECORDING),
        "recording, photo": ("recordings/show.html", samples.PHOTO_RECORDING),
        "recording, fresh": ("recordings/show.html", samples.FRESH_RECORDING),
        "recording, refused": ("recordings/show.html", samples.REFUSED_RECORDING),
        "recording, sealed": ("recordings/show.html", samples.SEALED_RECORDING),
        "recording, damaged": ("recordings/show.html", samples.DAMAGED_RECORDING),
        "recording, to be released": (
            "recordings/show.html",
            replace(samples.QUARANTINED_RECORDING, may_release=True),
        ),
        "recording, quarantined": ("recordings/show.html", samples.QUARANTINED_RECORDING),
        "sign in": ("session/sign_in.html", samples.SIGN_IN),
        "sign in, refused": ("session/sign_in.html", samples.SIGN_IN_REFUSED),
        "start": ("start/index.html", samples.START),
        "submissions": ("submissions/index.html", samples.SUBMISSIONS),
        "submissions, none": ("submissions/index.html", samples.NO_SUBMISSIONS),
        "terminal": ("terminals/show.html", samples.TERMINAL),
        "terminal, revoked": ("devices/_terminal.html", samples.TERMINAL_REVOKED),
        "terminal, not revoked": ("devices/_terminal.html", samples.TERMINAL_REVOKE_FAILED),
        "terminal, code": ("terminals/code.html", samples.CODE),
        "terminal, scanned by a telephone": ("terminals/scanned.html", samples.ENROL_HELP),
        "terminals": ("terminals/index.html", samples.TERMINALS),
        "terminals, none": ("terminals/index.html", samples.NO_TERMINALS),
        "terminals, not found": ("terminals/index.html", samples.NO_SUCH_TERMINAL),
        "upload": ("uploading/index.html", samples.UPLOAD),
        "upload, problem": ("uploading/index.html", samples.UPLOAD_WITH_PROBLEM),
        "alert": ("errors/_alert.html", samples.problem(403)),
    }
    | {
        f"terminal, code {state}": ("terminals/_code_state.html", view)
        for state, view in samples.CODE_STATES.items()
    }
    | {
        f"error {path.stem}": (f"errors/{path.name}", samples.problem(int(path.stem)))
        for path in sorted((TEMPLATES / "errors").glob("[0-9]*.html"))
    }
)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment of the product, with every address a template may name."""
    app = FastAPI()
    mount_web(app, SETTINGS)
    environment: Environment = app.state.templates
    return environment


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_it_compiles(environment: Environment, path: Path) -> None:
    assert environment.get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize(("template", "page"), PAGES.values(), ids=PAGES.keys())
def test_it_renders_with_its_dataclass(
    environment: Environment, template: str, page: object
) -> None:
    shell = shell_for(samples.CLERK)

    text = environment.get_template(template).render(page=page, shell=shell, here="start")

    assert re.search(r"[\u4e00-\u9fff]", text)
    assert "None" not in text


@pytest.mark.parametrize("problem", FORBIDDEN)
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_it_keeps_the_content_policy(path: Path, problem: str) -> None:
    assert re.search(FORBIDDEN[problem], path.read_text()) is None


@pytest.mark.parametrize("feature", TOO_NEW)
@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_uses_nothing_the_oldest_kernel_lacks(path: Path, feature: str) -> None:
    assert re.search(TOO_NEW[feature], path.read_text(), re.MULTILINE) is None


def test_every_template_is_shown_by_a_page_or_included_by_another() -> None:
    texts = "".join(path.read_text() for path in FILES)
    # A panel's fragment is named by the router that makes the panel.
    texts += "".join(path.read_text() for path in (PROJECT_ROOT / "app/routers").glob("*.py"))
    names = {str(path.relative_to(TEMPLATES)) for path in FILES}

    orphans = {name for name in names if f'"{name}"' not in texts}

    assert orphans == {
        name
        for name in names
        if re.fullmatch(r"errors/\d+\.html|recordings/_state_\w+\.html", name)
    }


def test_html_doors_stay_out_of_the_contract_for_machines() -> None:
    app = FastAPI()
    mount_web(app, SETTINGS)

    shown = [
        route.path
        for route in app.routes
        if isinstance(route, Route) and getattr(route, "include_in_schema", False)
    ]

    assert set(shown) <= {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
