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
  d.forms.search && d.forms.search.addEventListener("focusin", () => {
    search.checked = true;
    load();
  });
  addEventListener("keydown", e => {
    if (e.key == "Escape" && search && search.checked) {
      search.checked = false;
      d.activeElement.blur();
    }
  });
  if (number) {
    const damm = "0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790";
    number.n.oninput = () => number.n.setCustomValidity("");
    number.onsubmit = e => {
      const code = number.n.value.replace(/\D/g, "");
      let check = 0;
      for (const digit of code) check = +damm[check * 10 + +digit];
      e.preventDefault();
      if (code.length > 3 && !check) location.href = number.dataset.root + code + "/";
      else {
        number.n.setCustomValidity(number.dataset.bad);
        number.n.reportValidity();
      }
    };
  }
})(document, document.currentScript.dataset, document.currentScript.src);
