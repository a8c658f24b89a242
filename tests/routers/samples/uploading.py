"""Uploading, and what one has uploaded."""

from dataclasses import replace
from uuid import UUID

from app.policy.vocabulary import UploadState
from app.routers.submissions import SubmissionRow, SubmissionsPage
from app.routers.uploading import UploadPage
from app.uploads.own import OpenUpload
from tests.routers.samples.basics import ID, NOW, SHA256, STATES

UPLOAD = UploadPage(endpoint="/files", max_bytes=64 * 1024**3)
UPLOAD_WITH_PROBLEM = replace(UPLOAD, problems=("没有选择文件。",))
SUBMISSIONS = SubmissionsPage(
    open_uploads=(
        OpenUpload("执法现场-003.mp4", 812_000_000, 1_290_000_000, UploadState.OPEN, NOW),
        OpenUpload("执法现场-004.mp4", 0, None, UploadState.OPEN, NOW),
    ),
    rows=tuple(
        SubmissionRow(
            id=UUID(int=ID.int + number),
            file_name=f"BWC-0217_张建国_2026112114{number:02d}12.mp4",
            size_bytes=391_000_000,
            state=state,
            received_at=NOW,
            sha256="" if state == "received" else SHA256,
            findings=("文件在第 3 分 12 秒处中断。",) if state == "damaged" else (),
        )
        for number, state in enumerate(STATES)
    ),
    version="c3d4",
    newer=None,
    older="/submissions?older_than=abc",
)
NO_SUBMISSIONS = replace(SUBMISSIONS, open_uploads=(), rows=(), older=None)

PAGES = {
    "submissions": ("submissions/index.html", SUBMISSIONS),
    "submissions, none": ("submissions/index.html", NO_SUBMISSIONS),
    "upload": ("uploading/index.html", UPLOAD),
    "upload, problem": ("uploading/index.html", UPLOAD_WITH_PROBLEM),
}
