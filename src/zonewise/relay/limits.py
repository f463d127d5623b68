"""How much of a relay one network, and one share, may use."""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass

MOST_NETWORKS = 20_000  # That are counted; the one that was quiet for longest is forgotten first.


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """Bounds of a relay."""

    most_bytes: int = 4 * 1024**2  # Of one request; two years of days take a tenth of it.
    most_files: int = 20  # In one share.
    most_characters: int = 2 * 1024**3  # Of all that is held.
    body_seconds: float = 20.0  # Until the whole of a request has come.
    most_at_once: int = 100  # Requests answered at once; the next ones are told to come back.
    most_at_once_of_network: int = 20
    makes_an_hour: int = 60  # New shares of one network.
    misses_a_minute: int = 30  # Addresses that are none, of one network: guessing ends here.
    opens_a_minute: int = 120  # Of one share.


class Counter:
    """Counts events of each name over a span of time.

    Args:
        most: How many there may be in the span.
        seconds: The span.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()  # Name to (level, when it was so).

    def is_full(self, name: str, now: float) -> bool:
        """Say whether there have been too many of this name; what is long past leaks out evenly."""
        return self._level(name, now) > self._most - 1

    def add(self, name: str, now: float) -> None:
        """Count one."""
        self._levels[name] = (self._level(name, now) + 1, now)
        self._levels.move_to_end(name)
        if len(self._levels) > MOST_NETWORKS:
            self._levels.popitem(last=False)

    def _level(self, name: str, now: float) -> float:
        level, since = self._levels.get(name, (0.0, now))
        return max(0.0, level - (now - since) * self._most / self._seconds)


def network_of(host: str) -> str:
    """Return the network of an address: of IPv4 the address, of IPv6 the 64 bits that one customer has."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped is not None else str(ipaddress.ip_network((int(address), 64), strict=False))
