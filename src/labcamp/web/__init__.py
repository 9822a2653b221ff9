# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages: one folder per room. They parse, call one action, answer; they decide nothing."""
