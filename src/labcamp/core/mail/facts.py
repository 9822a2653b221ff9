# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

LETTER_BOUNCED = Kind("core.letter_bounced", seen_by_guests=False)
