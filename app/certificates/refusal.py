"""What is wrong with a certificate, in words for the person who runs the server."""

from app.embedded.refusal import StartRefusedError


class CertificateRefusedError(StartRefusedError):
    """A certificate that cannot be used: the start is refused, or the one in use is kept."""

    def __init__(self, problem: str, remedy: str) -> None:
        """Take the first half of the sentence without a full stop, and the second with one."""
        super().__init__(f"{problem}，因此没有启动。{remedy}")
        self.while_running = f"提醒：{problem}，目前仍使用原来的证书。{remedy}"
