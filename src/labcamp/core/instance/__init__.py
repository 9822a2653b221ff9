# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What makes this instance this network's: names, colours, levels, topics, legal pages."""
