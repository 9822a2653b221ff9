// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Passkeys: adding one (options stand in the page) and signing in with one (options are fetched).
// Without this script the page says in words that the code by mail works everywhere.

interface Options {
  publicKey: Record<string, unknown> & {
    challenge: string;
    user?: { id: string };
    excludeCredentials?: { id: string }[];
    allowCredentials?: { id: string }[];
  };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The options with their binary parts as bytes, as the browser wants them. */
function unpacked({ publicKey: given }: Options): Record<string, unknown> {
  const ids = (list?: { id: string }[]) => list?.map((one) => ({ ...one, id: bytes(one.id) })) ?? [];
  const known = { ...given, challenge: bytes(given.challenge) };
  return given.user
    ? {
        ...known,
        user: { ...given.user, id: bytes(given.user.id) },
        excludeCredentials: ids(given.excludeCredentials),
      }
    : { ...known, allowCredentials: ids(given.allowCredentials) };
}

/** The browser's answer as text for a form field. */
function packed(credential: PublicKeyCredential): string {
  const answer: Record<string, unknown> = {
    clientDataJSON: text(credential.response.clientDataJSON),
  };
  if (credential.response instanceof AuthenticatorAttestationResponse) {
    answer["attestationObject"] = text(credential.response.attestationObject);
    answer["transports"] = credential.response.getTransports();
  } else if (credential.response instanceof AuthenticatorAssertionResponse) {
    const { authenticatorData, signature, userHandle } = credential.response;
    answer["authenticatorData"] = text(authenticatorData);
    answer["signature"] = text(signature);
    answer["userHandle"] = userHandle ? text(userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  });
}

async function made(): Promise<Credential | null> {
  const given = document.getElementById("passkey-options")?.textContent ?? "";
  const publicKey = unpacked(JSON.parse(given) as Options);
  return navigator.credentials.create({ publicKey } as unknown as CredentialCreationOptions);
}

async function shown(form: HTMLFormElement): Promise<Credential | null> {
  const answer = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const publicKey = unpacked((await answer.json()) as Options);
  return navigator.credentials.get({ publicKey } as unknown as CredentialRequestOptions);
}

function say(form: HTMLFormElement, sentence: string): void {
  const place = form.querySelector<HTMLElement>("[data-passkey-says]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}

/** A sentence of the page that fits what the browser complained about. */
function reason(form: HTMLFormElement, problem: unknown): string {
  const name = problem instanceof DOMException ? problem.name : "";
  const words = form.dataset;
  if (name === "InvalidStateError" && words["already"]) return words["already"];
  if (name === "NotAllowedError" || name === "AbortError") return words["cancelled"] ?? "";
  return words["failed"] ?? "";
}

async function run(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  say(form, "");
  button.disabled = true;
  try {
    const credential = await (form.dataset["passkey"] === "add" ? made() : shown(form));
    const field = form.querySelector<HTMLInputElement>("input[name=credential]");
    if (!field || !(credential instanceof PublicKeyCredential)) throw new Error("no credential");
    field.value = packed(credential);
    form.submit();
  } catch (problem) {
    say(form, reason(form, problem));
    button.disabled = false;
    button.focus();
  }
}

const able = "credentials" in navigator && "PublicKeyCredential" in window;
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!able || !button) continue;
  form.hidden = false;
  for (const words of document.querySelectorAll<HTMLElement>("[data-passkey-without]")) {
    words.hidden = true;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.disabled) void run(form, button);
  });
}
