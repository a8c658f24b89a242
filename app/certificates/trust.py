"""How our own helpers believe the server they talk to: by verifying, never by looking away."""

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trust:
    """What a client of ours believes."""

    file: Path
    """The authority's certificate; or the agency's chain, when ``exactly``."""
    exactly: bool = False
    """Only this very certificate counts, whatever name was dialled: an agency's certificate is
    made out to a public name, while helpers dial the machine itself."""

    def context(self) -> ssl.SSLContext:
        """Return the settings of a client that believes nothing else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.exactly:
            context.check_hostname = False
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            first, mark, _ = self.file.read_text(encoding="ascii").partition(_END)
            context.load_verify_locations(cadata=first[first.index(_BEGIN) :] + mark)
        else:
            context.load_verify_locations(self.file)
        return context


_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
