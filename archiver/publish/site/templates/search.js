// The search page: asks the index that lies beside it, and shows the sentences that were found.
const SHOWN = 10, SENTENCES = 3, WORDS = 60;
const box = document.getElementById("search"), words = document.getElementById("words");
const found = document.getElementById("found"), list = document.getElementById("results");
const more = document.getElementById("more"), selects = [...box.querySelectorAll("select")];
const character = new RegExp(box.dataset.character, "gu");
const joined = new RegExp(`(?:${box.dataset.character}|[\u3001-\u303f\uff01-\uff60]) ${box.dataset.character}`, "u");
let pagefind, results = [], asked = 0;

// In a script without spaces each character is indexed as a word: a run of them is asked for as a phrase.
const query = (said) => said.replace(/[“”„«»]/g, '"').split('"').map((part, place) => {
  const spaced = part.replace(character, " $& ").replace(/\s+/g, " ").trim();
  return place % 2 || part.match(character)?.length > 1 ? (spaced && `"${spaced}"`) : spaced;
}).filter(Boolean).join(" ");

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The sentences of a page that have most of the words, in their order, each once however often it stands there.
function sentences(page) {
  const all = page.content.split(/\s+/), hits = new Set(page.locations), seen = new Set();
  const starts = page.anchors.filter((one) => one.id).sort((a, b) => a.location - b.location);
  if (!starts.length || starts[0].location > 0) starts.unshift({ id: "", location: 0 });
  return starts.map(({ id, location }, place) => {
    const end = starts[place + 1]?.location ?? all.length;
    const own = [...hits].filter((one) => one >= location && one < end);
    return { id, end, location, own, text: all.slice(location, end).join(" ") };
  }).filter((one) => one.own.length && !seen.has(one.text) && seen.add(one.text)).sort((a, b) => b.own.length - a.own.length)
    .slice(0, SENTENCES).sort((a, b) => a.location - b.location)
    .map((one) => ({ id: one.id, shown: marked(all, hits, one) }));
}

function marked(all, hits, { location, end, own }) {
  const from = end - location > WORDS ? Math.max(location, own[0] - 15) : location;
  const until = Math.min(end, from + WORDS), parts = [];
  if (from > location) parts.push("… ");
  for (let place = from; place < until; place++) {
    parts.push(hits.has(place) ? element("mark", { textContent: all[place] }) : all[place]);
    if (!joined.test(`${all[place].slice(-3)} ${(all[place + 1] ?? "").slice(0, 3)}`)) parts.push(" ");
  }
  if (until < end) parts.push("…");
  return parts;
}

async function shown(result) {
  const page = await result.data(), address = `..${(page.raw_url ?? page.url).replace(/\.html$/, "/")}`;
  const kind = page.filters.category ? "Provision" : "Text";
  const said = sentences(page).map(({ id, shown }) => element("p", { className: "said" },
    element("a", { href: id ? `${address}#${id}` : address }, ...shown)));
  return element("li", {}, element("p", { className: "head" },
    element("a", { href: address, textContent: page.meta.title })),
    ...said, element("p", { className: "meta", textContent: `${kind} · ${page.filters.kind?.[0] ?? ""}` }));
}

async function show_more() {
  const own = asked, from = list.children.length;
  const items = await Promise.all(results.slice(from, from + SHOWN).map(shown));
  if (own !== asked) return;
  list.append(...items);
  more.hidden = list.children.length >= results.length;
}

async function search() {
  const own = ++asked, said = words.value.trim();
  const chosen = selects.filter((one) => one.value);
  const told = new URLSearchParams([["q", said], ...chosen.map((one) => [one.name, one.value])].filter(([, value]) => value));
  history.replaceState(null, "", told.size ? `?${told}` : location.pathname);
  const filters = Object.fromEntries(chosen.map((one) => [one.name, one.value]));
  const answer = said || chosen.length ? await pagefind.search(query(said) || null, { filters }) : { results: [] };
  if (own !== asked) return;
  results = answer.results;
  list.replaceChildren();
  const count = results.length;
  found.textContent = !said && !chosen.length ? "" : !count ? "Nothing found." : count === 1 ? "1 page." : `${count} pages, the best first.`;
  await show_more();
}

async function start() {
  try {
    const [first, ...others] = box.dataset.index.split(" ").map((one) => new URL(one, location).href);
    pagefind = await import(`${first}pagefind.js`);
    await pagefind.options({ noWorker: true });
    await pagefind.init();
    await Promise.all(others.map((one) => pagefind.mergeIndex(one)));
  } catch {
    found.textContent = "The index of this search cannot be loaded. Pages that are opened as files cannot load it: use `archiver site serve`.";
    return;
  }
  const told = new URLSearchParams(location.search);
  words.value = told.get("q") ?? "";
  for (const one of selects) one.value = [...one.options].some((option) => option.value === told.get(one.name)) ? told.get(one.name) : "";
  for (const one of [words, ...selects]) one.disabled = false;
  let waiting;
  words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  for (const one of selects) one.addEventListener("change", search);
  more.addEventListener("click", show_more);
  if (!matchMedia("(pointer: coarse)").matches) words.focus();
  await search();
}

await start();
