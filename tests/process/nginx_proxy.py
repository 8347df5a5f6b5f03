"""Debian's nginx with the example of `ops/`, on ports of its own, with a certificate made now."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import re
import signal
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ops.find_nginx import find_nginx
from tests.support.process import REPOSITORY

NAME = "beds.example.org"
# Where another proxy stands in front of this one.
OUTER = "127.0.0.9"


@dataclass
class Proxy:
    port: int
    plain_port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))

    @property
    def log(self) -> str:
        return (self.folder / "access.log").read_text()


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def configuration(proxy: Proxy, service_port: int) -> str:
    """The example, with ports, places and the longest silence changed and nothing else."""
    text = (REPOSITORY / "ops/nginx.conf").read_text()
    for before, after in (
        ("server 127.0.0.1:8080 ", f"server 127.0.0.1:{service_port} "),
        ("listen 80;", f"listen 127.0.0.1:{proxy.plain_port};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{proxy.port} ssl;"),
        ("# set_real_ip_from 192.0.2.0/24;", f"set_real_ip_from {OUTER};"),
        ("# real_ip_header   X-Forwarded-For;", "real_ip_header X-Forwarded-For;"),
        ("/etc/ssl/example/fullchain.pem", str(proxy.folder / "cert.pem")),
        ("/etc/ssl/example/privkey.pem", str(proxy.folder / "key.pem")),
        ("/var/log/nginx/housing.log", str(proxy.folder / "access.log")),
        ("/var/log/nginx/housing-error.log", str(proxy.folder / "error.log")),
        (
            "proxy_read_timeout 30s;\n        proxy_send",
            "proxy_read_timeout 1s;\n        proxy_send",
        ),
    ):
        assert before in text, before
        text = text.replace(before, after)
    places = "".join(
        f"  {kind}_temp_path {proxy.folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off;\nmaster_process off;\npid {proxy.folder}/pid;\n"
        f"error_log {proxy.folder}/main.log;\nevents {{ worker_connections 128; }}\n"
        f"http {{\n{places}{text}\n}}\n"
    )


@contextlib.asynccontextmanager
async def nginx_before(
    folder: Path, ports: tuple[int, int], service_port: int
) -> AsyncIterator[Proxy]:
    """nginx in front of the service on this port, until the block ends."""
    program = find_nginx()
    assert program is not None
    proxy = Proxy(ports[0], ports[1], folder)
    write_certificate(folder)
    (folder / "nginx.conf").write_text(configuration(proxy, service_port))
    process = await asyncio.create_subprocess_exec(
        program, "-p", str(folder), "-c", str(folder / "nginx.conf"),
        "-e", str(folder / "start.log"),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(10):
            await _until_open(process, proxy)
        yield proxy
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 10)


async def _until_open(process: asyncio.subprocess.Process, proxy: Proxy) -> None:
    while True:
        if process.returncode is not None:
            assert process.stderr is not None
            said = (await process.stderr.read()).decode()
            raise AssertionError(f"nginx did not start: {re.sub(r'/tmp/[^ ]*/', '', said)}")
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.02)
