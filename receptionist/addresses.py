"""Where an address leads, and what may be shown of it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_HERE = "localhost"
# By these names clouds serve their machines' own credentials.
_METADATA = frozenset({"metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal"})
# The same at addresses that are not link-local: AWS over IPv6, and Alibaba Cloud.
_METADATA_ADDRESSES = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200")))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def host_of(url: str) -> str:
    """Host and port, without what else an address may carry: a password, a key."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return f"{f'[{host}]' if ':' in host else host}{f':{parts.port}' if parts.port else ''}"


def is_loopback(url: str) -> bool:
    """Whether *url* leads to this machine."""
    host = urlsplit(url).hostname or ""
    address = address_in(host)
    return host == _HERE if address is None else address.is_loopback


def address_in(host: str) -> Address | None:
    """The IP address that *host* is; None for a name. An IPv4 address in IPv6's clothes is the IPv4 address."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_nobodys_receiver(host: str) -> bool:
    """Whether *host* is where no service of anybody's is: link-local, multicast, unspecified, a cloud's metadata.

    A name is only known for what it is called; what it leads to is to be asked again.
    """
    address = address_in(host)
    if address is None:
        return host.rstrip(".").lower() in _METADATA
    return address in _METADATA_ADDRESSES or address.is_link_local or address.is_multicast or address.is_unspecified
