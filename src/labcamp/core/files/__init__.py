# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Uploads: type sniffed, size bounded, pictures re-encoded without their metadata."""
