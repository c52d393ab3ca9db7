// Moves as edits: which splices make the steps stand in a wanted order, each in its wanted section. Values in, values out.

// Steps in order: {id, own, section}. `own` is what the step itself says, `section` the one it is shown in (a step that says none goes with
// the one before). Gives the edits that give each its `wanted` section where its new place alone would not.
export function sectionsMended(order) {
  const edits = [];
  let current = "";
  for (const { id, own, wanted } of order) {
    current = own || current;
    if (wanted && wanted !== current) {
      edits.push({ op: "set_field", path: ["steps", id, "section"], value: wanted });
      current = wanted;
    }
  }
  return edits;
}

// The edits that bring `before` into the order of `after` ({id, own, wanted} each), or none.
export function planned(before, after) {
  const ids = before.map((each) => each.id);
  const moves = [];
  after.forEach(({ id }, number) => {
    if (ids[number] === id) return;
    // Where one step came up from below, take that one; where one went down, it is the one that stands here now.
    const here = ids[number];
    const goesDown = ids[number + 1] === id && after[number + 1]?.id !== here;
    const moved = goesDown ? here : id;
    ids.splice(ids.indexOf(moved), 1);
    if (goesDown) {
      const place = after.findIndex((each) => each.id === moved);
      const follower = after[place - 1].id;
      ids.splice(ids.indexOf(follower) + 1, 0, moved);
      moves.push({ op: "move_step", step: moved, after: follower });
    } else {
      ids.splice(number, 0, id);
      moves.push(number ? { op: "move_step", step: id, after: after[number - 1].id } : { op: "move_step", step: id, before: ids[1] });
    }
  });
  return [...moves, ...sectionsMended(after)];
}

// One edit of several, one entry to undo.
export const together = (edits, label) => (edits.length === 1 ? edits[0] : { op: "batch", ops: edits, ...(label ? { label } : {}) });

// A name that is still free: greet, greet_2, greet_3 …
export function freeName(wanted, taken) {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  return name;
}
