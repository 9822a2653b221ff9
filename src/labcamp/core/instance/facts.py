# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

INSTANCE_CHANGED = Kind("instance.settings_changed")
LEGAL_PAGE_CHANGED = Kind("instance.legal_page_changed")
NAMES_CHANGED = Kind("instance.names_changed")
BARRIER_REPORTED = Kind("instance.barrier_reported", seen_by_guests=False)
