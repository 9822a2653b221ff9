# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a page costs: labcamp, a bare view, a static file and pretalx side by side in one run."""
