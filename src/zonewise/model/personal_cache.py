"""Caches of what was worked out from a person's words and amounts; they are emptied when the diary is locked."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import ref

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

Result = TypeVar("Result")

_CACHES: "list[ref[_lru_cache_wrapper[Any]]]" = []


def personal_cache(size: int) -> "Callable[[Callable[..., Result]], _lru_cache_wrapper[Result]]":
    """Keep the last results of a function, as `lru_cache` does, until `clear_personal_caches`."""

    def with_cache(function: Callable[..., Result]) -> "_lru_cache_wrapper[Result]":
        cache = lru_cache(maxsize=size)(function)
        _CACHES.append(ref(cache))
        return cache

    return with_cache


def clear_personal_caches() -> None:
    """Empty each personal cache of this process."""
    for reference in _CACHES:
        if (cache := reference()) is not None:
            cache.cache_clear()
