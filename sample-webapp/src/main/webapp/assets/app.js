// The page works without this file. With it, answers appear in their card instead of in a page of their own.
// Every address comes from a link or form that the server wrote; none is put together here.
"use strict";

const SHOWN = 20000;

function pane(card) {
  let out = card.querySelector(".out");
  if (!out) {
    out = document.createElement("div");
    out.className = "out";
    out.setAttribute("aria-live", "polite");
    const said = document.createElement("p");
    said.className = "said";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => out.remove());
    said.append(document.createElement("b"), document.createElement("span"), close);
    out.append(said, document.createElement("pre"));
    card.append(out);
  }
  return out;
}

function show(card, status, note, text) {
  const out = pane(card);
  const badge = out.querySelector("b");
  badge.textContent = status;
  badge.className = /^[23]/.test(String(status)) ? "" : "bad";
  out.querySelector("span").textContent = note;
  let pretty = text;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2);
  } catch (e) {
    // Not JSON: shown as it is.
  }
  out.querySelector("pre").textContent = pretty.slice(0, SHOWN) || "(no body)";
}

async function load(card, button, address, options) {
  button.setAttribute("aria-busy", "true");
  const start = performance.now();
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    const text = await response.text();
    const way = response.redirected ? "redirected to " : "";
    show(card, response.status, `${way}${new URL(response.url).pathname}, ${Math.round(performance.now() - start)} ms`, text);
    return text;
  } catch (e) {
    show(card, "Failed", "the connection broke", String(e));
    return "";
  } finally {
    button.removeAttribute("aria-busy");
  }
}

for (const link of document.querySelectorAll("a[data-try]")) {
  link.addEventListener("click", async event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const text = await load(link.closest("[data-card]"), link, link.href);
    if (link.dataset.try === "session" && text) {
      document.getElementById("visits").textContent = JSON.parse(text).counter ?? 0;
    }
  });
}

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", event => {
    if (event.submitter && "plain" in event.submitter.dataset) {
      return;
    }
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    load(form.closest("[data-card]"), event.submitter ?? form, form.action, { method: "POST", body });
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", event => {
    event.preventDefault();
    const card = form.closest("[data-card]");
    const bar = form.querySelector("progress");
    const start = performance.now();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", step => {
      bar.value = step.lengthComputable ? (100 * step.loaded) / step.total : 0;
    });
    request.addEventListener("loadend", () => {
      bar.hidden = true;
      const note = request.status ? `${Math.round(performance.now() - start)} ms` : "the connection broke";
      show(card, request.status || "Failed", note, request.responseText);
    });
    bar.value = 0;
    bar.hidden = false;
    request.send(new FormData(form));
  });
}

for (const link of document.querySelectorAll("a[data-sse]")) {
  const ticks = link.closest("[data-card]").querySelector("[data-ticks]");
  const total = Number(new URL(link.href).searchParams.get("count"));
  for (let i = 0; i < total; i++) {
    ticks.append(document.createElement("li"));
  }
  let source = null;
  link.addEventListener("click", event => {
    event.preventDefault();
    source?.close();
    const card = link.closest("[data-card]");
    const arrivals = [];
    for (const tick of ticks.children) {
      tick.className = "";
    }
    source = new EventSource(link.href);
    source.addEventListener("tick", message => {
      const { number, count } = JSON.parse(message.data);
      arrivals.push(performance.now());
      ticks.children[number - 1].className = "on";
      if (number === count) {
        source.close();
        const gaps = arrivals.slice(1).map((time, i) => Math.round(time - arrivals[i]));
        show(card, 200, "milliseconds between events", gaps.join("  "));
      }
    });
    source.addEventListener("error", () => {
      source.close();
      show(card, "Failed", "the stream broke", `${arrivals.length} of ${total} events arrived.`);
    });
  });
}

for (const card of document.querySelectorAll("[data-chat]")) {
  const address = new URL(card.dataset.chat, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const lines = [];
  let here = "";
  let socket = null;
  const tell = line => {
    lines.push(line);
    show(card, 101, here, lines.slice(-6).join("\n"));
  };
  const open = () => new Promise((resolve, reject) => {
    if (socket?.readyState === WebSocket.OPEN) {
      resolve();
      return;
    }
    let opened = false;
    socket = new WebSocket(address);
    socket.onopen = () => {
      opened = true;
      resolve();
    };
    socket.onmessage = ({ data }) => {
      const [, what, rest] = /^(\w+) (.*)$/s.exec(data);
      if (what === "here") {
        here = `${rest} here`;
      }
      tell(what === "here" ? here : rest);
    };
    socket.onclose = ({ code }) => opened ? tell(`closed with ${code}`) : reject();
  });
  for (const button of card.querySelectorAll("[data-say]")) {
    button.addEventListener("click", event => {
      event.preventDefault();
      open().then(() => socket.send(button.dataset.say), () => show(card, "Refused", "no WebSocket passes here",
        `This page came by ${document.getElementById("way").textContent}. That passes no WebSocket on. Behind nginx`
        + " use scgi_pass; behind lighttpd 1.4.74 or later set \"upgrade\" => \"enable\"; behind Apache, HAProxy, Caddy"
        + " and others pass this address on over HTTP (gangway run --protocol auto). The log of the application server"
        + " says which it is."));
    });
  }
}

for (const id of ["headers", "attributes"]) {
  const section = document.getElementById(id);
  const rows = section ? [...section.querySelectorAll("tbody tr")] : [];
  if (rows.length > 8) {
    const input = document.createElement("input");
    input.type = "search";
    input.className = "filter";
    input.placeholder = "Filter by name or value";
    input.setAttribute("aria-label", `Filter ${id}`);
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      for (const row of rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      }
    });
    section.querySelector(".card").before(input);
  }
}
