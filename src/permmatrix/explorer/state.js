// Which part of the matrices a state shows, and the state said in words.

// The same situation with another level on one tool.
function withLevel(state, [tool, level]) {
  return { ...state, levels: { ...state.levels, [tool]: [level] } };
}

const matricesShown = (index, state) =>
  index.told.matrices.filter((it) => state.matrix === null || it.id === state.matrix);

// Who asks and what is known, as one phrase; only what some row reads.
function statement(words, state, read) {
  const { index } = words;
  const parts = [];
  for (const tool of index.told.tools.filter((it) => read.tools.has(it.id))) {
    parts.push([...levelsSaid(words, tool, state), " on ", title(tool.title)]);
  }
  for (const [key, it] of index.granular) {
    if (state.granular.has(key) && read.granular.has(key)) {
      parts.push(["the granular permission ", title(it.title)]);
    }
  }
  for (const it of index.told.conditions.filter((known) => read.conditions.has(known.id))) {
    const value = state.facts[it.id];
    if (value !== undefined) parts.push([value ? "" : "not ", title(it.title)]);
  }
  if (state.platform) parts.push(["on ", ...words.platforms([state.platform])]);
  return parts.flatMap((part, place) => (place === 0 ? part : ["; ", ...part]));
}

function levelsSaid(words, tool, state) {
  const levels = given(tool, state);
  if (levels.length === 0) return ["No level"];
  return listed(
    levels.map((id) => [words.level(tool.id, id)]),
    "and",
  );
}

// What the rows shown were narrowed down to, as a phrase; empty if they are all.
function narrowing(index, state) {
  const parts = [];
  if (state.q) parts.push(["rows that mention «", title(state.q), "»"]);
  if (state.answer) parts.push([`rows that answer «${VERDICTS[state.answer].word}»`]);
  if (state.section) parts.push(["the section ", title(sectionsOf(index).get(state.section).text)]);
  if (state.differ && state.compare) parts.push(["rows that differ"]);
  return listed(parts, "and");
}
