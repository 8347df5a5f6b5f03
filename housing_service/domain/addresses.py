"""Whose an address is, as far as counting goes."""

from __future__ import annotations

import ipaddress

# A household's or a company's line has at least so much of IPv6, and may change the rest at will.
_IPV6_PREFIX_BITS = 64


def counted_as(address: str) -> str | None:
    """Under which name an address is counted: IPv4 as it is, IPv6 by its first half. Null for one
    of this machine itself, which is a proxy in front or the operator. What is no address at all
    is counted together."""
    try:
        found = ipaddress.ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        network = ipaddress.ip_network((int(found), _IPV6_PREFIX_BITS), strict=False)
        return str(network.network_address)
    return str(found)
