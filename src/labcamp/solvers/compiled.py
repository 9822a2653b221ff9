# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The optional compiler. Without numba every loop runs as plain Python, to the same results.

`LABCAMP_PURE=1` in the environment leaves numba out although it is there; tests compare both.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

try:
    if os.environ.get("LABCAMP_PURE"):
        raise ImportError
    import numba
    import numpy as np
except ImportError:
    numba = np = None

Loop = TypeVar("Loop", bound=Callable[..., Any])

FAST = numba is not None
"""Whether loops are compiled."""


def compiled(loop: Loop) -> Loop:
    """Compile a loop over flat arrays, once per machine; unchanged where there is no compiler."""
    if numba is None:
        return loop
    made: Loop = numba.njit(cache=True, error_model="numpy")(loop)
    return made


def numbers(values: list[int]) -> Any:  # noqa: ANN401 - a list, or numpy's array with numba
    """Whole numbers in the form compiled loops take."""
    return values if np is None else np.array(values, dtype=np.int64)


def halves(values: list[float]) -> Any:  # noqa: ANN401 - as above
    """Floating-point numbers in the form compiled loops take."""
    return values if np is None else np.array(values, dtype=np.float64)
