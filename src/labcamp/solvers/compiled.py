# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The optional compiler. Without numba every loop runs as plain Python, to the same results.

`LABCAMP_PURE=1` in the environment leaves numba out although it is there; tests compare both.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def _place_of_cache(given: str) -> str:
    """A folder for these very sources: loops take in others, whose changes the compiler misses."""
    here = Path(__file__).parent
    told = b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))
    return str(Path(given or here / "__pycache__") / sha256(told).hexdigest()[:16])


numba: Any = None
np: Any = None
if find_spec("numba") is not None and not os.environ.get("LABCAMP_PURE"):
    numba = import_module("numba")
    np = import_module("numpy")
    numba.config.CACHE_DIR = _place_of_cache(numba.config.CACHE_DIR)

FAST = numba is not None
"""Whether loops are compiled."""
at: Any = int if np is None else np.uint64
"""Marks a place in an array that is not counted from its end: compiled, that saves a test."""


def compiled(loop: Callable[..., Any]) -> Any:
    """Compile a loop over flat arrays, once per machine; unchanged where there is no compiler."""
    if numba is None:
        return loop
    return numba.njit(cache=True, error_model="numpy", forceinline=True)(loop)


def numbers(values: list[int]) -> Any:
    """Whole numbers in the form compiled loops take."""
    return values if np is None else np.array(values, dtype=np.int64)


def halves(values: list[float]) -> Any:
    """Floating-point numbers in the form compiled loops take."""
    return values if np is None else np.array(values, dtype=np.float64)


def small(values: list[int]) -> Any:
    """Whole numbers below 32,000, packed so that more of them stay close to the processor."""
    return values if np is None else np.array(values, dtype=np.int16)
