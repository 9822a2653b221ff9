# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters: plain text, written once per key, sent by a job, caught locally in the demo."""
