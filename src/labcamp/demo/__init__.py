# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo: the real history of the series, and people who are invented and look it."""
