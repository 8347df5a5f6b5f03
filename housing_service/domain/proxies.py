"""Who is calling when proxies stand in between."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
PROXIES_MAX = 50
HOPS_MAX = 20


class Proxies:
    """The proxies whose word about a caller's address is taken; nobody else's is."""

    def __init__(self, text: str = "") -> None:
        """Of addresses and networks with commas. Raises ValueError for anything else, and for a
        network that holds every address."""
        named = [name.strip() for name in text.split(",") if name.strip()]
        if len(named) > PROXIES_MAX:
            raise ValueError(f"expected at most {PROXIES_MAX} addresses or networks")
        try:
            self._networks = [ip_network(name) for name in named]
        except ValueError:
            raise ValueError(
                "expected addresses or networks with commas, such as 127.0.0.1,10.1.0.0/16"
            ) from None
        if any(network.prefixlen == 0 for network in self._networks):
            raise ValueError("expected the addresses of proxies, not all there are")

    def caller(self, peer: str, forwarded: Iterable[str]) -> str:
        """The address of the last one on the way who is none of our proxies.

        `peer` opened the connection; `forwarded` are the values of X-Forwarded-For, to which each
        proxy adds whom it heard. What stands before the word of somebody unknown proves nothing.
        """
        if (address := _address(peer)) is None:
            return peer
        hops = [hop for value in forwarded for hop in value.split(",")][-HOPS_MAX:]
        while self._trusts(address) and hops:
            said = _address(hops.pop())
            if said is None:
                break
            address = said
        return str(address)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found
