// A matrix in the page, with its rows by section and its operations.

// A matrix in the page: its heading, its advice, its rows by section, its operations.
class Block {
  constructor(page, matrix) {
    this.page = page;
    this.matrix = matrix;
    this.language = matrix.language ?? null;
    this.lines = matrix.rows.map((row) => new Line(page, row, matrix));
    this.together = (matrix.operations ?? []).map((it) => new Line(page, it, matrix));
    this.advice = element("ul", { class: "advice" });
    this.adviceWhole = element(
      "div",
      { class: "advised", hidden: true },
      element("p", {}, "Advice for this situation"),
      this.advice,
    );
    this.groups = this.sections();
    if (this.together.length > 0)
      this.groups.push(
        this.group("Operations", this.together, "Several rows that together are one question."),
      );
    this.whole = element(
      "section",
      { class: "matrix", id: `matrix-${matrix.id}`, "aria-labelledby": `${matrix.id}-title` },
      element(
        "h2",
        {
          id: `${matrix.id}-title`,
          class: page.isAbout(matrix) ? "unseen" : null,
          dir: "auto",
          lang: this.language,
        },
        matrix.title,
      ),
      matrix.description
        ? paragraph("about-matrix", [title(matrix.description)], this.language)
        : null,
      matrix.source?.words
        ? paragraph("about-matrix", ["Source: ", title(matrix.source.words)], this.language)
        : null,
      this.adviceWhole,
      ...this.groups.map((group) => group.whole),
      this.footnotes(),
    );
  }

  // The rows in the order of the matrix, with a heading wherever the section changes.
  sections() {
    const titles = new Map(this.matrix.sections ?? []);
    const groups = [];
    for (const line of this.lines) {
      const { section } = line.thing;
      if (groups.length === 0 || groups.at(-1).section !== section)
        groups.push({ section, lines: [] });
      groups.at(-1).lines.push(line);
    }
    return groups.map(({ section, lines }) => this.group(titles.get(section), lines));
  }

  group(heading, lines, about) {
    for (const line of lines) line.grouped = Boolean(heading);
    const list = element("ol", { class: "rows" }, ...lines.map((line) => line.whole));
    const whole = element(
      "div",
      { class: "group" },
      heading ? element("h3", {}, ...nodes([title(heading)], this.language)) : null,
      about ? paragraph("about-matrix", [about]) : null,
      list,
    );
    return { whole, lines };
  }

  footnotes() {
    const { notes, doubts } = this.matrix;
    if (!notes && !doubts) return null;
    const detail = new Detail(this.page.words, fresh(), this.language, "h3");
    return element(
      "details",
      { class: "footnotes" },
      element("summary", {}, "Notes and doubts about the whole table"),
      element(
        "div",
        { class: "detail" },
        detail.part(
          "Notes",
          detail.list(notes, (it) => [title(it)]),
        ),
        detail.part(
          "In doubt",
          (doubts ?? []).map((it) => detail.doubt(it)),
        ),
      ),
    );
  }

  update(answers, sought) {
    const { state } = answers;
    const here = state.matrix === null || state.matrix === this.matrix.id;
    this.whole.hidden = !here;
    if (!here) return;
    for (const line of [...this.lines, ...this.together]) {
      line.update(answers);
      line.whole.hidden = !line.fits(state, sought);
    }
    for (const { whole, lines } of this.groups)
      whole.hidden = lines.every((line) => line.whole.hidden);
    this.whole.hidden = this.groups.every((group) => group.whole.hidden);
    this.advise(answers);
  }

  advise({ index, state }) {
    const holding = (this.matrix.advisories ?? []).filter(
      (it) => holds(index, state, it.when) === true,
    );
    const said = holding.map((it) => it.says);
    this.adviceWhole.hidden = said.length === 0;
    if (this.advice.said === said.join("\n")) return;
    this.advice.said = said.join("\n");
    this.advice.replaceChildren(
      ...said.map((it) => element("li", { dir: "auto", lang: this.language }, it)),
    );
  }
}
