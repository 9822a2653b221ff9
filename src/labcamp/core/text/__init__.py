# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words: safe Markdown, German stems, colours that can be read."""
