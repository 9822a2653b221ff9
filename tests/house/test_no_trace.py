# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody may not see leaves no trace: not in a page, list, count, search, feed or file.

The outlets come from the URL configuration and the hidden things from the models, so a new URL or
a new visible model joins by itself, or fails here until it says how.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.house.outlets import every_outlet

from labcamp.core import jobs, search
from labcamp.core.access import Audience, Visible
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Instance, LegalPage, Level, Phase, Topic
from labcamp.core.record import move_stamp
from labcamp.harvest.models import Item, Material, Report
from labcamp.network.models import ConsentRound, Lab, Membership, Person, RoundText, Steward
from labcamp.notes import actions, crdt
from labcamp.notes.models import Pad, PadUpdate
from labcamp.paper.models import Finding, Paper
from labcamp.programme.actions import rehearsing
from labcamp.programme.models import (
    Giver,
    Interest,
    InterestCode,
    Placement,
    Proposal,
    Room,
    Timetable,
)
from labcamp.series.actions import places
from labcamp.series.models import (
    Edition,
    EditionRole,
    HostCall,
    HostOffer,
    HostTeam,
    LogEntry,
    Part,
    Registration,
    Series,
    Takeover,
    Task,
)
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db

WORD = "Zaunkönignest"
NOW = timezone.now()

# Outlets that are of one person alone, or act by being opened; each says why.
ELSEWHERE = {
    "account:demo": "a signed link of the demo; shows the name in the link and nothing else",
    "openid_connect_login": "leads to the employer's provider, when one is configured",
    "openid_connect_callback": "where the employer's provider sends people back to",
    "series:tasks-feed": "a host's own tasks behind a seal; tests/web/series/test_handover.py",
    "series:steward-tasks-feed": "a steward's tasks behind a seal; tests/web/test_stewards.py",
    "series:input": "one input behind a secret key; tests/web/series/test_inputs.py",
    "series:place-code": "a picture of one's own key; tests/web/series/test_checkin.py",
    "series:check-in-by-code": "hosts, by the key of a place; tests/web/series/test_checkin.py",
    "programme:code-vote": "behind a code of one's own; tests/web/programme/test_queue_pages.py",
    "plain:my-changes": "one's own sessions behind a seal; tests/web/programme/test_changes.py",
    "programme:letters": "one's own switch behind a seal; tests/web/programme/test_newsletters.py",
    "plain:my-programme": "one's own choice behind a seal; tests/web/programme/test_mine.py",
    "series:room": "leads one person behind a secret key away; tests/web/series/test_room.py",
    "series:place": "one place behind a secret key; tests/web/series/test_registration.py",
    "account:letter": "one letter of the demo's catcher",
    "plain:file": "bytes of one upload; tests/core/files holds its door",
}


def a_lab(slug, name, level, **fields):
    defaults = {
        "name": name, "name_key": slug, "level": level, "proposed_at": NOW, "admitted_at": NOW,
        "state": Lab.State.ADMITTED, "audience": Audience.PUBLIC, "town": "Musterstadt",
        "country": "DE", "region": "DE-05", "latitude": 51.5, "longitude": 8.1, "population": 48000,
    }  # fmt: skip
    return Lab.objects.create(slug=slug, **{**defaults, **fields})


def an_edition(slug, **fields):
    defaults = {
        "title": f"Ausgabe {slug}", "audience": Audience.PUBLIC, "date_told": "2030-05-01",
        "first_day": date(2030, 5, 1), "last_day": date(2030, 5, 1),
    }  # fmt: skip
    return Edition.objects.create(slug=slug, **{**defaults, **fields})


def a_round(question, **fields):
    asked = ConsentRound.objects.create(
        question=question, kind="question", quorum=1, opened_at=NOW,
        closes_at=NOW + timedelta(days=9), **fields,
    )  # fmt: skip
    RoundText.objects.create(round=asked, number=1, text=question, at=NOW)
    return asked


def a_call(number, **fields):
    return HostCall.objects.create(number=number, opened_at=NOW, offers_until=NOW, **fields)


def a_session(edition, number, timetable=None, *, room=None, title="Offene Werkstatt", **fields):
    proposal = Proposal.objects.create(
        edition=edition, number=number, title=title, at=NOW, guid=f"g-{edition.pk}-{number}",
        **{"audience": Audience.PUBLIC, **fields},
    )  # fmt: skip
    if timetable:
        Placement.objects.create(
            timetable=timetable, proposal=proposal, room=room, day=date(2030, 5, 1),
            starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, minutes=45),
        )  # fmt: skip
    return proposal


