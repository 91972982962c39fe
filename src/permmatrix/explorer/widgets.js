// Parts of controls: groups to choose from, boxes to tick, lists to pick from, a link to copy.

let numbered = 0;

// One of a few: a group of radio buttons, or of boxes where several can be chosen.
class Choice {
  constructor({ legend, hint, language, options, change }) {
    numbered += 1;
    this.name = `choice-${numbered}`;
    this.change = change;
    this.options = options.map(([value, label, about]) =>
      this.option(value, label, about, language),
    );
    const described = hint.length > 0 ? `${this.name}-hint` : null;
    this.whole = element(
      "fieldset",
      { class: "choice", "aria-describedby": described },
      element("legend", {}, ...nodes(legend, language)),
      described ? element("p", { class: "hint", id: described }, ...nodes(hint, language)) : null,
      element("div", { class: "options" }, ...this.options.map((it) => it.whole)),
    );
  }

  option(value, label, about, language) {
    const input = element("input", { type: "radio", name: this.name, value });
    input.addEventListener("change", () => this.change(this.chosen()));
    const whole = element(
      "label",
      { title: about },
      input,
      element("span", { dir: "auto", lang: language }, label),
    );
    return { value, input, whole };
  }

  chosen() {
    return this.options.filter((it) => it.input.checked).map((it) => it.value);
  }

  show(values, several = false) {
    for (const { value, input } of this.options) {
      input.type = several ? "checkbox" : "radio";
      input.checked = values.includes(value);
    }
  }
}

function box(label, language, change) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => change(input.checked));
  return {
    input,
    whole: element(
      "label",
      { class: "box" },
      input,
      element("span", {}, ...nodes(label, language)),
    ),
  };
}

function chooser(label, options, change) {
  numbered += 1;
  const id = `choice-${numbered}`;
  const select = element("select", { id });
  const put = (place, [value, text]) => place.append(element("option", { value }, text));
  for (const it of options) {
    if (it.group) {
      const group = element("optgroup", { label: it.group });
      it.options.forEach((option) => put(group, option));
      select.append(group);
    } else {
      put(select, it);
    }
  }
  select.addEventListener("change", () => change(select.value || null));
  return {
    select,
    whole: element("div", { class: "chooser" }, element("label", { for: id }, label), select),
  };
}

// Copies the address; where that is not permitted, shows it to be copied by hand.
class CopyLink {
  constructor() {
    this.button = element("button", { type: "button" }, "Copy link");
    this.field = element("input", {
      type: "text",
      readonly: true,
      "aria-label": "Link to this state",
    });
    this.told = element("span", { role: "status", class: "hint" });
    this.rest = element("div", { class: "link" }, this.told, this.field);
    this.field.hidden = true;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.tell("The link was copied.");
    } catch {
      this.byHand();
    }
  }

  byHand() {
    this.field.hidden = false;
    this.field.value = location.href;
    this.field.focus();
    this.field.select();
    const done = document.execCommand("copy");
    this.tell(done ? "The link was copied." : "Copy the link from here:");
    this.field.hidden = done;
    if (done) this.button.focus();
  }

  tell(text) {
    this.told.textContent = text;
  }

  // What was copied is of another state by now.
  forget() {
    this.told.textContent = "";
    this.field.hidden = true;
  }
}
