# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""In and out: importers that take all or nothing, with a line of report per record."""
