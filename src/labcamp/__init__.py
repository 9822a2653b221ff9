# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""labcamp: the home a network of public innovation labs owns for its unconference series."""

__version__ = "0.1.0"
