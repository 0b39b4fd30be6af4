"""Authorities that date texts (RFC 3161): OpenSSL behind a server on loopback, honest or not."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""

Answer = Callable[[bytes], tuple[int, bytes]]


class Authority:
    """One with its own root, `root.pem` in `folder`; its signer's certificate ends at `until`."""

    def __init__(self, folder: Path, until: datetime | None = None) -> None:
        folder.mkdir()
        self.folder = folder
        self.asked = 0
        root, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        name = f"root {x509.random_serial_number() % 10**9}"
        late = datetime.now(UTC) + timedelta(days=30)
        itself = _certificate(name, name, root, root, late, is_root=True)
        own = _certificate("authority", name, signer, root, until or late, is_root=False)
        for file, one in (("root.pem", itself), ("signer.pem", own)):
            (folder / file).write_bytes(one.public_bytes(serialization.Encoding.PEM))
        (folder / "signer.key").write_bytes(
            signer.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        (folder / "serial").write_text("01\n")
        (folder / "openssl.cnf").write_text(CONFIG.format(folder=folder))

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def dated(self, request: bytes) -> tuple[int, bytes]:
        """The honest answer."""
        self.asked += 1
        (self.folder / "asked").write_bytes(request)
        words = ("-reply", "-config", "openssl.cnf", "-queryfile", "asked", "-out", "answer")
        subprocess.run(("openssl", "ts", *words), cwd=self.folder, check=True, capture_output=True)
        return 200, (self.folder / "answer").read_bytes()


def _certificate(
    name: str, by: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey, end: datetime,
    *, is_root: bool,
) -> x509.Certificate:  # fmt: skip
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    extension = x509.BasicConstraints(ca=True, path_length=None) if is_root else usage
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(by))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=60))
        .not_valid_after(end)
        .add_extension(extension, critical=True)
        .sign(signer, hashes.SHA256())
    )


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """The address of a server that answers every request so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, data = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsr"
        finally:
            server.shutdown()
            thread.join()
