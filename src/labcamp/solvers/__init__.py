# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Thinking without a database: values in, values out. Every result repeats for its seed."""
