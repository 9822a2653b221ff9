# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the command line."""

import argparse

from labcamp.commands import imports, mail, operate, people, programme


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="labcamp", description="The home of a LabCamp network.")
    words = top.add_subparsers(required=True, metavar="COMMAND")
    operate.add_to(words)
    people.add_to(words)
    imports.add_to(words)
    programme.add_to(words)
    mail.add_to(words)
    return top
