"""How much the service takes on: sizes, times and how many at once. A worker has these limits for itself."""

from __future__ import annotations

from backhaul.frozen import frozen

MIB = 1 << 20


@frozen
class ServiceLimits:
    """The limits of one worker; times are in seconds, sizes in bytes."""

    #: the body of one request, and all bodies that are at hand at once
    body: int = 8 * MIB
    bodies: int = 128 * MIB
    #: the path with the query, and all headers of a request
    target: int = 8 << 10
    headers: int = 32 << 10
    #: until the headers are there, until the body is there, and until an answer begins
    heading: float = 10
    receiving: float = 30
    answering: float = 30
    #: until somebody who does not read on loses the connection, and until an idle connection is closed
    sending: float = 30
    idle: float = 75
    #: requests that are worked on at once, and those that wait for their turn, and for how long
    running: int = 16
    waiting: int = 64
    queueing: float = 5
    #: open connections
    connections: int = 1000
    #: until requests that are under way are ended when the service stops
    stopping: int = 10
