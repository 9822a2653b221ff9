# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""From latitude and longitude to a point on the sheet: Lambert's conformal conic projection.

Source of the formulas: J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper
1395, 1987), equations 15-1 to 15-5, on the sphere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, log, pi, radians, sin, tan


@dataclass(frozen=True)
class Lambert:
    """The projection and where its plane lies on the sheet.

    `south`, `north` (parallels kept true), `latitude`, `longitude` (the origin) are degrees.
    `scale` is sheet units per earth radius; `left` and `top` are the sheet's origin in sheet units,
    x to the right and y downwards.
    """

    south: float
    north: float
    latitude: float
    longitude: float
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @cached_property
    def _cone(self) -> float:
        south, north = radians(self.south), radians(self.north)
        return log(cos(south) / cos(north)) / log(tan(pi / 4 + north / 2) / tan(pi / 4 + south / 2))

    @cached_property
    def _radius(self) -> float:
        south = radians(self.south)
        cone: float = self._cone
        return float(cos(south) * tan(pi / 4 + south / 2) ** cone / cone)

    def _from_apex(self, latitude: float) -> float:
        return float(self._radius / tan(pi / 4 + radians(latitude) / 2) ** self._cone)

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The point (x, y) in sheet units of a place in degrees; ValueError south of the equator.

        Off the sheet the numbers are still right: they are below 0 or beyond the sheet's size.
        """
        if not 0 <= latitude <= 90 or not -180 <= longitude <= 180:
            raise ValueError(f"no place on the northern half of the earth: {latitude}, {longitude}")
        angle = self._cone * radians(longitude - self.longitude)
        apex = self._from_apex(latitude)
        x = apex * sin(angle)
        y = self._from_apex(self.latitude) - apex * cos(angle)
        return x * self.scale - self.left, -y * self.scale - self.top
