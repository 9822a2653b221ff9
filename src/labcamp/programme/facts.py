# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can happen to a programme. Every kind moves the stamp unless no page shows it."""

from labcamp.core.record import Kind

PROPOSED = Kind("programme.proposed")
PROPOSAL_CHANGED = Kind("programme.proposal_changed")
PROPOSAL_WITHDRAWN = Kind("programme.proposal_withdrawn")
PROPOSAL_OFFERED_AGAIN = Kind("programme.proposal_offered_again")
PROPOSAL_DRAFTED = Kind("programme.proposal_drafted", seen_by_guests=False)
PROPOSAL_HANDED_IN = Kind("programme.proposal_handed_in", seen_by_guests=False)
PROPOSAL_TAKEN = Kind("programme.proposal_taken")
PROPOSAL_PARKED = Kind("programme.proposal_parked")
PROPOSAL_SENT_BACK = Kind("programme.proposal_sent_back", seen_by_guests=False)
PROPOSALS_MERGED = Kind("programme.proposals_merged")
PROPOSALS_PARTED = Kind("programme.proposals_parted")
FLOW_CHOSEN = Kind("programme.flow_chosen", seen_by_guests=False)
CODES_MADE = Kind("programme.codes_made", seen_by_guests=False)
CODES_WITHDRAWN = Kind("programme.codes_withdrawn", seen_by_guests=False)
INTEREST_MARKED = Kind("programme.interest_marked", seen_by_guests=False)
INTEREST_TAKEN_BACK = Kind("programme.interest_taken_back", seen_by_guests=False)

PLANNING_CHANGED = Kind("programme.planning_changed")
SLOTS_CHANGED = Kind("programme.slots_changed", seen_by_guests=False)
ROOMS_CHANGED = Kind("programme.rooms_changed")
CONDITIONS_CHANGED = Kind("programme.conditions_changed", seen_by_guests=False)
AVAILABILITY_SAID = Kind("programme.availability_said", seen_by_guests=False)
AUDIENCE_FOLLOWED = Kind("programme.audience_followed")
SCHEDULE_IMPORTED = Kind("programme.schedule_imported")

SOLVER_ASKED = Kind("programme.solver_asked", seen_by_guests=False)
SOLVER_ENDED = Kind("programme.solver_ended", seen_by_guests=False)
DRAFT_BEGUN = Kind("programme.draft_begun", seen_by_guests=False)
DRAFT_SOLVED = Kind("programme.draft_solved", seen_by_guests=False)
SESSION_MOVED = Kind("programme.session_moved", seen_by_guests=False)
SESSION_PINNED = Kind("programme.session_pinned", seen_by_guests=False)
SESSION_MOVED_BY_GIVER = Kind("programme.session_moved_by_giver")
SESSION_PLACED_BY_GIVER = Kind("programme.session_placed_by_giver")
STEP_UNDONE = Kind("programme.step_undone", seen_by_guests=False)
STEP_REDONE = Kind("programme.step_redone", seen_by_guests=False)
TIMETABLE_PUBLISHED = Kind("programme.timetable_published")
SESSION_CANCELLED = Kind("programme.session_cancelled")
SESSION_TAKES_PLACE = Kind("programme.session_takes_place")

NEWS_TOLD = Kind("programme.news_told", seen_by_guests=False)
NEWS_SWITCHED = Kind("programme.news_switched", seen_by_guests=False)
