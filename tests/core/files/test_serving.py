# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files through the pages: who may open them, what a browser may do with them, bad ones in words."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone
from tests.builders.network import a_person, a_steward
from tests.core.files.samples import (
    PDF,
    SCRIPT,
    SVG,
    a_bomb,
    a_photo_with_position,
    a_picture,
)

from labcamp.core.access import Audience
from labcamp.core.files.actions import path_of, store
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Instance
from labcamp.harvest.models import Material
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for
from labcamp.web.plain import uploads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instance():
    return Instance.objects.create(pk=1, name="LabCamp")


@pytest.fixture
def edition():
    return Edition.objects.create(slug="11", title="Ausgabe", audience=Audience.PUBLIC)


def signed_in(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def a_file(by, data=PDF, name="Überblick.pdf", **words):
    return store(ContentFile(data, name), by=viewer_for(by), **words)


def a_material(edition, upload, audience):
    return Material.objects.create(
        edition=edition, title="Folien", upload=upload, audience=audience, at=timezone.now()
    )


def test_only_the_author_opens_a_file_that_nothing_holds():
    kim, other = a_person(), a_person()
    address = a_file(kim).get_absolute_url()
    assert signed_in(kim).get(address).content == PDF
    assert signed_in(other).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_a_file_follows_the_thing_that_holds_it_and_narrows_with_it(edition):
    upload = a_file(a_person())
    address = upload.get_absolute_url()
    material = a_material(edition, upload, Audience.NETWORK)
    assert Client().get(address).status_code == 404
    assert signed_in(a_steward()).get(address).status_code == 200

    Material.objects.filter(pk=material.pk).update(audience=Audience.PUBLIC)
    assert Client().get(address).status_code == 200

    Material.objects.filter(pk=material.pk).update(audience=Audience.AUTHOR)
    assert Client().get(address).status_code == 404


def test_a_public_material_of_a_hidden_edition_hides_its_file(edition):
    upload = a_file(a_person())
    a_material(edition, upload, Audience.PUBLIC)
    Edition.objects.update(audience=Audience.HOSTS)
    assert Client().get(upload.get_absolute_url()).status_code == 404


def test_the_logo_is_everybodys(instance):
    upload = a_file(a_steward(), a_picture(), "logo.png")
    assert Client().get(upload.get_absolute_url()).status_code == 404
    Instance.objects.update(logo=upload)
    assert Client().get(upload.get_absolute_url()).status_code == 200


def test_only_a_small_picture_a_guest_may_see_is_kept_at_the_front_door(instance, monkeypatch):
    steward = a_steward()
    logo = a_file(steward, a_picture(), "logo.png")
    Instance.objects.update(logo=logo)
    assert Client().get(logo.get_absolute_url())["Cache-Control"] == "public, no-cache"
    assert signed_in(steward).get(logo.get_absolute_url())["Cache-Control"] == "private, no-cache"
    monkeypatch.setattr(uploads, "SMALL", logo.size - 1)
    assert Client().get(logo.get_absolute_url())["Cache-Control"] == "private, no-cache"
    Instance.objects.update(logo=a_file(steward))
    document = Instance.objects.get().logo.get_absolute_url()
    assert Client().get(document)["Cache-Control"] == "private, no-cache"


def test_a_document_is_saved_and_a_picture_shown_and_neither_may_run_anything():
    kim = a_person()
    client = signed_in(kim)
    document = client.get(a_file(kim).get_absolute_url())
    picture = client.get(a_file(kim, a_picture(), "plan.png").get_absolute_url())
    assert document["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cberblick.pdf"
    assert picture["Content-Disposition"] == 'inline; filename="plan.png"'
    for answer, kind in ((document, "application/pdf"), (picture, "image/png")):
        assert answer["Content-Type"] == kind
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-cache"
        rules = answer["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "sandbox"} <= set(rules)
        assert int(answer["Content-Length"]) == len(answer.content)
        assert "Set-Cookie" not in answer


def test_an_unchanged_file_is_not_sent_again_but_asked_for_at_the_door():
    kim = a_person()
    client = signed_in(kim)
    address = a_file(kim).get_absolute_url()
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 404
    packed_on_the_way = client.get(address, headers={"If-None-Match": f"W/{etag}"})
    assert packed_on_the_way.status_code == 304


def test_unknown_numbers_and_lost_files_are_missing_pages():
    kim = a_person()
    client = signed_in(kim)
    upload = a_file(kim)
    assert client.get(f"/files/{upload.pk + 1}/a.pdf").status_code == 404
    assert client.get("/files/x/a.pdf").status_code == 404
    path_of(upload.sha256).unlink()
    assert client.get(upload.get_absolute_url()).status_code == 404


def test_a_file_costs_no_more_queries_whoever_holds_it(edition, count_queries):
    upload = a_file(a_person())
    a_material(edition, upload, Audience.PUBLIC)
    address = upload.get_absolute_url()
    client = Client()
    one = count_queries(lambda: client.get(address))
    for _ in range(3):
        a_material(edition, upload, Audience.PUBLIC)
    assert count_queries(lambda: client.get(address)) == one <= 3


def send(client, edition, file, **more):
    words = {"title": "Folien", "audience": "public", "licence": "CC BY 4.0", "alt": "Ein Plan"}
    return client.post(f"/edition/{edition.slug}/materials/new/", {**words, **more, "file": file})


def test_a_file_added_to_an_edition_is_opened_by_everybody(edition):
    answer = send(signed_in(a_steward()), edition, SimpleUploadedFile("folien.exe", PDF))
    assert answer.status_code == 303
    upload = Upload.objects.get()
    assert Client().get(f"/files/{upload.pk}/{upload.name}").content == PDF
    assert f'href="/files/{upload.pk}/folien.pdf"' in Client().get("/edition/11/").text


def test_a_form_sent_twice_adds_one_material(edition):
    client = signed_in(a_steward())
    for _ in range(2):
        assert send(client, edition, SimpleUploadedFile("f.pdf", PDF)).status_code == 303
    assert (Upload.objects.count(), Material.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (SVG, "weder ein PDF noch ein Bild"),
        (b"<script>alert(1)</script>", "weder ein PDF noch ein Bild"),
        (b"", "ist leer"),
        (PDF[:60], "beschädigt"),
        (b"GIF89a/*<script>*/=1;alert(1)", "beschädigt"),
        (a_picture("JPEG", (400, 300))[:-20], "beschädigt"),
        (a_bomb(), "40 Millionen"),
        (PDF + b"\0" * (10 * 1024 * 1024), "größer als 10 MB"),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_what_was_typed_stays(edition, data, words):
    answer = send(signed_in(a_steward()), edition, SimpleUploadedFile("b.png", data))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Folien"' in answer.text
    assert (Upload.objects.count(), Material.objects.count()) == (0, 0)


def test_a_photo_through_the_page_loses_place_and_person(edition):
    photo = a_photo_with_position()
    file = SimpleUploadedFile("../../Grüße aus Soest.pdf", photo, "application/pdf")
    assert send(signed_in(a_steward()), edition, file).status_code == 303
    answer = Client().get(Upload.objects.get().get_absolute_url())
    assert answer["Content-Type"] == "image/jpeg"
    assert "Gr%C3%BC%C3%9Fe_aus_Soest.jpg" in answer["Content-Disposition"]
    assert b"Kim Beispiel" in photo
    assert b"Kim Beispiel" not in answer.content
    assert b"Exif" not in answer.content


def test_a_picture_with_a_script_behind_it_comes_back_as_a_picture_only(edition):
    file = SimpleUploadedFile("plan.html", a_picture("GIF") + SCRIPT, "text/html")
    assert send(signed_in(a_steward()), edition, file).status_code == 303
    answer = Client().get(Upload.objects.get().get_absolute_url())
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert SCRIPT not in answer.content


def test_what_exceeds_the_bound_never_reaches_the_disk(settings):
    settings.UPLOAD_BYTES = 200_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent = PDF * 20_000
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("b.pdf", sent)})
    kept = request.FILES["file"]
    assert 200_000 < kept.size < 200_000 + 2 * 65_536 < len(sent)
    assert Path(kept.temporary_file_path()).stat().st_size == kept.size
    kept.close()
