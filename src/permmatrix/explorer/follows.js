// What the facts said mean for others, at their controls, and which of them cannot be so together.

class Follows {
  constructor(page) {
    this.page = page;
    this.index = page.index;
    this.notes = new Map();
    this.torn = element("div", { class: "notice", id: "torn", role: "alert", hidden: true });
    byId("notice").after(this.torn);
  }

  show(state) {
    for (const [id, choice] of this.page.controls.facts) this.note(id, choice, state);
    const phrases = contradictions(this.index, state).map((ids) => this.together(ids, state));
    const text = phrases.map(plain).join(" ");
    this.torn.hidden = text === "";
    if (this.torn.said === text) return;
    this.torn.said = text;
    this.torn.replaceChildren(...phrases.map((it) => paragraph("", it, this.page.language)));
  }

  // Says at a control what follows for it.
  note(id, choice, state) {
    const value = following(this.index, state, id);
    if (value === undefined && !this.notes.has(id)) return;
    if (!this.notes.has(id)) {
      this.notes.set(id, element("p", { class: "hint follows" }));
      choice.whole.append(this.notes.get(id));
    }
    say(this.notes.get(id), value === undefined ? [] : [`Follows: ${value ? "yes" : "no"}.`]);
  }

  together(ids, { facts }) {
    const said = ids.map((id) => [facts[id] ? "" : "not ", this.page.words.condition(id)]);
    return ["These facts cannot be so together: ", ...listed(said, "and"), "."];
  }
}
