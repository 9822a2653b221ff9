# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

REPORT_WRITTEN = Kind("harvest.report_written")
REPORT_CHANGED = Kind("harvest.report_changed")
MATERIAL_ADDED = Kind("harvest.material_added")
