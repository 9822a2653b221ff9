# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What mail servers send back, written by us in the shapes that are about."""

from __future__ import annotations


def postfix(message_id, *, status="5.1.1", action="failed", code="550"):
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: labcamp@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.example.org.

<kim@example.org>: host mail.example.org said: {code} {status} User unknown

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F1A2

Final-Recipient: rfc822; kim@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} {status} User unknown

--b1
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: labcamp@example.org
To: kim@example.org
Message-ID: {message_id}
Subject: Einladung

Guten Tag
--b1--
""".encode()


def exchange(message_id):
    """Headers only, folded, and a Message-ID of its own; the report names the letter twice."""
    return f"""From: postmaster@kommune.example.org
To: <labcamp@example.org>
Subject: =?utf-8?Q?Unzustellbar=3A_Einladung?=
In-Reply-To: {message_id}
References: {message_id}
Message-ID: <f00d@kommune.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_004_"

--_004_
Content-Type: multipart/alternative; boundary="_000_"

--_000_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

RmVobGVyIGJlaSBkZXIgWnVzdGVsbHVuZw==

--_000_--

--_004_
Content-Type: message/delivery-status

Reporting-MTA: dns;ex01.kommune.example.org

Final-recipient: RFC822;kim@kommune.example.org
Action: failed
Status: 5.2.2
Diagnostic-code: smtp;554 5.2.2 mailbox full

--_004_
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Einladung

--_004_--
""".encode()


def gmail(message_id):
    return (
        postfix(message_id, status="5.7.1")
        .replace(b"MAILER-DAEMON@mx.example.org (Mail Delivery System)",
                 b"Mail Delivery Subsystem <mailer-daemon@googlemail.example>")
        .replace(b"X-Postfix-Queue-ID: 4F1A2", b"Arrival-Date: Thu, 26 Nov 2026 10:00:00 -0800")
    )  # fmt: skip


def qmail(message_id, words="550 5.1.1 unknown user"):
    """No report at all: plain words and the letter below."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@alt.example.org
To: labcamp@example.org
Subject: failure notice

Hi. I'm afraid I wasn't able to deliver your message to the following address.

<kim@example.org>:
{words}

--- Below this line is a copy of the message.

Message-ID: {message_id}
Subject: Einladung
""".encode()


def out_of_office(message_id, sender="kim@example.org"):
    return f"""From: {sender}
To: labcamp@example.org
Subject: Abwesend
Auto-Submitted: auto-replied
In-Reply-To: {message_id}
Content-Type: text/plain; charset=utf-8

Ich bin bis 5.1.2027 nicht da. 550 Mails warten schon.
""".encode()


def answer(message_id):
    return out_of_office(message_id).replace(b"Auto-Submitted: auto-replied\n", b"")
