"""Hang the browser's doors on an application: assets, templates, errors, headers."""

from urllib.parse import urlsplit

from fastapi import FastAPI

from app.routers import (
    access,
    access_acts,
    access_approval,
    access_approvals,
    access_copies,
    access_copy_files,
    access_desk,
    access_finding,
    access_lookups,
    access_new,
    access_papers,
    access_register,
    access_trace,
    account,
    account_password,
    account_second_factor,
    agencies,
    assets,
    attribution,
    calendars,
    case_document,
    case_documents,
    case_filing,
    case_forms,
    case_handlers,
    case_materials,
    case_new,
    case_numbering,
    case_parties,
    case_registration,
    case_step_correction,
    cases,
    catalogue,
    catalogue_correcting,
    catalogue_links,
    catalogue_recording,
    catalogue_turning,
    certificate_forms,
    certificates,
    deadline_forms,
    deadlines,
    delegations,
    device_usage,
    devices,
    devices_approvals,
    devices_equipment,
    devices_labels,
    devices_ledgers,
    devices_page,
    devices_registering,
    devices_servicing,
    document_kinds,
    document_pages,
    enrolment,
    errors,
    file_sheets,
    handovers,
    holds,
    inbox,
    inbox_stream,
    keeping,
    law,
    law_comparison,
    law_rehearsal,
    ledger,
    my_devices,
    people,
    people_import,
    people_new,
    person,
    person_acts,
    person_roles,
    playback,
    qualification_scans,
    qualifications,
    qualifications_import,
    reading_room,
    reading_terminals,
    recordings,
    releasing,
    roster,
    roster_sheets,
    search,
    sections,
    session,
    session_confirm,
    session_steps,
    set_aside,
    setup,
    start,
    submissions,
    supervision,
    terminals,
    timeline,
    training,
    training_records,
    uploading,
    viewing_content,
    viewings,
)
from app.routers.assets import Assets
from app.routers.csrf import RefuseForeignRequests
from app.routers.errors import CatchErrors
from app.routers.headers import SecurityHeaders
from app.routers.leaks import RefuseTokensInAddresses
from app.routers.pages import make_environment
from app.routers.streets import Street
from app.settings import Settings

DOORS = (
    # Doors are tried in turn, so the one that is opened most often comes first.
    search,
    assets,
    session,
    setup,
    start,
    account,
    # Before any door with a device's id in this place of its address.
    device_usage,
    handovers,
    my_devices,
    devices,
    devices_approvals,
    devices_equipment,
    devices_labels,
    devices_ledgers,
    devices_registering,
    # Below the addresses that have a word where this one has an id.
    devices_page,
    devices_servicing,
    # Its fixed address comes before those that take any id.
    deadline_forms,
    deadlines,
    calendars,
    holds,
    keeping,
    # Addresses with a word come before those that take any id.
    case_new,
    case_numbering,
    document_kinds,
    document_pages,
    cases,
    case_filing,
    case_forms,
    case_handlers,
    case_materials,
    case_parties,
    case_registration,
    case_step_correction,
    session_steps,
    session_confirm,
    account_password,
    account_second_factor,
    inbox_stream,
    inbox,
    catalogue,
    catalogue_correcting,
    catalogue_links,
    catalogue_recording,
    catalogue_turning,
    # Below the addresses that have a word where this one has the id of a regulation.
    law_comparison,
    law_rehearsal,
    law,
    ledger,
    playback,
    recordings,
    supervision,
    agencies,
    delegations,
    attribution,
    set_aside,
    roster,
    roster_sheets,
    access,
    access_acts,
    access_approval,
    access_approvals,
    access_copies,
    access_copy_files,
    access_desk,
    access_finding,
    access_lookups,
    access_new,
    access_papers,
    access_register,
    access_trace,
    uploading,
    submissions,
    enrolment,
    terminals,
    timeline,
    releasing,
    # Fixed addresses come before the one that takes any id.
    people,
    people_new,
    people_import,
    person,
    person_acts,
    person_roles,
    sections,
    qualifications,
    qualifications_import,
    certificates,
    certificate_forms,
    qualification_scans,
    training,
    training_records,
    # Its fixed addresses come before those that take the id of a case.
    case_documents,
    case_document,
    file_sheets,
    reading_room,
    reading_terminals,
    viewing_content,
    viewings,
)
"""Every door of the browser, in the order in which they are tried."""


def mount_web(app: FastAPI, settings: Settings) -> None:
    """Add everything the pages need; call it once, before the first request.

    Raises:
        MissingPackageError: the front-end packages are not installed.
    """
    app.state.assets = Assets(settings.node_modules)
    app.state.templates = make_environment(app.state.assets, app)
    for door in DOORS:
        app.include_router(Street(door.router))
    app.include_router(setup.check_router)
    app.state.setup = setup.facts_of(settings)
    errors.install(app)
    # The last one added is the outermost: headers cover the answers of all others.
    published_host = urlsplit(settings.public_url).netloc
    app.add_middleware(RefuseForeignRequests, host_names=frozenset({published_host}))
    app.add_middleware(RefuseTokensInAddresses)
    app.add_middleware(CatchErrors)
    app.add_middleware(SecurityHeaders, secure=_pins_browsers(settings))


def _pins_browsers(settings: Settings) -> bool:
    """Whether browsers shall insist on HTTPS from now on: never for a machine's own names.

    What is pinned is a name with all its ports, and on ``localhost`` there are others.
    """
    host = urlsplit(settings.public_url).hostname or ""
    return settings.secure and host not in {"localhost", "127.0.0.1", "::1"}
