# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an instance is put together: settings, addresses, the server's entrance."""
