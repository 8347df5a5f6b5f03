"""Read aiohttp without the certificate authorities of the system.

As it is imported it makes two contexts for calls to other servers and reads every authority twice,
a good tenth of the work of a start. A serving process calls nobody.
"""

from __future__ import annotations

import importlib
import os

# Where OpenSSL looks for authorities, by its own documentation.
_PLACES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def read_aiohttp() -> None:
    """Import aiohttp so that its client trusts no server: a call over TLS fails in this process.

    To be called before there is another thread, because the environment changes meanwhile. Nothing
    happens when aiohttp has been imported already.
    """
    before = {name: os.environ.get(name) for name in _PLACES}
    os.environ.update(dict.fromkeys(_PLACES, os.devnull))
    try:
        importlib.import_module("aiohttp")
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
