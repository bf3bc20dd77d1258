/* The print room's basket: what a morning needs, made into one file out of the finished sheets. Kept on this device, sent nowhere.
   The list below it works without this script. pdf-lib (pdf-lib/LICENSE.txt) comes only when somebody makes a file. */
(function (d, w) {
  "use strict";
  const HASH = "sha384-weMABwrltA6jWR8DDe9Jp5blk+tZQh7ugpCsF3JwSA53WZM9/14PjS5LAJNHNjAI";
  const KEY = "camtay-room", A4 = [595.28, 841.89];
  const place = d.getElementById("ct-room");
  if (!place || !w.fetch || !w.Promise) return;
  const base = place.dataset.base;
  const make = (tag, text, more) => {
    const e = d.createElement(tag);
    if (text) e.textContent = text;
    for (const name in more || {}) e.setAttribute(name, more[name]);
    return e;
  };
  const button = (text, act) => {
    const e = make("button", text, { type: "button" });
    e.onclick = act;
    return e;
  };
  const field = (name, label, input) => {
    const e = make("label", label.charAt(0).toUpperCase() + label.slice(1) + " ");
    input.name = name;
    e.appendChild(input);
    return e;
  };
  const choice = (rows, chosen, act) => {
    const e = make("select");
    rows.forEach(row => {
      const o = make("option", row[1], { value: row[0] });
      o.selected = row[0] == chosen;
      e.appendChild(o);
    });
    e.onchange = () => act(e.value);
    return e;
  };
  const dots = n => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ".");

  const begin = room => {
    const say = key => room.words["pack." + key];
    const kept = (() => { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch (e) { return {}; } })();
    const tags = room.shelves.map(s => s.tag);
    const basket = {
      slugs: (kept.slugs || []).filter(slug => room.titles[slug]),
      forms: kept.forms || [],
      people: kept.people || 12,
      price: kept.price || 0,
      tag: tags.indexOf(kept.tag) < 0 ? tags[0] : kept.tag
    };
    let path = "", module = "", kind = "", made = "";
    const keep = () => { try { localStorage.setItem(KEY, JSON.stringify(basket)); } catch (e) { return; } };
    const shelf = () => room.shelves[tags.indexOf(basket.tag)];

    /* --- what is in it: [kind, slug, path, pages of the file from 0, copies, ink] in printing order --- */
    const rows = () => {
      const found = [], mine = shelf();
      const kinds = Object.keys(room.kinds).filter(k => room.kinds[k][1]).sort((a, b) => room.kinds[a][1] - room.kinds[b][1]);
      kinds.forEach(k => {
        const per = room.kinds[k][2];
        const copies = per == "person" ? basket.people : per == "eight" ? Math.ceil(basket.people / 8) : 1;
        basket.slugs.forEach(slug => {
          const s = (mine.sheets[k] || {})[slug];
          if (s) found.push([k, slug, s[0], Array.from({ length: s[1] }, (x, n) => n), copies, s[2]]);
        });
        if (mine.by_name && mine.by_name.kind == k) {
          const ids = basket.slugs.map(slug => room.titles[slug][0]);
          mine.by_name.named.forEach(form => {
            const asked = basket.forms.indexOf(form[0]) >= 0;
            /* A form that lists lessons: the pages with those of the basket. */
            const listed = form[1].filter(n => mine.by_name.lists[n].length);
            const pages = form[1].filter(n => !listed.length || mine.by_name.lists[n].some(id => ids.indexOf(id) >= 0));
            if (pages.length && (asked || form[2] && basket.slugs.length)) found.push([k, form[0], mine.by_name.path, pages, 1, mine.by_name.ink]);
          });
        }
      });
      return found;
    };
    const sums = list => {
      let sides = 1, papers = 1, ink = 0;
      list.forEach(r => {
        sides += r[3].length * r[4];
        papers += Math.ceil(r[3].length / 2) * r[4];
        ink += r[5] * r[3].length * r[4];
      });
      return { sides: sides, papers: papers, ink: sides > 1 ? Math.round(ink / (sides - 1)) / 10 : 0, cost: sides * basket.price };
    };
    const named = r => room.kinds[r[0]][0] + " · " + (room.titles[r[1]] ? room.titles[r[1]].join(" · ") : r[1]);

    /* --- the panel --- */
    const panel = make("section", "", { "class": "ct-pack", "aria-label": room.words["kind.session"] });
    const top = make("div", "", { "class": "ct-pack-row" }), lessons = make("div", "", { "class": "ct-pack-lessons" });
    const sessions = make("div", "", { "class": "ct-pack-lessons" }), forms = make("div", "", { "class": "ct-pack-lessons" });
    const told = make("p", "", { "role": "status" }), bar = make("div", "", { "class": "ct-pack-bar" });
    const people = make("input", "", { type: "number", min: "1", max: "200", inputmode: "numeric" });
    const price = make("input", "", { type: "number", min: "0", step: "50", inputmode: "numeric" });
    people.value = basket.people;
    price.value = basket.price || "";
    people.oninput = () => { basket.people = Math.min(200, Math.max(1, parseInt(people.value, 10) || 1)); show(); };
    price.oninput = () => { basket.price = Math.max(0, parseInt(price.value, 10) || 0); show(); };
    const go = button(say("make"), () => pack());
    go.id = "ct-make";
    const done = make("a", "", { "class": "ct-button", hidden: "" });
    const has = slug => basket.slugs.indexOf(slug) >= 0;
    const sorted = () => { const order = Object.keys(room.titles); basket.slugs.sort((a, b) => order.indexOf(a) - order.indexOf(b)); };
    const turn = slug => {
      if (has(slug)) basket.slugs.splice(basket.slugs.indexOf(slug), 1);
      else basket.slugs.push(slug);
      sorted();
      show();
    };
    const chip = (slug) => {
      const e = button(room.titles[slug].join(" "), () => turn(slug));
      e.setAttribute("aria-pressed", String(has(slug)));
      e.dataset.slug = slug;
      return e;
    };
    const within = slug => {
      const m = room.modules.filter(row => row[0] == module)[0], p = room.paths.filter(row => row[0] == path)[0];
      return (!m || m[2].indexOf(slug) >= 0) && (!p || p[2].some(s => s.indexOf(slug) >= 0));
    };
    const fill = (e, inside) => {
      while (e.firstChild) e.removeChild(e.firstChild);
      inside.forEach(x => e.appendChild(x));
    };
    const show = () => {
      keep();
      fill(lessons, Object.keys(room.titles).filter(slug => within(slug) && Object.keys(shelf().sheets).some(k => shelf().sheets[k][slug])).map(chip));
      const p = room.paths.filter(row => row[0] == path)[0];
      fill(sessions, p ? p[2].map((slugs, n) => {
        const e = button(room.words["path.session"].replace("{n}", n + 1) + ": " + slugs.map(s => room.titles[s][0]).join(", "), () => {
          basket.slugs = slugs.slice();
          show();
        });
        e.setAttribute("aria-pressed", String(slugs.length == basket.slugs.length && slugs.every(has)));
        return e;
      }) : []);
      fill(forms, shelf().by_name ? shelf().by_name.named.map(form => {
        const on = basket.forms.indexOf(form[0]) >= 0 || form[2] && basket.slugs.length > 0;
        const e = button(form[0], () => {
          const at = basket.forms.indexOf(form[0]);
          if (at < 0) basket.forms.push(form[0]); else basket.forms.splice(at, 1);
          show();
        });
        e.setAttribute("aria-pressed", String(on));
        e.disabled = !!form[2];
        return e;
      }) : []);
      const list = rows(), s = sums(list);
      go.disabled = !list.length;
      done.hidden = true;
      told.textContent = list.length ? [
        basket.slugs.length + " " + say("lessons"), basket.people + " " + say("people"), s.papers + " " + say("papers"), s.sides + " " + say("sides"),
        say("ink") + " " + String(s.ink).replace(".", ",") + " %"
      ].concat(s.cost ? [dots(s.cost) + " " + say("cost")] : []).join(" · ") : say("empty");
      narrow();
    };
    /* The list below: only what was asked for. */
    const narrow = () => {
      const one = (e, off) => { e.hidden = off; };
      const all = sel => Array.prototype.slice.call(d.querySelectorAll(sel));
      const asked = path || module || kind || kept.narrow;
      all("details[data-tag], ul[data-tag]").forEach(e => {
        const t = e.dataset;
        one(e, !!(asked && t.tag != basket.tag || module && t.module && t.module != module));
        if (asked) e.open = true;
      });
      all("tr[data-slug]").forEach(e => one(e, !within(e.dataset.slug)));
      all("td [data-kind]").forEach(e => one(e, !!kind && e.dataset.kind != kind));
      all("li[data-kind]").forEach(e => one(e, !!(kind && e.dataset.kind != kind || module && e.dataset.module && e.dataset.module != module)));
    };

    /* --- the file --- */
    const library = () => new Promise((well, ill) => {
      if (w.PDFLib) return well(w.PDFLib);
      const s = make("script", "", { src: place.dataset.library, integrity: HASH });
      s.onload = () => well(w.PDFLib);
      s.onerror = () => ill(new Error(say("failed")));
      d.body.appendChild(s);
    });
    const bytes = address => fetch(base + address).then(r => {
      if (!r.ok) throw new Error(say("failed"));
      return r.arrayBuffer();
    });
    /* The cover is a picture: so this device's own fonts write every script. */
    const cover = list => new Promise(well => {
      const c = make("canvas"), g = c.getContext("2d"), s = sums(list);
      c.width = 1240;
      c.height = 1754;
      g.fillStyle = "#fff";
      g.fillRect(0, 0, 1240, 1754);
      g.fillStyle = "#000";
      let y = 150;
      const line = (text, size, bold, x) => {
        g.font = (bold ? "bold " : "") + size + "px sans-serif";
        g.fillText(text, x || 90, y, 1150 - (x || 90));
      };
      line(room.words["kind.session"], 68, true);
      y += 70;
      line(shelf().name + " · " + told.textContent, 25);
      y += 66;
      line(room.words["form.date"] + " ……………………………   " + room.words["form.place"] + " …………………………………………………", 28);
      y += 80;
      line(say("how"), 34, true);
      y += 44;
      say("settings").match(/.{1,78}(\s|$)/g).forEach(part => { line(part, 27); y += 38; });
      y += 40;
      line(say("order"), 34, true);
      const high = Math.min(46, (1660 - y) / Math.max(1, list.length));
      list.forEach(r => {
        y += high;
        g.strokeRect(90, y - 22, 24, 24);
        line(named(r), Math.min(26, high * .62), false, 135);
        line(r[4] + " × " + r[3].length, Math.min(26, high * .62), true, 1050);
      });
      c.toBlob(b => { const f = new FileReader(); f.onload = () => well(f.result); f.readAsArrayBuffer(b); }, "image/png");
    });
    const pack = () => {
      const list = rows();
      go.disabled = true;
      go.textContent = say("making");
      if (made) URL.revokeObjectURL(made);
      Promise.all([library(), cover(list)].concat(list.map(r => bytes(r[2])))).then(got => {
        const lib = got[0];
        return lib.PDFDocument.create().then(out => {
          const even = () => { if (out.getPageCount() % 2) out.addPage(A4); };
          out.setTitle(room.words["kind.session"] + " · " + basket.slugs.map(s => room.titles[s][1]).join(" · "));
          out.setLanguage(basket.tag.split("+")[0]);
          out.setCreationDate(new Date(0));
          out.setModificationDate(new Date(0));
          const wishes = out.catalog.getOrCreateViewerPreferences();
          wishes.setPrintScaling(lib.PrintScaling.None);
          wishes.setDuplex(lib.Duplex.DuplexFlipLongEdge);
          wishes.setPickTrayByPDFSize(true);
          wishes.setDisplayDocTitle(true);
          return out.embedPng(got[1]).then(picture => {
            out.addPage(A4).drawImage(picture, { x: 0, y: 0, width: A4[0], height: A4[1] });
            even();
            return list.reduce((before, r, n) => before.then(() => lib.PDFDocument.load(got[n + 2])).then(source => {
              const wanted = [];
              for (let i = 0; i < r[4]; i++) r[3].forEach(page => wanted.push(page));
              return out.copyPages(source, wanted).then(pages => pages.forEach((page, i) => {
                out.addPage(page);
                if ((i + 1) % r[3].length == 0) even();
              }));
            }), Promise.resolve());
          }).then(() => out.save());
        });
      }).then(body => {
        made = URL.createObjectURL(new Blob([body], { type: "application/pdf" }));
        done.href = made;
        done.download = [room.file].concat(basket.slugs, basket.tag).join("_").slice(0, 120) + ".pdf";
        done.textContent = say("open");
        done.hidden = false;
        go.textContent = say("make");
        go.disabled = false;
        done.click();
        done.focus();
      }).catch(e => {
        told.textContent = say("failed");
        go.textContent = say("make");
        go.disabled = false;
        if (w.console) console.error(e);
      });
    };

    const empty = ["", say("all")];
    const kinds = Object.keys(room.kinds).map(k => [k, room.kinds[k][0]]);
    panel.appendChild(make("h2", room.words["kind.session"]));
    panel.appendChild(make("p", say("intro")));
    [
      field("language", say("language"), choice(room.shelves.map(s => [s.tag, s.name]), basket.tag, v => { basket.tag = v; kept.narrow = true; show(); })),
      field("path", say("path"), choice([empty].concat(room.paths), "", v => { path = v; show(); })),
      field("module", say("module"), choice([empty].concat(room.modules), "", v => { module = v; show(); })),
      field("sheet", say("sheet"), choice([empty].concat(kinds), "", v => { kind = v; show(); }))
    ].forEach(e => top.appendChild(e));
    [top, sessions, lessons, make("h3", say("forms")), forms].forEach(e => panel.appendChild(e));
    // Not in the bar: it would cover half of a small phone.
    const cost = make("div", "", { "class": "ct-pack-row" });
    [field("people", say("people"), people), field("price", say("price"), price)].forEach(e => cost.appendChild(e));
    panel.appendChild(cost);
    [told, go, done, button(say("clear"), () => { basket.slugs = []; basket.forms = []; show(); })].forEach(e => bar.appendChild(e));
    panel.appendChild(bar);
    place.appendChild(panel);
    show();
  };
  fetch(place.dataset.pack).then(r => r.json()).then(begin).catch(() => { place.hidden = true; });
})(document, window);