class World:
    """What everybody sees, and four people who look."""

    def __init__(self):
        Instance.objects.create(pk=1, name="LabCamp", contact="post@example.org",
                                security_contact="mailto:post@example.org")  # fmt: skip
        LegalPage.objects.create(slug="imprint", title_de="Impressum", title_en="Imprint",
                                 text_de="Text", changed_at=NOW)  # fmt: skip
        Series.objects.create(name="LabCamp", gap_numbers=[6], gap_text="Nichts gefunden.")
        self.level = Level.objects.create(key="kommune", name_de="Kommune", name_en="Municipal")
        self.topic = Topic.objects.create(key="daten", name_de="Daten")
        self.rare = Topic.objects.create(key="selten", name_de="Seltenes")
        self.phase = Phase.objects.create(key="growing", name_de="Wachstum")
        self.lab = a_lab("offen", "Offenes Labor", self.level)
        self.other = a_lab("anderes", "Anderes Labor", self.level)
        self.edition = an_edition("11", number=11, registration_open=True)
        self.room = Room.objects.create(edition=self.edition, name="Saal")
        self.timetable = Timetable.objects.create(
            edition=self.edition, number=1, state="published", audience=Audience.PUBLIC,
            made_at=NOW, published_at=NOW,
        )  # fmt: skip
        self.earlier = Timetable.objects.create(
            edition=self.edition, number=9, state="superseded", audience=Audience.PUBLIC,
            made_at=NOW, published_at=NOW - timedelta(minutes=1),
        )  # fmt: skip
        self.other_room = Room.objects.create(edition=self.edition, name="Turm")
        self.session = a_session(self.edition, 1, self.timetable, room=self.room)
        a_session(self.edition, 2, title="Aufgegangen", state="merged")
        self.item = Item.objects.create(key="l1", kind="learning", text="Klein anfangen.", at=NOW,
                                        audience=Audience.PUBLIC, lab=self.lab)  # fmt: skip
        self.item.topics.add(self.topic)
        self.report = Report.objects.create(slug="bericht", title="Bericht", teaser="Kurz", at=NOW,
                                            changed_at=NOW, audience=Audience.PUBLIC)  # fmt: skip
        self.paper = Paper.objects.create(slug="papier", title="Papier", status="Entwurf",
                                          audience=Audience.PUBLIC)  # fmt: skip
        self.upload = Upload.objects.create(kind="document", sha256="0" * 64, name="a.pdf", size=1,
                                            media_type="application/pdf", at=NOW,
                                            audience=Audience.PUBLIC)  # fmt: skip
        self.round = a_round("Wer lädt ein?", audience=Audience.PUBLIC)
        self.call = a_call(15)
        self.offer = HostOffer.objects.create(call=self.call, theme="Mut", period="Mai", at=NOW,
                                              audience=Audience.PUBLIC)  # fmt: skip
        Takeover.objects.create(edition=self.edition, reason="Still", asked_at=NOW,
                                answer_until=NOW, freed_at=NOW, hosts=[])  # fmt: skip
        Task.objects.create(edition=self.edition, title="Raum testen", days_before=5)
        self.author = self.person("autorin")
        self.people = {
            "guest": None,
            "participant": self.person("teilnahme"),
            "member of another lab": self.person("anderes"),
        }
        Registration.objects.create(edition=self.edition, person=self.people["participant"],
                                    state="held", at=NOW)  # fmt: skip
        Membership.objects.create(lab=self.other, person=self.people["member of another lab"],
                                  role="coordinator", since=NOW - timedelta(days=1))  # fmt: skip
        Membership.objects.create(lab=self.lab, person=self.author, role="member",
                                  since=NOW - timedelta(days=1))  # fmt: skip
        self.reindex()

    def person(self, name):
        return Person.objects.create_user(
            f"{name}@example.org", name=f"{name} Beispiel", confirmed_at=NOW
        )

    def reindex(self):
        search.reindex(*search.index.__globals__["MODELS"])

    def sample(self, model):
        found = {
            Lab: self.lab, Edition: self.edition, Proposal: self.session, Item: self.item,
            Report: self.report, Paper: self.paper, Timetable: self.timetable,
            Upload: self.upload, Room: self.room, ConsentRound: self.round,
            HostCall: self.call, HostOffer: self.offer, Pad: Pad(proposal=self.session, sequence=1),
        }  # fmt: skip
        return found.get(model)


