/* What searches comes when somebody searches. Nothing here is needed to read or to open a guide. */
((d, me, src) => {
  const search = d.getElementById("__search"), number = d.querySelector(".ct-number");
  let asked = false;
  const load = () => {
    if (asked) return;
    asked = true;
    const s = d.createElement("script");
    s.src = src.replace("camtay.js", "search.js");
    d.body.append(s);
  };
  d.documentElement.classList.add("ct-js");
  // The theme's labels open menu and search with a pointer only: give them the keyboard too.
  for (const label of d.querySelectorAll(".md-header__button[for]")) {
    const icon = label.firstElementChild;
    icon.tabIndex = 0;
    icon.setAttribute("role", "button");
    icon.setAttribute("aria-label", label.htmlFor == "__search" ? me.search : me.menu);
    label.onkeydown = e => {
      if (e.key == "Enter" || e.key == " ") {
        e.preventDefault();
        label.click();
      }
    };
  }
  if (search) search.onchange = () => {
    load();
    if (search.checked) d.forms.search.query.focus();
  };
  // Whoever only passes by with the Tab key sees where they are and fetches nothing; the box closes behind them.
  const form = d.forms.search, box = form && form.parentNode.parentNode;
  if (form) {
    form.addEventListener("focusin", () => { search.checked = true; });
    form.addEventListener("click", load);
    form.addEventListener("input", load);
    box.addEventListener("focusout", e => {
      if (e.relatedTarget && !box.contains(e.relatedTarget)) search.checked = false;
    });
  }
  addEventListener("keydown", e => {
    if (e.key == "Escape" && search && search.checked) {
      search.checked = false;
      d.activeElement.blur();
    }
  });
  // The row of languages begins where the page's own stands in the middle of what the last link, which stays, leaves of it.
  const row = d.querySelector(".ct-tongues ul"), here = row && row.querySelector("[aria-current]");
  if (here) {
    const [own, all, last] = [here, row, row.lastElementChild].map(e => e.getBoundingClientRect());
    const [from, to] = last.left - all.left > all.right - last.right ? [all.left, last.left] : [last.right, all.right];
    row.scrollLeft += (own.left + own.right - from - to) / 2;
  }
  // Folded lists: open where there is room, where a link leads, and on paper.
  const folds = all => [].slice.call(d.querySelectorAll("details" + all)).forEach(e => { e.open = true; });
  const lead = () => {
    const to = d.getElementById(location.hash.slice(1)), next = to && to.nextElementSibling;
    const fold = to && (to.closest("details") || next && next.localName == "details" && next);
    if (fold) fold.open = true;
  };
  if (matchMedia("(min-width:60em)").matches) folds(".ct-wide-open");
  addEventListener("hashchange", lead);
  addEventListener("beforeprint", () => folds(""));
  lead();
  if (number) {
    const damm = "0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790";
    const error = d.getElementById("ct-e"), pad = number.querySelector(".ct-pad"), { root, least } = number.dataset;
    const say = key => {
      error.textContent = key ? number.dataset[key] : "";
      number.n.setAttribute("aria-invalid", !!key);
      if (key) number.n.focus();
    };
    // Whatever people type: spaces, dots, digits of other keyboards, the whole address beside the code.
    const digits = text => {
      const plain = text.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9\u17e0-\u17e9]/g, c => c.charCodeAt(0) & 15);
      const path = /(?:^|\/)([\d\s.-]{3,})\/?(?:[a-z]+\/?)?(?:[?#].*)?$/.exec(plain.trim());
      return (path ? path[1] : plain).replace(/[\s.,_/-]/g, "");
    };
    const open = code => { location.href = root + code + "/"; };
    number.noValidate = true;
    number.n.oninput = () => say("");
    number.onsubmit = e => {
      e.preventDefault();
      const code = digits(number.n.value);
      let check = 0;
      for (const digit of code) check = +damm[check * 10 + +digit];
      if (!/^\d*$/.test(code)) say("bad");
      else if (code.length < least) say("short");
      else if (check) say("bad");
      // Some stores of files answer 403 for what is not there; 405 is a server that knows no HEAD.
      else fetch(`${root}${code}/`, { method: "HEAD" }).then(answer => answer.status > 399 && answer.status < 405 ? say("gone") : open(code), () => open(code));
    };
    // 1 2 3 … for whoever finds the phone's own keys too small.
    for (const key of pad ? "123456789⌫0" : "") {
      const b = d.createElement("button");
      b.type = "button";
      b.textContent = key;
      if (key == "⌫") b.setAttribute("aria-label", number.dataset.rub);
      b.onclick = () => {
        number.n.value = key == "⌫" ? number.n.value.slice(0, -1) : number.n.value + key;
        say("");
      };
      pad.append(b);
      pad.hidden = false;
    }
  }
})(document, document.currentScript.dataset, document.currentScript.src);
