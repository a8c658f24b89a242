import pytest

from app.cli.listener import address_of, bind, is_loopback, refuse_unsafe
from app.embedded.refusal import StartRefusedError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])
def test_an_address_of_this_machine_alone_needs_no_tls(host: str) -> None:
    assert is_loopback(host)

    refuse_unsafe(host, tls=False, trusted_proxy="")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "liuhen.example"])
def test_an_open_address_needs_tls_here_or_in_front(host: str) -> None:
    refuse_unsafe(host, tls=False, trusted_proxy="192.168.1.2")
    refuse_unsafe(host, tls=True, trusted_proxy="")

    with pytest.raises(StartRefusedError, match="LIUHEN_TRUSTED_PROXY") as refusal:
        refuse_unsafe(host, tls=False, trusted_proxy="")

    assert "bin/serve --tls" in str(refusal.value)


def test_a_free_port_is_chosen_and_shown() -> None:
    with bind("127.0.0.1", 0) as listener:
        address = address_of(listener, "127.0.0.1")

        assert address == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_the_port_that_a_scheme_implies_is_not_shown() -> None:
    class Listener:
        def getsockname(self) -> tuple[str, int]:
            return "0.0.0.0", 443

    shown = address_of(Listener(), "fd00::2", "https")  # type: ignore[arg-type]

    assert shown == "https://[fd00::2]"


def test_a_foreign_address_is_refused_in_words() -> None:
    with pytest.raises(StartRefusedError, match="请检查 --host 与 --port"):
        bind("203.0.113.7", 0)