ARGUMENTS = {
    "edition__slug": "11",
    "proposal__edition__slug": "11",
    "proposal__number": 1,
    "sequence": 1,
    "number": 1,
    "timetable": 1,
    "version": 1,
    "by": "person",
    "giver": "p1",
}


def addresses(world):
    """(outlet's name, address) for everything that can be read, with search words besides."""
    found = []
    for outlet in every_outlet():
        if not outlet.reads or outlet.name in ELSEWHERE or outlet.door is None:
            continue
        arguments = {name: argument(outlet, name, world) for name in outlet.arguments}
        found.append((outlet.name, reverse(outlet.name, kwargs=arguments)))
    known = dict(found)
    for name in ("network:labs", "network:map", "harvest:items"):
        found.append((f"{name} searched", f"{known[name]}?q={WORD}"))
    return found


def argument(outlet, name, world):
    if name == "slug" and outlet.name.startswith("instance:"):
        return "imprint"
    model = outlet.door.model
    thing = world.sample(model) if model else world.edition
    if model and thing is None:
        pytest.fail(f"{outlet.name}: give World a sample of {model.__name__}")
    if name == "number" and outlet.name == "series:gap":
        return 6
    if name == "room":
        return world.room.pk
    value = getattr(thing, name, None)
    if value is None or name == "number":
        value = ARGUMENTS.get(name, value)
    if value is None:
        pytest.fail(f"{outlet.name}: say what {name} is, or why it is elsewhere")
    return value


