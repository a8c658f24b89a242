"""What people have to say in words about a request: neither nothing nor too much."""

from app.people.problems import FieldProblem

LONGEST = 500


def unsaid(*asked: tuple[str, str, str], longest: int = LONGEST) -> list[FieldProblem]:
    """Return a problem for each text that is empty or too long.

    Args:
        asked: The name of the field, what is to be written there, and what was.
        longest: In characters.

    >>> [problem.message for problem in unsaid(("reply", "补充说明的内容", ""), ("told", "", "有"))]
    ['请写明补充说明的内容，不超过 500 个字。']
    """
    return [
        FieldProblem(field, f"请写明{what}，不超过 {longest} 个字。")
        for field, what, text in asked
        if not 0 < len(text) <= longest
    ]
