"""What is wrong with what somebody entered, field by field, so that a form can show all of it."""

from dataclasses import dataclass

from app.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field, by the name it has in forms and sheets, and how to mend it."""

    field: str
    message: str


class NotAcceptableError(InvalidInputError):
    """Something entered cannot be accepted; nothing was changed."""

    def __init__(self, *problems: FieldProblem) -> None:
        self.problems = problems
        super().__init__("".join(problem.message for problem in problems))
