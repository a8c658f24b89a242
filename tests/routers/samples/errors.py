"""What an error says."""

from dataclasses import replace

from app.policy.decision import Citation
from app.routers.pages import TEMPLATES
from app.routers.problems import Problem
from tests.routers.samples.basics import ID

BASIS = Citation("ruzhou", "调阅监督制度第五条", "确因工作需要查阅的，须经批准")


def problem(status: int) -> Problem:
    return Problem(
        status=status,
        code="sample",
        message="该视音频资料不在您的查看范围内。",
        reference="7F3A2-19C4B",
        basis=(BASIS,) if status == 403 else (),
    )


PAGES = {
    "alert": ("errors/_alert.html", problem(403)),
    "step taken": (
        "errors/409.html",
        replace(problem(409), heading="这一步已经办好", onward=f"/cases/{ID}"),
    ),
    "not set": (
        "errors/403.html",
        replace(problem(403), is_unset=True, message="本机关尚未设定“资料保管岗位”。"),
    ),
} | {
    f"error {path.stem}": (f"errors/{path.name}", problem(int(path.stem)))
    for path in sorted((TEMPLATES / "errors").glob("[0-9]*.html"))
}
