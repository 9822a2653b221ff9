// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Loaded only by pages that swap parts (parts/htmx.html). No eval, no injected styles: the CSP refuses both.
import htmx from "htmx.org/dist/htmx.esm.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // nothing of a page stays in the browser's storage
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "409", swap: true },
  { code: "[45]..", swap: false, error: true },
];

Object.assign(window, { htmx });

// Where a part is refused (signed out, too late, the form too old), the form is sent the plain way, and the
// page that answers says why. Where nothing answers, a sentence stands beside the form.
const failed = document.currentScript?.dataset["failed"] ?? "";

function formOf(event: Event): HTMLFormElement | undefined {
  const { elt } = (event as CustomEvent<{ elt: unknown }>).detail;
  return elt instanceof HTMLFormElement ? elt : undefined;
}

document.addEventListener("htmx:responseError", (event) => {
  const form = formOf(event);
  const { requestConfig } = (event as CustomEvent<{ requestConfig: { triggeringEvent?: SubmitEvent } }>).detail;
  const button = requestConfig.triggeringEvent?.submitter;
  if (!form || !(button instanceof HTMLButtonElement)) return; // nobody sent it: a preview, a look
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  form.append(field);
  form.submit();
});

document.addEventListener("htmx:sendError", (event) => {
  const form = formOf(event);
  const told = document.createElement("p");
  Object.assign(told, { className: "lc-failed", textContent: failed });
  told.setAttribute("role", "alert");
  form?.querySelector(".lc-failed")?.remove();
  form?.append(told);
});
