// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
import { mount } from "./mount";

/**
 * Sends a filter form when a box or list in it changes. Without this module its button does.
 *
 * <form method="get" data-lc="send-on-change">…</form>
 */
mount("send-on-change", (form) => {
  form.addEventListener("change", (event) => {
    const field = event.target;
    const chosen = field instanceof HTMLSelectElement || (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type));
    if (chosen && form instanceof HTMLFormElement) form.requestSubmit();
  });
});

/**
 * Takes the focus when the page arrives, so that errors are heard first.
 *
 * <div data-lc="focus" tabindex="-1">…</div>
 */
mount("focus", (element) => element.focus());

/**
 * Prints the page. Without this module the button stays hidden.
 *
 * <button data-lc="print" hidden>…</button>
 */
mount("print", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
