# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who we are: people, labs, their members and who vouches for whom. Not: what they do together."""
