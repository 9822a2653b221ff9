# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a network's past as one JSON file: read, checked, and taken in as a whole."""
