// What a row answers. A value is true, false, or the list of the facts it waits on.
//
// It decides by what the page was told and by a state: the levels given on each tool, the granular
// permissions held, the facts known, and the platform. What is not known to be true is denied.

const NEAREST = [
  "platform",
  "guard",
  "no_level",
  "level",
  "not_applicable",
  "unknown_cell",
  "requirement",
];

const BLANK = {
  allow: "level",
  deny: "level",
  unknown: "unknown_cell",
  not_applicable: "not_applicable",
  when: "requirement",
};

const isWaiting = (value) => Array.isArray(value);
const opposite = (value) => (isWaiting(value) ? value : !value);

// False if one is false, else waiting on whatever is not known, else true.
function allOf(values) {
  if (values.includes(false)) return false;
  const waiting = values.filter(isWaiting);
  return waiting.length === 0 ? true : [...new Set(waiting.flat())];
}

const anyOf = (values) => opposite(allOf(values.map(opposite)));

// Finds things of what the page was told by their names.
function indexed(told) {
  const rows = new Map(told.matrices.flatMap((it) => it.rows).map((row) => [row.id, row]));
  return {
    told,
    rows,
    tools: new Map(told.tools.map((tool) => [tool.id, tool])),
    together: told.together.map((it) => new Group(it)),
    settled: new WeakMap(), // by the facts said, with those that follow
    conditions: new Map(told.conditions.map((it) => [it.id, it])),
    granular: new Map(told.granular.map((it) => [`${it.tool}.${it.id}`, it])),
    operations: new Map(
      told.matrices.flatMap((it) => it.operations ?? []).map((it) => [it.id, it]),
    ),
    shapes: told.shapes,
  };
}

// The levels given on a tool, or else its default.
function given(tool, state) {
  const levels = state.levels[tool.id] ?? [];
  return levels.length === 0 && tool.default !== undefined ? [tool.default] : levels;
}

function holds(index, state, requirement) {
  const [kind, first, second] = requirement;
  switch (kind) {
    case "all":
      return allOf(first.map((part) => holds(index, state, part)));
    case "any":
      return anyOf(first.map((part) => holds(index, state, part)));
    case "not":
      return opposite(holds(index, state, first));
    case "is":
      return known(index, state)[first] ?? [first];
    case "granular":
      return state.granular.has(`${first}.${second}`);
    case "level":
      return hasLevel(index, state, index.tools.get(first), second);
    default:
      throw new Error(`no such requirement: ${kind}`);
  }
}

function hasLevel(index, state, tool, ids) {
  const levels = tool.levels.filter((level) => ids.includes(level.id));
  return anyOf(levels.map((level) => isHeld(index, state, tool, level)));
}

// Whether a level is held: it was given, or what it follows from is true.
function isHeld(index, state, tool, level) {
  if (given(tool, state).includes(level.id)) return true;
  return level.held_when ? holds(index, state, level.held_when) : false;
}

function cellValue(index, state, [kind, requirement]) {
  if (kind !== "when") return kind === "allow";
  return requirement ? holds(index, state, requirement) : true;
}

function answer(outcome, level = null, missing = [], obligations = []) {
  return { outcome, level, missing: [...missing].sort(), obligations: [...obligations].sort() };
}

function answerOf(value, level, cell) {
  if (isWaiting(value)) return answer("missing_facts", level, value);
  if (value) return answer("allowed", level, [], cell[2] ?? []);
  return answer(BLANK[cell[0]], level);
}

// One yes is enough: the one with the fewest obligations. Then what waits, then what is near.
function best(answers) {
  const yes = answers.filter((it) => it.outcome === "allowed");
  if (yes.length > 0) {
    const fewest = Math.min(...yes.map((it) => it.obligations.length));
    return yes.findLast((it) => it.obligations.length === fewest);
  }
  const waiting = answers.filter((it) => it.outcome === "missing_facts");
  if (waiting.length > 0) {
    return answerOf(allOf(waiting.map((it) => it.missing)), waiting.at(-1).level, ["deny"]);
  }
  const nearest = Math.max(...answers.map((it) => NEAREST.indexOf(it.outcome)));
  return answers.findLast((it) => it.outcome === NEAREST[nearest]);
}

const isOffered = (row, state) =>
  !state.platform || !row.platforms || row.platforms.includes(state.platform);

// Answers for a row: platform, then guard, then every level the user holds.
function decideRow(index, state, row) {
  return isOffered(row, state)
    ? decideShape(index, state, index.shapes[row.shape])
    : answer("platform");
}

function decideShape(index, state, shape) {
  const guard = shape.guard ? holds(index, state, shape.guard) : true;
  if (guard === false) return answer("guard");
  const found = bestLevel(index, state, shape);
  if (!isWaiting(guard) || !["allowed", "missing_facts"].includes(found.outcome)) return found;
  return answer("missing_facts", found.level, new Set([...guard, ...found.missing]));
}

function bestLevel(index, state, shape) {
  const tool = index.tools.get(shape.tool);
  const answers = [];
  tool.levels.forEach((level, place) => {
    const held = isHeld(index, state, tool, level);
    if (held === false) return;
    const cell = shape.cells[place];
    const value = allOf([held, cellValue(index, state, cell)]);
    answers.push(answerOf(value, level.id, cell));
  });
  return answers.length > 0 ? best(answers) : answer("no_level");
}

// Answers for several rows that together are one question.
function decideOperation(index, state, operation) {
  return best(operation.any_of.map((id) => decideRow(index, state, index.rows.get(id))));
}

// The row whose yes is an operation's.
function decidingRow(index, state, operation) {
  const rows = operation.any_of.map((id) => index.rows.get(id));
  const answers = rows.map((row) => decideRow(index, state, row));
  return rows[answers.indexOf(best(answers))];
}

// Answers for a row or an operation, by its id.
function decide(index, state, asked) {
  const row = index.rows.get(asked);
  return row
    ? decideRow(index, state, row)
    : decideOperation(index, state, index.operations.get(asked));
}
