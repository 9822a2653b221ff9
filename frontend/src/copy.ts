// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
import { mount } from "./mount";

/**
 * Copies a field's text and says so. Without this module the field can be marked and copied by hand.
 *
 * <div data-lc="copy"><input readonly><button hidden data-done="Copied">…</button><span role="status"></span></div>
 */
mount("copy", (box) => {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  const said = box.querySelector<HTMLElement>("[role=status]");
  if (!field || !button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    const word = button.dataset["done"] ?? "";
    const label = button.querySelector<HTMLElement>(".kern-label");
    if (label) label.textContent = word;
    if (said) said.textContent = word;
  });
});
