// Facts that hang together: conditions that read the same facts, and what of them there can be.
//
// A group has the ids of its conditions, and the combinations there can be: numbers whose bits say
// which of the conditions are true. What is known of some leaves fewer combinations for the others.

class Group {
  constructor([ids, combinations]) {
    this.ids = ids;
    this.combinations = combinations;
  }

  // The combinations left where some facts are known.
  left(facts) {
    let asked = 0;
    let wanted = 0;
    this.ids.forEach((id, place) => {
      if (facts[id] === undefined) return;
      asked |= 1 << place;
      if (facts[id]) wanted |= 1 << place;
    });
    return this.combinations.filter((it) => (it & asked) === wanted);
  }

  canBe(facts) {
    return this.left(facts).length > 0;
  }

  // What is known for certain where some facts are known, these among it; null if they cannot be.
  settled(facts) {
    const left = this.left(facts);
    if (left.length === 0) return null;
    const all = left.reduce((common, it) => common & it);
    const some = left.reduce((common, it) => common | it);
    const found = {};
    this.ids.forEach((id, place) => {
      const bit = 1 << place;
      if (all & bit || !(some & bit)) found[id] = (all & bit) !== 0;
    });
    return found;
  }

  // The facts among those of this group.
  among(facts) {
    return Object.fromEntries(
      this.ids.filter((id) => facts[id] !== undefined).map((id) => [id, facts[id]]),
    );
  }

  // The fewest of the facts known that cannot be so together.
  torn(facts) {
    const kept = this.among(facts);
    for (const id of this.ids) {
      const { [id]: _, ...fewer } = kept;
      if (!this.canBe(fewer)) delete kept[id];
    }
    return Object.keys(kept);
  }

  // What facts come to where some are told otherwise: what cannot be so any more is dropped.
  told(said, changes) {
    const kept = Object.entries(said).filter(
      ([id, value]) => (changes[id] ?? value) === value && this.canBe({ ...changes, [id]: value }),
    );
    const whole = { ...Object.fromEntries(kept), ...changes };
    return this.canBe(whole) ? whole : changes;
  }

  // The fewest of some facts to be told so that all of them are so, and what else is so then.
  fewest(facts, wanted) {
    const said = this.among(facts);
    const isSo = (found) => Object.keys(wanted).every((id) => found[id] === wanted[id]);
    if (this.canBe(said)) {
      for (const some of subsets(Object.entries(wanted))) {
        const changes = Object.fromEntries(some);
        const found = this.settled(this.told(said, changes));
        if (found && isSo(found)) return { changes, found };
      }
    }
    const open = Object.entries(wanted).filter(([id, value]) => said[id] !== value);
    return { changes: Object.fromEntries(open), found: { ...wanted } };
  }
}

const MOST_CHOSEN = 10;

// The subsets of a list, small ones first; of a long one, itself alone.
function subsets(list) {
  if (list.length > MOST_CHOSEN) return [list];
  const all = list.reduce((found, it) => [...found, ...found.map((some) => [...some, it])], [[]]);
  return all.sort((a, b) => a.length - b.length);
}

// The facts said, and those that follow from them.
function known(index, { facts }) {
  if (index.together.length === 0) return facts;
  if (!index.settled.has(facts)) {
    const said = index.together.filter((it) => Object.keys(it.among(facts)).length > 0);
    const found = said.map((it) => it.settled(facts));
    index.settled.set(facts, Object.assign({}, ...found, facts));
  }
  return index.settled.get(facts);
}

// What is known of a condition though nobody said it; undefined if it does not follow.
const following = (index, state, id) =>
  state.facts[id] === undefined ? known(index, state)[id] : undefined;

// The facts said that cannot be so together, by group.
const contradictions = (index, { facts }) =>
  index.together.filter((it) => !it.canBe(facts)).map((it) => it.torn(facts));
