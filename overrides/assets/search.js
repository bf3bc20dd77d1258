/* Search, fetched when the box is first touched: MiniSearch over the index of this language (site/search.py).
   Words are compared as typed and also without tones, so that what was typed without them is found; scripts without spaces by pairs of letters. */
((d, me, src) => {
  const box = d.querySelector(".md-search"), input = d.forms.search.query;
  const meta = box.querySelector(".md-search-result__meta"), list = box.querySelector(".md-search-result__list");
  const idle = meta.textContent, home = new URL(me.home, location.href).href, words = box.dataset;
  const marks = /[\u0300-\u036f]/g, invisible = /[\u200b-\u200d\u2060\ufeff]/g;
  // Letters of words with spaces between them; runs of Thai, Lao, Khmer, Myanmar and Han are cut into pairs.
  const runs = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17dd\u3400-\u9fff]+|[^\s\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u0e00-\u0eff\u1000-\u109f\u1780-\u17dd\u17d4-\u17da\u2000-\u206f\u3000-\u9fff\uff00-\uff0f\uff1a-\uff20]+/g;
  const plain = text => text.normalize("NFC").toLowerCase().replace(invisible, "");
  const bare = text => plain(text).normalize("NFD").replace(marks, "").replace(/\u0111/g, "d").normalize("NFC");
  const cut = text => {
    const found = [];
    for (const run of text.match(runs) || []) {
      if (run.length < 3 || run.charCodeAt(0) < 0xe00) found.push(run);
      else for (let i = 0; i < run.length - 1; i++) found.push(run.slice(i, i + 2));
    }
    return found;
  };
  // MiniSearch asks for fields by name: the bare ones are made of the others.
  const BARE = { bt: "t", bg: "g", bx: "x" };
  const boost = { n: 50, t: 12, bt: 6, g: 3, bg: 1.5, x: 2, bx: 1 };
  const field = (entry, name) => BARE[name] ? bare(entry[BARE[name]] || "") : name == "p" ? entry.p : plain(entry[name] || "");
  let engine, entries;

  const same = term => term;
  const query = (terms, fields) => ({ combineWith: "AND", queries: terms.map((term, n) => ({ queries: [term], fields, prefix: n == terms.length - 1 && term.length > 1 })) });
  const near = (a, b) => {
    if (a == b) return true;
    if (a.length < 3 || Math.abs(a.length - b.length) > 1) return false;
    let start = 0, end = 0;
    const most = Math.min(a.length, b.length);
    while (start < most && a[start] == b[start]) start++;
    while (end < most - start && a[a.length - 1 - end] == b[b.length - 1 - end]) end++;
    const left = a.slice(start, a.length - end), other = b.slice(start, b.length - end);
    return left.length < 2 && other.length < 2 || left.length == 2 && left == other[1] + other[0];
  };
  // Whether the words stand in the title in this order, side by side, a letter more or less.
  const inTitle = (terms, title) => title.some((_, at) => at + terms.length <= title.length && terms.every((term, n) => near(term, title[at + n])));
  const swapped = term => Array.from(term).slice(1).map((_, i) => term.slice(0, i) + term[i + 1] + term[i] + term.slice(i + 2));
  // One letter wrong, missing, too many, or two that changed places.
  const slip = term => term.length < 3 ? term : { combineWith: "OR", queries: [{ queries: [term], fuzzy: 1 }].concat(swapped(term)) };

  const known = e => e.words ? e : Object.assign(e, { words: cut(bare(e.t)), bare: bare(e.t), rest: bare(e.g + " " + e.x) });
  const ranked = (found, text) => {
    const typed = plain(text).trim(), toneless = bare(text).trim();
    const terms = cut(toneless);
    const weight = e => (inTitle(terms, e.words) ? 4 : 1) * (e.bare.includes(toneless) ? 4 : 1) * (plain(e.t).includes(typed) ? 2 : 1) * (e.rest.includes(toneless) ? 2 : 1);
    return found.map(f => [f.score * weight(known(entries[f.id])), entries[f.id]]).sort((a, b) => b[0] - a[0]).map(pair => pair[1]);
  };
  const find = text => {
    const toned = cut(plain(text)), toneless = cut(bare(text)), bareFields = ["n", "bt", "bg", "bx"];
    if (!toneless.length) return [];
    const either = { combineWith: "OR", queries: [query(toned, ["n", "t", "g", "x"]), query(toneless, bareFields)] };
    const slips = { combineWith: "AND", fields: bareFields, queries: toneless.map(slip) };
    const some = { combineWith: "OR", fields: bareFields, queries: toneless.filter(term => term.length > 2) };
    let found = engine.search(either);
    // No title says it: a slip of one letter may have made another word, as where one mark tells two words apart.
    if (!found.some(f => inTitle(toneless, known(entries[f.id]).words))) found = engine.search({ combineWith: "OR", queries: [either, slips] });
    if (!found.length) found = engine.search(some);
    return ranked(found, text);
  };

  const link = (href, text, style) => {
    const a = d.createElement("a");
    a.href = href;
    a.className = style;
    a.textContent = text;
    return a;
  };
  const shown = entry => {
    const li = d.createElement("li"), a = link(new URL(entry.p, home).href, "", "md-search-result__link"), title = d.createElement("h2");
    li.className = "md-search-result__item";
    title.textContent = entry.t;
    if (entry.l) li.lang = entry.l;
    a.append(title);
    if (entry.g) {
      const goal = d.createElement("p");
      goal.textContent = entry.g;
      a.append(goal);
    }
    li.append(a);
    if (entry.n) li.append(link(new URL(me.root + entry.n + "/", location.href).href, entry.n, "ct-found-number"));
    if (entry.d) {
      const draft = d.createElement("span");
      draft.className = "ct-found-draft";
      draft.lang = d.documentElement.lang;
      draft.textContent = words.draft;
      title.append(" ", draft);
    }
    return li;
  };
  const show = () => {
    const text = input.value.replace(/[\uff10-\uff19]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
    const found = text.trim() ? find(text) : [];
    list.textContent = "";
    for (const entry of found.slice(0, 20)) list.append(shown(entry));
    meta.textContent = !text.trim() ? idle : !found.length ? words.none : words.found.replace("{n}", found.length);
  };
  const begin = (text, MiniSearch) => {
    entries = JSON.parse(text);
    engine = new MiniSearch({ idField: "id", fields: Object.keys(boost), extractField: (e, name) => name == "id" ? e.id : field(e, name), tokenize: cut, processTerm: same, searchOptions: { boost, tokenize: text => [text], processTerm: same } });
    engine.addAll(entries.map((entry, id) => Object.assign({ id }, entry)));
    input.addEventListener("input", show);
    d.forms.search.onreset = () => setTimeout(show);
    show();
  };
  d.forms.search.onsubmit = e => {
    const first = list.querySelector("a");
    e.preventDefault();
    if (first) location.href = first.href;
  };
  const script = d.createElement("script"), failed = () => { meta.textContent = words.failed; };
  script.src = src.replace("search.js", "minisearch.js");
  script.onerror = failed;
  script.onload = () => fetch(home + "search/index.json").then(r => r.ok ? r.text() : Promise.reject(r.status)).then(text => begin(text, self.MiniSearch)).catch(failed);
  d.body.append(script);
})(document, document.querySelector("script[data-home]").dataset, document.currentScript.src);
