"""Networks as people write them: addresses and CIDR blocks of IPv4 and IPv6, and whether an address lies in one of them.

Must not know whose networks they are, or what is refused outside them.
"""

import ipaddress
import re
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_BETWEEN = re.compile(r"[\s,;，；、]+")
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
"""IPv4 addresses as a socket that listens to both kinds names them."""


class NoNetworkError(ValueError):
    """A text that names no network. `meant`: the network whose address it has, when only bits behind the prefix are set."""

    def __init__(self, text: str, meant: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.meant = meant


def parse_networks(text: str) -> tuple[Network, ...]:
    """The networks of a list with commas, spaces or line ends between them, each once, in order. Raises `NoNetworkError`."""
    found = dict.fromkeys(_network(one) for one in _BETWEEN.split(text) if one)
    return tuple(found)


def written(networks: Iterable[Network]) -> str:
    """The list as it is kept: single addresses without a prefix."""
    return ", ".join(str(one.network_address) if one.prefixlen == one.max_prefixlen else str(one) for one in networks)


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in one for one in networks)


def _network(text: str) -> Network:
    if "%" in text:
        raise NoNetworkError(text)  # a zone means something on one machine only
    try:
        found = ipaddress.ip_network(text)
    except ValueError:
        try:
            meant = str(ipaddress.ip_network(text, strict=False))
        except ValueError:
            meant = ""
        raise NoNetworkError(text, meant) from None
    if isinstance(found, ipaddress.IPv6Network) and found.subnet_of(_MAPPED):
        low = int(found.network_address) & 0xFFFF_FFFF
        return ipaddress.IPv4Network((low, found.prefixlen - _MAPPED.prefixlen))
    return found
