"""How a part of the reader says that it will not go on with a document."""

from app.pages.problems import PaperProblem


class RefusedPaperError(Exception):
    """The document has a problem with a name; caught at the door of the child."""

    def __init__(self, problem: PaperProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem
