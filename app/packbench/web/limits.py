"""How much a program may ask: requests a minute by whom, and the size of what it sends."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from packbench.web.failures import RequestError
from packbench.words.serving import RequestFault

_MOST_KNOWN = 10_000
_BURSTS_A_MINUTE = 6
_BODY_S = 30.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class RateLimit:
    """A bucket for each caller that fills up by itself: a sixth of a minute's requests at once.

    Args:
        a_minute: how many requests are answered.
        clock: seconds that only go forward.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each_s = a_minute / 60
        self._most = max(1.0, a_minute / _BURSTS_A_MINUTE)
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, caller: str) -> None:
        """Counts a request; raises RequestError where there were too many."""
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or _Bucket(self._most, now)
        self._buckets[caller] = bucket
        if len(self._buckets) > _MOST_KNOWN:  # whoever asked longest ago is forgotten
            self._buckets.popitem(last=False)
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._each_s)
        bucket.at = now
        if bucket.left < 1:
            seconds = max(1, round((1 - bucket.left) / self._each_s))
            again = {"Retry-After": str(seconds)}
            raise RequestError(RequestFault.TOO_OFTEN, again, seconds=seconds)
        bucket.left -= 1


async def read_body(request: Request, most: int) -> bytes:
    """What a program sent; one that is too large is refused before it is read.

    Raises RequestError for one that is too large, or does not come to its end in time.
    """
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise _too_large(most)
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise _too_large(most)
    except (TimeoutError, ClientDisconnect) as error:
        raise RequestError(RequestFault.TOO_SLOW, {"Connection": "close"}) from error
    return bytes(body)


def _too_large(most: int) -> RequestError:
    size = f"{most / 1_000_000:g}"
    return RequestError(RequestFault.TOO_LARGE, {"Connection": "close"}, megabytes=size)
