# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small helpers of the templates."""

from django import template

register = template.Library()
