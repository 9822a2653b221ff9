# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can happen to a pad. That somebody wrote is on record in the pad's own log."""

from labcamp.core.record import Kind

PAD_BEGUN = Kind("notes.pad_begun", seen_by_guests=False)
STATE_BROUGHT_BACK = Kind("notes.state_brought_back", seen_by_guests=False)
