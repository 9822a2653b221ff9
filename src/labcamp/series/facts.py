# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

EDITION_ADDED = Kind("series.edition_added")
EDITION_CHANGED = Kind("series.edition_changed")
HOST_JOINED = Kind("series.host_joined", seen_by_guests=False)
HOST_LEFT = Kind("series.host_left", seen_by_guests=False)
PLACE_TAKEN = Kind("series.place_taken")
PLACE_CHANGED = Kind("series.place_changed")
PLACE_ACCEPTED = Kind("series.place_accepted")
PLACE_GIVEN_BACK = Kind("series.place_given_back")
MOVED_UP = Kind("series.moved_up")
OFFER_RAN_OUT = Kind("series.offer_ran_out")
CHECKED_IN = Kind("series.checked_in", seen_by_guests=False)
DESK_CHANGED = Kind("series.desk_changed")
HINT_GIVEN = Kind("series.hint_given", seen_by_guests=False)
