from app.cli.children import Chore


def test_a_chore_is_done_when_due_and_then_waits_again() -> None:
    done: list[str] = []
    chore = Chore(60.0, lambda: done.append("done"))
    first = chore.due_at

    chore.do_if_due(first - 1)
    chore.do_if_due(first)
    chore.do_if_due(first + 59)

    assert done == ["done"]
    assert chore.due_at == first + 60


def test_a_chore_missed_many_times_is_done_once() -> None:
    done: list[str] = []
    chore = Chore(60.0, lambda: done.append("done"))

    chore.do_if_due(chore.due_at + 3600)

    assert done == ["done"]