def words_of(response):
    """What the visitor receives, without what differs at every visit."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace")
    text = re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]+"', "", text)
    text = re.sub(r"DTSTAMP:\w+", "", text)
    text = re.sub(r"__clock[^>]*><time.*?</time>", "", text)
    return response.status_code, response.headers.get("Location", ""), text


def visit_all(world, people=None):
    seen = {}
    for who, person in (people or world.people).items():
        client = Client()
        if person:
            client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        for name, address in addresses(world):
            seen[who, name] = words_of(client.get(address))
    return seen


def hide(world):
    """One hidden thing of every visible model; returns how each is made visible to everybody."""
    lab = a_lab("versteckt", f"{WORD} Labor", world.level, state=Lab.State.PROPOSED,
                admitted_at=None, audience=Audience.AUTHOR, proposed_by=world.author)  # fmt: skip
    edition = an_edition("versteckt", number=12, title=WORD, audience=Audience.HOSTS)
    Part.objects.create(edition=world.edition, title=f"Beitrag {WORD}", lab=lab)
    session = a_session(world.edition, 7, title=WORD, audience=Audience.HOSTS, by=world.author)
    for version, room in ((world.earlier, world.room), (world.timetable, world.other_room)):
        Placement.objects.create(
            timetable=version, proposal=session, room=room, day=date(2030, 5, 1),
            starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, minutes=45),
        )  # fmt: skip
    spots = [[NOW.isoformat(), WORD, (NOW + timedelta(minutes=n)).isoformat()] for n in (45, 50)]
    lasts = {"number": 7, "what": "lasts", "before": spots[0], "after": spots[1]}
    Timetable.objects.filter(pk=world.timetable.pk).update(report={"changes": [lasts]})
    Giver.objects.create(proposal=session, name=f"Kim {WORD}")
    draft = Timetable.objects.create(edition=world.edition, number=2, state="draft", made_at=NOW,
                                     audience=Audience.HOSTS)  # fmt: skip
    a_session(world.edition, 8, draft, room=world.room, title=f"Entwurf {WORD}",
              audience=Audience.HOSTS)  # fmt: skip
    draft_of = {"audience": Audience.AUTHOR, "state": "draft", "by": world.author}
    a_session(world.edition, 9, title=f"Unfertig {WORD}", **draft_of)
    a_session(world.edition, 10, title=f"Wartet {WORD}", audience=Audience.HOSTS, state="waiting")
    a_session(world.edition, 11, title=f"Geparkt {WORD}", audience=Audience.HOSTS, state="parked")
    into = a_session(world.edition, 12, title=f"Vereint {WORD}", audience=Audience.HOSTS)
    Proposal.objects.filter(edition=world.edition, number=2).update(merged_into=into)
    slip = InterestCode.objects.create(edition=world.edition, digest=WORD, at=NOW)
    Interest.objects.create(proposal=world.session, code=slip, at=NOW)
    item = Item.objects.create(key="h1", kind="challenge", text=WORD, at=NOW, lab=world.lab,
                               audience=Audience.LAB, by=world.author, phase=world.phase)  # fmt: skip
    item.topics.add(world.rare, world.topic)
    report = Report.objects.create(slug="geheim", title=WORD, at=NOW, changed_at=NOW, lab=world.lab,
                                   edition=world.edition, audience=Audience.LAB)  # fmt: skip
    material = Material.objects.create(edition=world.edition, title=WORD, at=NOW,
                                       url="https://example.org/x", audience=Audience.HOSTS)  # fmt: skip
    paper = Paper.objects.create(slug="geheim", title=WORD, status=WORD, audience=Audience.AUTHOR)
    Finding.objects.create(paper=paper, number=1, title=WORD)
    upload = Upload.objects.create(kind="document", sha256="1" * 64, name=f"{WORD}.pdf", size=1,
                                   media_type="application/pdf", at=NOW)  # fmt: skip
    guest = Person.objects.create_user("gast@example.org", name=f"Gast {WORD}", confirmed_at=NOW)
    place = Registration.objects.create(edition=world.edition, person=guest, state="held", at=NOW)
    EditionRole.objects.create(edition=world.edition, role="host", lab=lab, name=lab.name)
    Takeover.objects.filter(edition=world.edition).update(hosts=[lab.name])
    entry = LogEntry.objects.create(edition=world.edition, text=WORD, at=NOW,
                                    audience=Audience.HOSTS)  # fmt: skip
    call = a_call(14, text=WORD, audience=Audience.HOSTS)
    offer = HostOffer.objects.create(call=world.call, theme=WORD, period=WORD, at=NOW,
                                     audience=Audience.AUTHOR)  # fmt: skip
    asked = a_round(WORD, audience=Audience.AUTHOR)
    pad = Pad.objects.create(proposal=world.session, text=WORD, sequence=1, audience=Audience.HOSTS,
                             written_at=NOW, written_by=world.author)  # fmt: skip
    PadUpdate.objects.create(pad=pad, sequence=1, client="1", author=world.author, at=NOW,
                             update=crdt.rewritten(b"", WORD))  # fmt: skip
    world.reindex()
    move_stamp()
    return {
        LogEntry: lambda: LogEntry.objects.filter(pk=entry.pk).update(audience=Audience.PUBLIC),
        HostCall: lambda: HostCall.objects.filter(pk=call.pk).update(audience=Audience.PUBLIC),
        HostOffer: lambda: HostOffer.objects.filter(pk=offer.pk).update(audience=Audience.PUBLIC),
        ConsentRound: lambda: ConsentRound.objects.filter(pk=asked.pk).update(
            audience=Audience.PUBLIC),
        Lab: lambda: Lab.objects.filter(pk=lab.pk).update(
            state=Lab.State.ADMITTED, admitted_at=NOW, audience=Audience.PUBLIC),
        Pad: lambda: Pad.objects.filter(pk=pad.pk).update(audience=Audience.PUBLIC),
        Edition: lambda: Edition.objects.filter(pk=edition.pk).update(audience=Audience.PUBLIC),
        Proposal: lambda: Proposal.objects.filter(pk=session.pk).update(audience=Audience.PUBLIC),
        Timetable: lambda: (
            Timetable.objects.filter(pk=world.timetable.pk).update(state="superseded"),
            Timetable.objects.filter(pk=draft.pk).update(
                state="published", audience=Audience.PUBLIC, published_at=NOW),
            Proposal.objects.filter(number=8).update(audience=Audience.PUBLIC)),
        Item: lambda: Item.objects.filter(pk=item.pk).update(audience=Audience.PUBLIC),
        Report: lambda: Report.objects.filter(pk=report.pk).update(audience=Audience.PUBLIC),
        Material: lambda: Material.objects.filter(pk=material.pk).update(audience=Audience.PUBLIC),
        Paper: lambda: Paper.objects.filter(pk=paper.pk).update(audience=Audience.PUBLIC),
        Registration: lambda: Registration.objects.filter(pk=place.pk).update(
            audience=Audience.PUBLIC),
        Upload: lambda: Material.objects.filter(pk=material.pk).update(url="", upload=upload),
    }  # fmt: skip


def test_hidden_things_leave_no_trace_and_shown_ones_do():
    world = World()
    before = visit_all(world)

    show = hide(world)
    visible_models = {m for m in apps.get_models() if issubclass(m, Visible)}
    assert visible_models == set(show), "a visible model needs a hidden thing in this test"

    after = visit_all(world)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == set(), [
        (key, *(line for line in after[key][2].splitlines() if WORD in line)) for key in changed
    ]
    shown = {name for (_, name), (_, _, text) in after.items() if WORD in text}
    assert all("searched" in name for name in shown), shown

    present = visit_all(world, {"guest": None})
    for model, reveal in show.items():
        reveal()
        move_stamp()
        now = visit_all(world, {"guest": None})
        assert now != present, f"no outlet would have shown a {model.__name__}"
        present = now


def test_a_pad_of_the_participants_is_noticed_by_nobody_else():
    """What those who take part write leaves no trace for guests and members of other labs."""
    world = World()
    Registration.objects.filter(person=world.people["participant"]).update(state="given-back")
    others = visit_all(world)
    coming = {"coming": world.person("kommt")}
    Registration.objects.create(
        edition=world.edition, person=coming["coming"], state="held", at=NOW
    )
    before = visit_all(world, coming)

    pad = actions.begin(world.session, by=viewer_for(coming["coming"]))
    state = bytes(Pad.objects.get().state)
    actions.append(pad, crdt.rewritten(state, WORD), client="c", by=viewer_for(coming["coming"]))
    world.reindex()
    move_stamp()

    assert visit_all(world) == others
    after = visit_all(world, coming)
    changed = {name for (_, name) in before if before["coming", name] != after["coming", name]}
    assert changed == {
        "programme:session", "account:leave", "notes:pad", "notes:write", "notes:history", "notes:state",
        "notes:download",
    }  # fmt: skip
    shown = {name for (_, name), (_, _, text) in after.items() if WORD in text}
    assert shown - {name for name in shown if "searched" in name} == {
        "notes:pad", "notes:write", "notes:download",
    }  # fmt: skip


def test_the_hidden_things_own_addresses_are_missing_pages():
    world = World()
    hide(world)
    client = Client()
    for address in (
        "/labs/versteckt/", "/edition/versteckt/", "/edition/11/session/7/", "/learnings/h1/",
        "/reports/geheim/", "/papers/geheim/", "/edition/11/session/1/notes/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_stewards_terms_and_people_are_in_no_public_page():
    world = World()
    steward = world.person("kuemmerer")
    Steward.objects.create(person=steward, since=NOW - timedelta(days=1))
    client = Client()
    for name, address in addresses(world):
        _, _, text = words_of(client.get(address))
        assert "@example.org" not in text.replace("post@example.org", ""), name
        assert "kuemmerer Beispiel" not in text, name


def test_a_rehearsal_is_noticed_nowhere_else_not_even_by_those_who_see_it():
    world = World()
    host, steward = world.person("gastgeber"), world.person("kuemmerer")
    HostTeam.objects.create(edition=world.edition, person=host, since=NOW - timedelta(days=1))
    Steward.objects.create(person=steward, since=NOW - timedelta(days=1))
    EditionRole.objects.create(edition=world.edition, role="host", lab=world.lab, name="Labor")
    Part.objects.create(edition=world.edition, title="Impuls", lab=world.other)
    Registration.objects.create(edition=world.edition, person=host, state="held", at=NOW)
    people = {
        "guest": None,
        "host": host,
        "steward": steward,
        "lab": world.people["member of another lab"],
    }
    move_stamp()
    before = visit_all(world, people)

    made = rehearsing.start(world.edition, by=viewer_for(host))
    places.register(made, by=viewer_for(host))
    rehearsing.play_the_day(made, by=viewer_for(host))
    jobs.run_due()
    world.reindex()
    after = visit_all(world, people)

    changed = {key for key in before if before[key] != after[key]}
    assert changed == {("host", "series:rehearsal"), ("steward", "series:rehearsal")}
    traces = [key for key, (_, _, text) in after.items() if made.slug in text or made.pile in text]
    assert set(traces) == changed
