// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Loaded by every page, in the head, so that the chosen appearance is there before the first paint.
import "./theme";
import "./menu";
import "./copy";
import "./form";
import "./live";
import { wake } from "./mount";

document.addEventListener("DOMContentLoaded", () => wake(document));
document.addEventListener("htmx:load", (event) => {
  const part = event.target;
  if (part instanceof Element && part.parentNode) wake(part.parentNode);
});
