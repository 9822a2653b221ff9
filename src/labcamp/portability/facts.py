# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

RECORD_IMPORTED = Kind("portability.record_imported")
HISTORY_IMPORTED = Kind("portability.history_imported")
PERSON_ERASED = Kind("portability.person_erased")
