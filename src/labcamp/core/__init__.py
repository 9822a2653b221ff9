# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ground floor: who may see and do what, what happened, what runs afterwards.

It knows no word of labs, editions or sessions; every other room stands on it.
"""
