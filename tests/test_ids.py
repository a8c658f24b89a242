"""Identifiers sort by time and secrets do not repeat."""

from datetime import UTC, datetime, timedelta

from app import ids


def test_ids_are_version_seven_and_never_repeat() -> None:
    made = [ids.new_id() for _ in range(2000)]

    assert {(i.version, i.variant) for i in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == len(made)


def test_ids_carry_the_millisecond_first() -> None:
    milliseconds = [ids.new_id().int >> 80 for _ in range(100)]

    assert milliseconds == sorted(milliseconds)


def test_a_secret_has_256_bits_and_its_digest_is_stable() -> None:
    secret = ids.new_secret()

    assert len(secret) == 43
    assert secret != ids.new_secret()
    assert ids.digest_of_secret(secret) == ids.digest_of_secret(secret)


def test_an_id_of_a_moment_lies_between_its_edge_and_the_next() -> None:
    moment = datetime(2026, 11, 21, 2, 0, 0, 999, tzinfo=UTC)

    made = ids.id_of_moment(moment)

    assert ids.first_id_of(moment) <= made < ids.first_id_of(moment + timedelta(milliseconds=1))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made != ids.id_of_moment(moment)


def test_moments_before_all_ids_have_the_first_edge_of_all() -> None:
    edge = ids.first_id_of(datetime(2, 1, 1, tzinfo=UTC))

    assert edge == ids.first_id_of(datetime(1970, 1, 1, tzinfo=UTC))
