# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stays: learnings, challenges, reports, materials and the words of the field."""
