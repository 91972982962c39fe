// The answers in one state, as far as they are asked for.

// What rows answer in one state. What rows of a shape share is worked out once, and what is said
// about it when it is first wanted.
class Answers {
  constructor(words, finder, state) {
    this.words = words;
    this.index = words.index;
    this.finder = finder;
    this.state = state;
    this.other = state.compare ? withLevel(state, state.compare) : null;
    this.kept = new Map();
  }

  of(thing) {
    const key = this.key(thing);
    if (!this.kept.has(key)) this.kept.set(key, new Shown(this, thing));
    return this.kept.get(key);
  }

  key(thing) {
    if (thing.any_of) return thing.id;
    return isOffered(thing, this.state) ? thing.shape : `not offered: ${thing.platforms}`;
  }
}

// One answer: in the state, in the compared one, and, once asked for, in words.
class Shown {
  constructor(answers, thing) {
    this.answers = answers;
    this.thing = thing;
    this.found = this.decided(answers.state);
    this.other = answers.other && this.decided(answers.other);
  }

  decided(state) {
    const { index } = this.answers;
    return this.thing.any_of
      ? decideOperation(index, state, this.thing)
      : decideRow(index, state, this.thing);
  }

  get rows() {
    const { rows } = this.answers.index;
    return this.thing.any_of ? this.thing.any_of.map((id) => rows.get(id)) : [this.thing];
  }

  get missing() {
    this.sets ??= this.answers.finder.missing(this.answers.state, this.rows);
    return this.sets;
  }

  // Why, and what is missing; each with its plain text, by which a change is noticed.
  get said() {
    this.phrases ??= [this.why(), this.asks()].map((phrase) => ({ phrase, text: plain(phrase) }));
    return this.phrases;
  }

  why() {
    const { words, state } = this.answers;
    return this.thing.any_of ? this.together() : words.why(state, this.thing, this.found);
  }

  asks() {
    if (["allowed", "platform"].includes(this.found.outcome)) return [];
    const { sets, cut } = this.missing;
    if (sets.length === 0) return cut ? ["more than can be listed"] : [];
    return this.answers.words.missing(this.missing, 2);
  }

  // Why an operation answers as it does: by the row that decides.
  together() {
    const { words, index, state } = this.answers;
    const { outcome, missing } = this.found;
    if (outcome === "missing_facts") return ["Not known: ", ...words.facts(missing), "."];
    if (outcome !== "allowed") return [`None of its ${this.rows.length} rows allows it.`];
    const row = decidingRow(index, state, this.thing);
    return ["Allowed by the row ", title(row.title), "."];
  }
}

const differs = ({ found, other }) =>
  other !== null &&
  (verdict(found.outcome) !== verdict(other.outcome) ||
    `${found.obligations}` !== `${other.obligations}`);
