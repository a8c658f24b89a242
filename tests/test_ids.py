"""Identifiers sort by time and secrets do not repeat."""

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
