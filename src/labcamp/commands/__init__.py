# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the command line can do, one module per group of words."""

from labcamp.commands.parser import parser

__all__ = ["parser"]
