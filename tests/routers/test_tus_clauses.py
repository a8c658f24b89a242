"""tus 1.0.0 clause by clause over a real socket; C is the core, E an extension, L lore."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field

import pytest

from tests.uploads.fixtures import Site, shared_site
from tests.uploads.server import BODY, pairs

__all__ = ["shared_site"]

TEN = b"0123456789"


def checksum(algorithm: str, body: bytes) -> str:
    return f"{algorithm} {b64encode(hashlib.new(algorithm, body).digest()).decode()}"


@dataclass(frozen=True, slots=True)
class Case:
    """One request to a fresh ten-byte upload that holds four bytes, and what must come back."""

    method: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    answer: dict[str, str] = field(default_factory=dict)
    offset_after: int = 4
    on_collection: bool = False


CREATION = {"Upload-Length": "10"}
AT_FOUR = {**BODY, "Upload-Offset": "4"}

CASES = {
    "C2 no version": Case("HEAD", 412, {"Tus-Resumable": ""}, answer={"Tus-Version": "1.0.0"}),
    "C2 other version": Case(
        "HEAD", 412, {"Tus-Resumable": "0.2.2"}, answer={"Tus-Version": "1.0.0"}
    ),
    "C2 version before authentication": Case(
        "HEAD", 412, {"Tus-Resumable": "2", "Authorization": ""}, answer={"Tus-Version": "1.0.0"}
    ),
    "C2 nothing is appended under another version": Case(
        "PATCH", 412, {**AT_FOUR, "Tus-Resumable": "0.9"}, b"456"
    ),
    "C3 options": Case(
        "OPTIONS",
        204,
        {"Tus-Resumable": "", "Authorization": ""},
        answer={
            "Tus-Version": "1.0.0",
            "Tus-Extension": "creation,creation-with-upload,creation-defer-length,"
            "checksum,expiration,termination",
            "Tus-Max-Size": str(64 * 1024**3),
            "Tus-Checksum-Algorithm": "sha1,sha256",
        },
        on_collection=True,
    ),
    "C4 the override is the method": Case(
        "POST", 204, {**AT_FOUR, "X-HTTP-Method-Override": "PATCH"}, b"456", offset_after=7
    ),
    "C4 the real method is ignored": Case(
        "DELETE", 200, {"X-HTTP-Method-Override": "HEAD"}, answer={"Upload-Offset": "4"}
    ),
    "C5 head": Case(
        "HEAD",
        200,
        answer={"Upload-Offset": "4", "Upload-Length": "10", "Cache-Control": "no-store"},
    ),
    "C7 no content type": Case("PATCH", 415, {"Upload-Offset": "4"}, b"456"),
    "C7 other content type": Case(
        "PATCH", 415, {"Upload-Offset": "4", "Content-Type": "text/plain"}, b"456"
    ),
    "C8 offset before the end": Case("PATCH", 409, {**BODY, "Upload-Offset": "3"}, b"3456"),
    "C8 offset beyond the end": Case("PATCH", 409, {**BODY, "Upload-Offset": "5"}, b"56"),
    "C9 append": Case("PATCH", 204, AT_FOUR, b"456", answer={"Upload-Offset": "7"}, offset_after=7),
    "C9 append nothing": Case("PATCH", 204, AT_FOUR, b"", answer={"Upload-Offset": "4"}),
    "C9 append the rest": Case(
        "PATCH", 204, AT_FOUR, b"456789", answer={"Upload-Offset": "10"}, offset_after=10
    ),
    "C11 no offset": Case("PATCH", 400, BODY, b"456"),
    "C11 negative offset": Case("PATCH", 400, {**BODY, "Upload-Offset": "-4"}, b"456"),
    "C11 offset is no number": Case("PATCH", 400, {**BODY, "Upload-Offset": "4.0"}, b"456"),
    "C12 body longer than declared": Case("PATCH", 413, AT_FOUR, b"456789A"),
    "E1 neither length nor deferral": Case("POST", 400, on_collection=True),
    "E1 both length and deferral": Case(
        "POST", 400, {**CREATION, "Upload-Defer-Length": "1"}, on_collection=True
    ),
    "E1 bad deferral": Case("POST", 400, {"Upload-Defer-Length": "2"}, on_collection=True),
    "E1 negative length": Case("POST", 400, {"Upload-Length": "-1"}, on_collection=True),
    "E1 length is no number": Case("POST", 400, {"Upload-Length": "ten"}, on_collection=True),
    "E2 created": Case("POST", 201, CREATION, on_collection=True),
    "E3 above the maximum": Case(
        "POST", 413, {"Upload-Length": str(64 * 1024**3 + 1)}, on_collection=True
    ),
    "E4 bad metadata": Case(
        "POST", 400, {**CREATION, "Upload-Metadata": "filename ???"}, on_collection=True
    ),
    "E4 doubled key": Case(
        "POST", 400, {**CREATION, "Upload-Metadata": "a YQ==,a YQ=="}, on_collection=True
    ),
    "E4 bad digest": Case(
        "POST", 400, {**CREATION, "Upload-Metadata": pairs({"sha256": "abc"})}, on_collection=True
    ),
    "E5 with upload": Case(
        "POST", 201, {**CREATION, **BODY}, b"0123", {"Upload-Offset": "4"}, on_collection=True
    ),
    "E5 with upload of another type": Case(
        "POST", 415, {**CREATION, "Content-Type": "video/mp4"}, b"0123", on_collection=True
    ),
    "E5 with more than the length": Case(
        "POST", 413, {**CREATION, **BODY}, b"0123456789A", on_collection=True
    ),
    "E6 another length": Case("PATCH", 400, {**AT_FOUR, "Upload-Length": "11"}, b"456"),
    "E6 the same length": Case(
        "PATCH", 204, {**AT_FOUR, "Upload-Length": "10"}, b"456", offset_after=7
    ),
    "E8 sha1": Case(
        "PATCH",
        204,
        {**AT_FOUR, "Upload-Checksum": checksum("sha1", b"456")},
        b"456",
        offset_after=7,
    ),
    "E8 sha256": Case(
        "PATCH",
        204,
        {**AT_FOUR, "Upload-Checksum": checksum("sha256", b"456")},
        b"456",
        offset_after=7,
    ),
    "E9 wrong digest": Case(
        "PATCH", 460, {**AT_FOUR, "Upload-Checksum": checksum("sha1", b"457")}, b"456"
    ),
    "E9 unknown algorithm": Case(
        "PATCH", 400, {**AT_FOUR, "Upload-Checksum": checksum("md5", b"456")}, b"456"
    ),
    "E9 digest of another size": Case(
        "PATCH", 400, {**AT_FOUR, "Upload-Checksum": "sha1 YQ=="}, b"456"
    ),
    "other method": Case(
        "PUT", 405, {}, b"", answer={"Allow": "OPTIONS, POST, HEAD, PATCH, DELETE"}
    ),
    "method of another protocol": Case("PROPFIND", 405),
    "get": Case("GET", 405),
    "collection has no head": Case("HEAD", 405, on_collection=True),
    "no token": Case("HEAD", 401, {"Authorization": ""}, answer={"WWW-Authenticate": "Bearer"}),
    "wrong token": Case(
        "PATCH",
        401,
        {**AT_FOUR, "Authorization": "Bearer wrong"},
        b"456",
        answer={"WWW-Authenticate": "Bearer", "Liuhen-Error": "not_identified"},
    ),
    "another scheme": Case("HEAD", 401, {"Authorization": "Basic YTpi"}),
    "no token on creation": Case(
        "POST", 401, {**CREATION, "Authorization": ""}, on_collection=True
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_clause_holds(case: Case, shared_site: Site) -> None:
    server = shared_site.server
    path = server.create(10)
    server.patch(path, 0, TEN[:4])

    answer = server.request(
        case.method, "/files" if case.on_collection else path, case.headers, case.body
    )

    assert answer.status_code == case.status, answer.text
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert {name: answer.headers.get(name) for name in case.answer} == case.answer
    assert server.offset_of(path) == case.offset_after


def test_c6_an_unknown_upload_has_no_offset(shared_site: Site) -> None:
    path = "/files/01a1fd21-bc04-744f-a52c-16d025faed35"

    answer = shared_site.server.request("HEAD", path)

    assert answer.status_code == 404
    assert "Upload-Offset" not in answer.headers


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "name", ["01a1fd21-bc04-744f-a52c-16d025faed35", "nonsense", "..%2f..%2fetc", "a/b"]
)
def test_c10_an_unknown_upload_is_not_found(method: str, name: str, shared_site: Site) -> None:
    answer = shared_site.server.request(method, f"/files/{name}", AT_FOUR)

    assert answer.status_code == 404
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_c13_chunked_transfer_coding_needs_no_content_length(shared_site: Site) -> None:
    path = shared_site.server.create(10)

    answer = shared_site.server.patch(path, 0, iter([b"01234", b"56789"]))

    assert answer.status_code == 204
    assert answer.headers["Upload-Offset"] == "10"


def test_c12_a_chunked_body_longer_than_declared_leaves_nothing(shared_site: Site) -> None:
    path = shared_site.server.create(10)

    answer = shared_site.server.patch(path, 0, iter([TEN, b"A"]))

    assert answer.status_code == 413
    assert shared_site.server.offset_of(path) == 0


def test_e2_an_empty_file_is_complete_at_once(shared_site: Site) -> None:
    answer = shared_site.server.request("POST", "/files", {"Upload-Length": "0"})

    assert answer.status_code == 201
    assert answer.headers["Liuhen-Recording"]
    assert shared_site.server.offset_of(answer.headers["Location"]) == 0


def test_e2_the_collection_may_end_in_a_slash(shared_site: Site) -> None:
    answer = shared_site.server.request("POST", "/files/", CREATION)

    assert answer.status_code == 201


def test_e4_head_returns_the_metadata_as_given(shared_site: Site) -> None:
    given = "filename 5Y+W6K+BLm1wNA==,is_private,  note YQ=="
    created = shared_site.server.request("POST", "/files", {**CREATION, "Upload-Metadata": given})

    answer = shared_site.server.request("HEAD", created.headers["Location"])

    assert answer.headers["Upload-Metadata"] == given


def test_e5_a_whole_file_in_the_creation_names_its_recording(shared_site: Site) -> None:
    answer = shared_site.server.request("POST", "/files", {**CREATION, **BODY}, TEN)

    assert answer.status_code == 201
    assert answer.headers["Upload-Offset"] == "10"
    assert answer.headers["Liuhen-Recording"]


def test_e6_a_deferred_length_is_told_and_then_fixed(shared_site: Site) -> None:
    server = shared_site.server
    path = server.request("POST", "/files", {"Upload-Defer-Length": "1"}).headers["Location"]
    server.patch(path, 0, TEN[:4])
    before = server.request("HEAD", path)

    answer = server.patch(path, 4, TEN[4:], {"Upload-Length": "10"})

    assert before.headers["Upload-Defer-Length"] == "1"
    assert "Upload-Length" not in before.headers
    assert answer.headers["Liuhen-Recording"]
    assert server.request("HEAD", path).headers["Upload-Length"] == "10"


def test_e6_a_length_below_the_stored_bytes_is_refused(shared_site: Site) -> None:
    server = shared_site.server
    path = server.request("POST", "/files", {"Upload-Defer-Length": "1"}).headers["Location"]
    server.patch(path, 0, TEN)

    answer = server.patch(path, 10, b"", {"Upload-Length": "9"})

    assert answer.status_code == 400
    assert answer.headers["Liuhen-Error"] == "length_fixed"


def test_e6_an_empty_patch_may_fix_the_length_and_complete(shared_site: Site) -> None:
    server = shared_site.server
    path = server.request("POST", "/files", {"Upload-Defer-Length": "1"}).headers["Location"]
    server.patch(path, 0, TEN)

    answer = server.patch(path, 10, b"", {"Upload-Length": "10"})

    assert answer.status_code == 204
    assert answer.headers["Liuhen-Recording"]


def test_e7_creation_and_append_say_when_the_upload_expires(shared_site: Site) -> None:
    server = shared_site.server
    created = server.request("POST", "/files", CREATION)

    appended = server.patch(created.headers["Location"], 0, b"0")

    assert created.headers["Upload-Expires"].endswith(" GMT")
    assert appended.headers["Upload-Expires"].endswith(" GMT")


def test_e9_a_wrong_digest_at_creation_leaves_an_empty_upload(shared_site: Site) -> None:
    server = shared_site.server
    headers = {**CREATION, **BODY, "Upload-Checksum": checksum("sha1", b"other")}

    answer = server.request("POST", "/files", headers, TEN)

    assert answer.status_code == 460
    assert server.offset_of(answer.headers["Location"]) == 0


def test_e11_a_terminated_upload_is_gone(shared_site: Site) -> None:
    server = shared_site.server
    path = server.create(10)
    server.patch(path, 0, TEN[:4])

    answer = server.request("DELETE", path)

    assert answer.status_code == 204
    assert server.request("HEAD", path).status_code == 410
    assert server.patch(path, 4, TEN[4:]).status_code == 410
    assert server.request("DELETE", path).status_code == 410


def test_a_complete_upload_cannot_be_deleted(shared_site: Site) -> None:
    server = shared_site.server
    path = server.create(10)
    server.patch(path, 0, TEN)

    answer = server.request("DELETE", path)

    assert answer.status_code == 403
    assert answer.headers["Liuhen-Error"] == "upload_kept"
    assert server.offset_of(path) == 10


def test_a_repeated_last_patch_names_the_recording_again(shared_site: Site) -> None:
    server = shared_site.server
    path = server.create(10)
    recording = server.patch(path, 0, TEN).headers["Liuhen-Recording"]

    repeated = server.patch(path, 10, b"")

    assert repeated.status_code == 204
    assert repeated.headers["Liuhen-Recording"] == recording
    assert server.request("HEAD", path).headers["Liuhen-Recording"] == recording


def test_more_bytes_after_the_end_are_refused(shared_site: Site) -> None:
    server = shared_site.server
    path = server.create(10)
    server.patch(path, 0, TEN)

    answer = server.patch(path, 10, b"A")

    assert answer.status_code == 413


def test_an_error_is_a_chinese_sentence_with_a_stable_code(shared_site: Site) -> None:
    path = shared_site.server.create(10)

    answer = shared_site.server.patch(path, 3, b"x")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Liuhen-Error"] == "offset_mismatch"
    assert answer.headers["Upload-Offset"] == "0"
    assert answer.text.endswith("。")


def test_l2_a_long_refused_body_is_not_read_to_its_end(shared_site: Site) -> None:
    path = shared_site.server.create(10)

    with shared_site.server.begin_patch(path, 5, 1 << 40, b"x" * 70_000) as connection:
        answer = connection.recv(4096)

    assert answer.startswith(b"HTTP/1.1 409 ")
    assert b"connection: close" in answer.lower()
