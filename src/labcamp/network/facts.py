# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.core.record import Kind

LAB_PROPOSED = Kind("network.lab_proposed", seen_by_guests=False)
LAB_VOUCHED_FOR = Kind("network.lab_vouched_for", seen_by_guests=False)
LAB_ADMITTED = Kind("network.lab_admitted")
LAB_DECLINED = Kind("network.lab_declined", seen_by_guests=False)
LAB_CHANGED = Kind("network.lab_changed")
LAB_LOGO_CHANGED = Kind("network.lab_logo_changed")
LAB_STATUS_CHANGED = Kind("network.lab_status_changed")
LAB_AUDIENCE_CHANGED = Kind("network.lab_audience_changed")
LAB_CONFIRMED = Kind("network.lab_confirmed")
LAB_ASKED = Kind("network.lab_asked_whether_still_right", seen_by_guests=False)

JOIN_ASKED = Kind("network.join_asked", seen_by_guests=False)
JOIN_ACCEPTED = Kind("network.join_accepted", seen_by_guests=False)
JOIN_TURNED_DOWN = Kind("network.join_turned_down", seen_by_guests=False)
JOIN_WITHDRAWN = Kind("network.join_withdrawn", seen_by_guests=False)
ROLE_CHANGED = Kind("network.role_changed", seen_by_guests=False)
MEMBER_LEFT = Kind("network.member_left", seen_by_guests=False)
LAST_COORDINATOR_LEFT = Kind("network.last_coordinator_left", seen_by_guests=False)

STEWARD_TERM_BEGAN = Kind("network.steward_term_began", seen_by_guests=False)
STEWARD_TERM_ENDED = Kind("network.steward_term_ended", seen_by_guests=False)

STEWARD_NOMINATED = Kind("network.steward_nominated", seen_by_guests=False)
NOMINATION_ANSWERED = Kind("network.nomination_answered", seen_by_guests=False)

PERSON_CONFIRMED = Kind("network.person_confirmed", seen_by_guests=False)
PERSON_ADDRESS_CHANGED = Kind("network.person_address_changed", seen_by_guests=False)
PERSON_CHANGED = Kind("network.person_changed", seen_by_guests=False)

ROUND_OPENED = Kind("network.round_opened")
ROUND_TEXT_CHANGED = Kind("network.round_text_changed")
ROUND_CLOSED = Kind("network.round_closed")
VOICE_GIVEN = Kind("network.voice_given", seen_by_guests=False)
VOICE_TAKEN_BACK = Kind("network.voice_taken_back", seen_by_guests=False)
VOICES_DIFFER = Kind("network.voices_differ", seen_by_guests=False)
VOICE_DELEGATED = Kind("network.voice_delegated", seen_by_guests=False)
