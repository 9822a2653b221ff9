# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The series and its editions: who hosts, who takes part, what happened. Not: the programme."""
