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
PLACE_FORGOTTEN = Kind("series.place_forgotten", seen_by_guests=False)
MOVED_UP = Kind("series.moved_up")
OFFER_RAN_OUT = Kind("series.offer_ran_out")
CHECKED_IN = Kind("series.checked_in", seen_by_guests=False)
DESK_CHANGED = Kind("series.desk_changed")
HINT_GIVEN = Kind("series.hint_given", seen_by_guests=False)

CALL_OPENED = Kind("series.call_opened")
CALL_WITHDRAWN = Kind("series.call_withdrawn")
OFFER_MADE = Kind("series.offer_made")
OFFER_CHANGED = Kind("series.offer_changed")
OFFER_JOINED = Kind("series.offer_joined", seen_by_guests=False)
OFFER_WITHDRAWN = Kind("series.offer_withdrawn")
OFFER_PUT = Kind("series.offer_put_to_the_labs")
BATON_AGREED = Kind("series.baton_agreed")
BATON_NOT_AGREED = Kind("series.baton_not_agreed")
BATON_ACCEPTED = Kind("series.baton_accepted", seen_by_guests=False)
BATON_NOT_ACCEPTED = Kind("series.baton_not_accepted")
BATON_PASSED = Kind("series.baton_passed")
HOSTS_ASKED = Kind("series.hosts_asked", seen_by_guests=False)
HOSTS_ANSWERED = Kind("series.hosts_answered", seen_by_guests=False)
BATON_FREE = Kind("series.baton_free")

HANDOVER_BEGAN = Kind("series.handover_began", seen_by_guests=False)
TASK_CHANGED = Kind("series.task_changed", seen_by_guests=False)
TASK_OFFERED = Kind("series.task_offered", seen_by_guests=False)
LOG_WRITTEN = Kind("series.log_written")
CONTROLLER_CHANGED = Kind("series.controller_changed")

INPUT_ASKED = Kind("series.input_asked", seen_by_guests=False)
INPUT_OFFERED = Kind("series.input_offered", seen_by_guests=False)
INPUT_ANSWERED = Kind("series.input_answered")

PEOPLE_INVITED = Kind("series.people_invited", seen_by_guests=False)
MAILING_SENT = Kind("series.mailing_sent", seen_by_guests=False)
MAILING_TRIED = Kind("series.mailing_tried", seen_by_guests=False)

REHEARSAL_STARTED = Kind("series.rehearsal_started", seen_by_guests=False)
REHEARSAL_MOVED = Kind("series.rehearsal_moved")  # pages are kept by the stamp it moves
REHEARSAL_THROWN_AWAY = Kind("series.rehearsal_thrown_away", seen_by_guests=False)
