"""Words that occur nowhere else: where they are put, who may meet them, how they are found.

Every column that holds text is named here, either as one that people write in, which is marked,
or as one that only the program writes. A new column in neither list fails a test.
"""

import hashlib
import io
import re
import zipfile
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from uuid import UUID

import asyncpg
from sqlalchemy import Text

from app.models import Base
from app.policy.acts import Act
from app.policy.closing import OPEN, Closure, Closures

PREFIX = "ZQ"
_WORD = re.compile(rb"zq[a-z2-7]{10}")
_ID = re.compile(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")

MARKED: Mapping[str, tuple[str, ...]] = {
    "access_approval": ("delegation_no", "reason", "reply"),
    "access_lookup": ("places", "sought", "told"),
    "access_paper": ("document_no", "file_name", "strike_reason"),
    "access_permit": ("end_reason",),
    "access_request": (
        "purpose",
        "material",
        "applicant_name",
        "applicant_unit",
        "applicant_document",
        "applicant_contact",
    ),
    "case_document": (
        "kind",
        "title",
        "document_no",
        "author",
        "file_name",
        "content_text",
        "strike_reason",
    ),
    "case_file": ("reopen_reason",),
    "case_party": ("name", "document_no", "contact", "strike_reason"),
    "catalogue_entry": ("cause", "place", "note"),
    "copy_issue": ("taker_name", "taker_document", "mail_to", "mail_no"),
    "deadline": ("reason", "cancel_reason"),
    "delegation": ("document_no", "reason"),
    "device": ("device_no", "model", "maker", "serial_no", "gb28181_no"),
    "device_fault": ("description",),
    "device_holding": ("purpose", "content", "remark"),
    "device_loss": ("circumstances", "found_note"),
    "device_maintenance": ("done_by", "what", "result"),
    "device_precheck": ("note",),
    "device_repair": ("plan", "opinion", "repairer", "work", "test_note"),
    "device_write_off": ("reason", "opinion"),
    "document_kind": ("name",),
    "duty_shift": ("note",),
    "enforcement_case": ("case_no", "title", "cause", "place", "note", "file_keeping_basis"),
    "evidence_link": ("object_of_proof", "making_method", "maker", "end_reason"),
    "hold": ("article", "reason", "lift_reason"),
    "person": ("full_name", "post", "officer_no"),
    "posting": ("post", "ended_why"),
    "qualification": ("certificate_no", "issuer", "revoked_why"),
    "reading_terminal": ("name",),
    "recording": (
        "file_name",
        "device_note",
        "officer_note",
        "named_device_no",
        "named_officer_no",
    ),
    "saved_view": ("name", "query"),
    "section": ("name",),
    "storing_exception": ("note",),
    "terminal_token": ("model", "serial_no", "revoked_note"),
    "training": ("title", "organiser", "note"),
    "training_attendance": ("result", "remark"),
    "unit": ("name",),
    "upload": ("metadata_text", "file_name"),
}
"""The texts that people write, table by table."""

TECHNICAL = frozenset(
    """
    access_approval.answer access_approval.office access_lookup.result access_paper.kind
    access_paper.media_type
    access_permit.act access_permit.ceiling access_permit.end_kind access_permit.limit_scope
    access_request.act access_request.procedure access_request.requester access_request.state
    access_request.wanted adoption.document_name adoption.document_no adoption.effective_sha256
    adoption.pack_id adoption.pack_sha256 adoption.settings adoption.settings_sha256
    article_use.article article_use.pack calendar_year.document calendar_year.notice
    calendar_year.sha256 case_document.media_type case_document.problem case_document.stage
    case_document.state case_file.contents_sha256 case_numbering.pattern
    case_numbering.procedure case_party.kind case_party.role case_search.kind case_search.state
    case_search.words catalogue_entry.situation copy_issue.act copy_issue.code
    copy_issue.manifest_sha256 copy_issue.medium copy_order.bundle_key copy_order.bundle_sha256
    copy_order.bundle_sm3 copy_order.form copy_order.medium copy_order.problem copy_order.state
    deadline.key deadline.period
    deadline.subject_kind delegation.role derivative.kind derivative.media_type
    derivative.parent_sha256 derivative.storage_key derivative.tool device.kind
    device.label_code device.state device_holding.ended device_repair.state document_kind.stage
    duty_shift.kind enforcement_case.file_keeping enforcement_case.procedure
    enforcement_case.security_class
    enforcement_case.state enrolment_code.used_from evidence_link.evidence_kind
    evidence_link.role finding.code finding.severity former_password.password_hash hold.ground
    import_batch.kind job.kind job.last_error job.queue job.state keeping_basis.sha256
    known_browser.address
    known_browser.user_agent law_text.article law_text.clause law_text.pack law_text.sha256
    ledger_event.kind original.sha256 original.sm3 original.storage_key pack_version.pack_id
    pack_version.sha256 pack_version.text person.employment person.password_hash person.username
    qualification.kind qualification.revoked_as qualification_scan.media_type
    qualification_scan.sha256 qualification_scan.storage_key reading_terminal.user_agent
    recording.declared_sha256
    recording.declared_type recording.device_source recording.kind recording.officer_source
    recording.recorded_at_source recording.state recording_keeping.afterwards
    recording_keeping.basis_sha256 recording_keeping.keeping recording_keeping.law_sha256
    recording_keeping.reason recording_keeping.term recording_search.kind recording_search.state
    recording_search.words refusal_tally.code refusal_tally.key refusal_tally.kind
    register_line.kind role_assignment.check_side role_assignment.review_side
    role_assignment.role role_assignment.role_class segment.sha256 segment.storage_key
    sign_in_session.address sign_in_session.stage sign_in_session.user_agent
    storing_exception.ground terminal_token.last_address terminal_token.revoked_for
    terminal_token.version training.kind unit.code unit.kind unit.pack_id upload.declared_sha256
    upload.declared_type upload.state viewing.address viewing.code viewing.end_kind
    """.split()  # noqa: SIM905 - a hundred quoted names would be a list of quotation marks.
)
"""What the program writes: its own words, digests, addresses, and the index of all the rest."""

CLOSED = (
    "case_document.bytes",
    "case_document.title",
    "case_party.name",
    "enforcement_case.case_no",
    "enforcement_case.title",
    "recording.bytes",
    "recording.file_name",
)
"""What has a word of its own in each of the cases that are closed; ``bytes`` lie in the store."""

KNOWN_BY: Mapping[str, frozenset[Act]] = {
    "access_": frozenset(
        {Act.ACCESS_KNOW, Act.ACCESS_READ_REGISTER, Act.ACCESS_APPROVE, Act.ACCESS_RECEIVE}
    ),
    "case_document.bytes": frozenset({Act.CASE_READ_FILE}),
    "case_document.content_text": frozenset({Act.CASE_READ_FILE}),
    "case_": frozenset({Act.CASE_KNOW}),
    "catalogue_entry": frozenset({Act.RECORDING_KNOW_FACTS}),
    "copy_issue": frozenset({Act.ACCESS_KNOW, Act.ACCESS_READ_REGISTER}),
    "delegation": frozenset({Act.DELEGATION_KNOW}),
    # A line of the register names the case in which something was consulted (汝州调阅 3).
    "enforcement_case.case_no": frozenset({Act.CASE_KNOW, Act.ACCESS_READ_REGISTER}),
    "enforcement_case.title": frozenset({Act.CASE_KNOW, Act.ACCESS_READ_REGISTER}),
    "enforcement_case": frozenset({Act.CASE_KNOW}),
    "evidence_link": frozenset({Act.RECORDING_KNOW_FACTS, Act.CASE_KNOW}),
    "hold": frozenset({Act.HOLD_KNOW}),
    "qualification": frozenset({Act.PERSON_READ_FILE, Act.PERSON_KNOW}),
    "recording.bytes": frozenset({Act.RECORDING_PLAY}),
    "recording.file_name": frozenset({Act.RECORDING_KNOW_FACTS, Act.RECORDING_SETTLE_DEVICE}),
    "recording.named_": frozenset({Act.RECORDING_KNOW_FACTS, Act.RECORDING_SETTLE_DEVICE}),
    "recording": frozenset({Act.RECORDING_KNOW_FACTS}),
    "register_line": frozenset({Act.ACCESS_READ_REGISTER}),
    "training": frozenset({Act.PERSON_READ_FILE}),
    "upload": frozenset({Act.RECORDING_KNOW_FACTS}),
}
"""Which right a colleague needs to meet a text. Names of people, units and devices stand beside
much else, so they are no secret within an agency; to the other agency everything is one."""


def canary_of(table: str, column: str) -> str:
    """Return the word that marks this column.

    >>> canary_of("case_party", "name") == canary_of("case_party", "contact")
    False
    """
    digest = hashlib.sha256(f"{table}.{column}".encode()).digest()
    return PREFIX + b32encode(digest).decode()[:10]


def closed_canary(closure: Closure, place: str) -> str:
    """Return the word that stands at this place of the case that is closed so.

    >>> len({closed_canary(each, "case_party.name") for each in Closure})
    2
    """
    return canary_of(closure.value, place)


def closed_place(closure: Closure, place: str) -> str:
    """Return what ``CANARIES`` calls it."""
    return f"{closure.value}:{place}"


def opened_by(place: str) -> tuple[frozenset[Act] | None, Closures]:
    """Return which rights let a colleague meet a text, ``None`` for any, and what closes it."""
    closure, _, column = place.rpartition(":")
    begins = (acts for begun, acts in KNOWN_BY.items() if column.startswith(begun))
    return next(begins, None), frozenset({Closure(closure)}) if closure else OPEN


CANARIES: Mapping[str, str] = (
    {
        canary_of(table, column): f"{table}.{column}"
        for table, columns in MARKED.items()
        for column in columns
    }
    | {
        canary_of(*place.split(".")): place
        for place in (
            "catalogue_entry.parties",
            "import_batch.content",
            "recording.arriving",
            "register_line.columns",
            "upload.metadata_values",
        )
    }
    | {
        closed_canary(closure, place): closed_place(closure, place)
        for closure in Closure
        for place in CLOSED
    }
)
"""What each canary marks; the last ones stand in columns that are not plain text."""


def texts_of_the_models() -> set[str]:
    """Return every column of text as ``table.column``."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text)
    }


async def mark(admin: asyncpg.Connection, ours: Iterable[UUID]) -> None:
    """Put a canary into every text that people have written of these units.

    Tables without a unit of their own hold nothing of the other agency at this time.
    """
    for table, columns in MARKED.items():
        where = _of_units(table)
        for column in columns:
            word = canary_of(table, column)
            statement = (
                f"UPDATE {table} SET {column} = {column} || '{word}' "
                f"WHERE {where} AND right({column}, 12) <> '{word}'"
            )
            try:
                await admin.execute(statement, list(ours))
            except asyncpg.IntegrityConstraintViolationError:
                # Some texts must be empty where nothing has happened, or are different for each.
                await admin.execute(f"{statement} AND {column} <> ''", list(ours))


def _of_units(table: str) -> str:
    columns = Base.metadata.tables[table].columns
    if table == "unit":
        return "id = ANY($1::uuid[])"
    if "unit_id" in columns:
        return "unit_id = ANY($1::uuid[])"
    if "device_id" in columns:
        return "device_id IN (SELECT id FROM device WHERE unit_id = ANY($1::uuid[]))"
    return "$1::uuid[] IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not come out: canaries with what they mark, and the ids of everything marked."""

    ids: frozenset[str]
    allowed: frozenset[str] = field(default_factory=frozenset)
    """Places whose texts this visitor may meet."""
    knows_ids: bool = False

    def found_in(self, answer: bytes, *, asked: bytes = b"") -> list[str]:
        """Return what of it stands in an answer and did not stand in the question.

        >>> secrets = Secrets(frozenset({"0" * 32}))
        >>> secrets.found_in(canary_of("case_party", "name").lower().encode())
        ['case_party.name']
        >>> secrets.found_in(b"00000000-0000-0000-0000-000000000000")
        ['id 00000000000000000000000000000000']
        """
        text = _unpacked(answer)
        said = _unpacked(asked)
        words = _words_in(text) - _words_in(said)
        places = {CANARIES[word] for word in words if word in CANARIES} - self.allowed
        numbers = set() if self.knows_ids else (_ids_in(text) - _ids_in(said)) & self.ids
        return [*sorted(places), *(f"id {number}" for number in sorted(numbers))]

    def met_in(self, answer: bytes) -> set[str]:
        """Return the places whose canaries stand in an answer to somebody who may meet them."""
        return {CANARIES[word] for word in _words_in(_unpacked(answer)) if word in CANARIES}


def _words_in(text: bytes) -> set[str]:
    return {found.decode().upper() for found in _WORD.findall(text)}


def _ids_in(text: bytes) -> set[str]:
    return {found.decode().replace("-", "") for found in _ID.findall(text)}


def _unpacked(body: bytes) -> bytes:
    """Return a text in small letters, with what is percent-encoded in it, and what a workbook or
    document holds.
    """
    whole = body
    if b"%" in body:
        whole += unquote(body.decode("latin-1"), encoding="latin-1").encode("latin-1")
    start = body.find(b"PK\x03\x04")
    if start >= 0 and zipfile.is_zipfile(io.BytesIO(body[start:])):
        with zipfile.ZipFile(io.BytesIO(body[start:])) as parcel:
            whole += b"".join(parcel.read(name) for name in parcel.namelist())
    return whole.lower()
