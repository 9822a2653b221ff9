# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The timetable solver on published instances: adapters, a runner and generators."""
