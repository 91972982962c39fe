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
    this.sets ??= this.lacking(this.answers.state);
    return this.sets;
  }

  // What is missing in the compared state.
  get otherMissing() {
    this.otherSets ??= this.lacking(this.answers.other);
    return this.otherSets;
  }

  lacking(state) {
    return this.answers.finder.missing(state, this.rows);
  }

  // Why, and what is missing; each with its plain text, by which a change is noticed.
  get said() {
    const phrases = () => this.saidOf(this.answers.state, this.found, () => this.missing);
    this.phrases ??= phrases().map((phrase) => ({ phrase, text: plain(phrase) }));
    return this.phrases;
  }

  // The same for the compared state, as phrases.
  get otherSaid() {
    return this.saidOf(this.answers.other, this.other, () => this.otherMissing);
  }

  saidOf(state, found, missing) {
    const { words } = this.answers;
    const why = this.thing.any_of
      ? this.together(state, found)
      : words.why(state, this.thing, found);
    return [why, isSettled(found) ? [] : this.asks(missing())];
  }

  asks(missing) {
    const { sets, cut } = missing;
    if (sets.length === 0) return cut ? ["more than can be listed"] : [];
    return this.answers.words.missing(missing, 2);
  }

  // Why an operation answers as it does: by the row that decides.
  together(state, { outcome, missing }) {
    const { words, index } = this.answers;
    if (outcome === "missing_facts") return ["Not known: ", ...words.facts(missing), "."];
    if (outcome !== "allowed") return [`None of its ${this.rows.length} rows allows it.`];
    const row = decidingRow(index, state, this.thing);
    return ["Allowed by the row ", title(row.title), "."];
  }

  // Whether the two columns say different things: the answer, what it waits on, the limits that
  // come with it, or else what would make it a yes.
  get differs() {
    this.differing ??= this.other !== null && this.compared();
    return this.differing;
  }

  compared() {
    const told = ({ outcome, missing, obligations }) =>
      JSON.stringify([verdict(outcome), missing, obligations]);
    if (told(this.found) !== told(this.other)) return true;
    if (isSettled(this.found) && isSettled(this.other)) return false;
    return listedSets(this.missing) !== listedSets(this.otherMissing);
  }
}

const isSettled = ({ outcome }) => ["allowed", "platform"].includes(outcome);

// Sets of changes as a text, in whatever order they were found.
const listedSets = ({ sets }) => JSON.stringify(sets.map((set) => set.map(String).sort()).sort());

const differs = (shown) => shown.differs;
