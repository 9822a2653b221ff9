# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a new instance begins with: levels, phases of life, and legal pages to be filled in.

The legal pages say themselves that they are not filled in yet; only what is missing is laid out, so
nothing that stewards wrote is ever touched.
"""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Viewer
from labcamp.core.instance.actions import lay_out
from labcamp.core.instance.models import LegalPage, Level, Phase
from labcamp.portability.history.words import shipped
from labcamp.series.actions.handover import lay_out_template

# Slug, title in German and English, what belongs there (source: § 5 DDG; Art. 13 GDPR; § 12b BGG).
PAGES = (
    (
        "impressum",
        "Impressum",
        "Imprint",
        "wer diese Seiten anbietet, mit Anschrift, Vertretung und einem Weg zur schnellen Antwort",
        "who offers these pages, with address, representation and a way to a quick answer",
    ),
    (
        "datenschutz",
        "Datenschutz",
        "Privacy",
        (
            "wer verantwortlich ist, welche Daten wozu und wie lange verarbeitet werden, "
            "und welche Rechte die Betroffenen haben"
        ),
        (
            "who is responsible, which data are processed for what and how long, and which rights "
            "people have"
        ),
    ),
    (
        "barrierefreiheit",
        "Erklärung zur Barrierefreiheit",
        "Accessibility statement",
        (
            "wie weit die Seiten barrierefrei sind, welche Barrieren bekannt sind, wann und "
            "wie das "
            "geprüft wurde, der Weg zur Rückmeldung und die zuständige Schlichtungsstelle"
        ),
        (
            "how far the pages are accessible, which barriers are known, when and how that "
            "was tested, "
            "the way to give feedback and the responsible arbitration body"
        ),
    ),
    (
        "rueckmeldung",
        "Rückmeldung",
        "Feedback",
        "wie Fragen und Hinweise ankommen und wann eine Antwort zu erwarten ist",
        "how questions and hints arrive and when an answer can be expected",
    ),
)


def texts(german: str, english: str) -> tuple[str, str]:
    """The words of a page nobody has filled in: that it is empty, and what belongs there."""
    return (
        (
            f"**Diese Seite ist noch nicht ausgefüllt.** Hierher gehört: {german}.\n\n"
            "Kümmerer:innen tragen den Text in den Einstellungen der Instanz ein.\n"
        ),
        (
            f"**This page has not been filled in yet.** What belongs here: {english}.\n\n"
            "Stewards write the text in the settings of the instance.\n"
        ),
    )


@transaction.atomic
def begin(by: Viewer) -> int:
    """Lay out what is missing; how many things that were. A second call finds nothing to do."""
    missing: list[LegalPage | Level | Phase] = []
    pages = set(LegalPage.objects.values_list("slug", flat=True))
    for order, (slug, title_de, title_en, german, english) in enumerate(PAGES):
        if slug not in pages:
            text_de, text_en = texts(german, english)
            missing.append(
                LegalPage(
                    slug=slug,
                    title_de=title_de,
                    title_en=title_en,
                    order=order,
                    text_de=text_de,
                    text_en=text_en,
                    changed_at=by.now,
                )
            )
    words = shipped()
    for model, section in ((Level, "levels"), (Phase, "phases")):
        if not model.objects.exists():
            rows = enumerate(words[section].values())
            missing += [model(**{"order": order, **word}) for order, word in rows]
    lay_out(missing, by=by)
    return len(missing) + lay_out_template(by=by)
