# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

FILE_STORED = Kind("core.file_stored", seen_by_guests=False)
