// A worker: places for boxes and lines by dagre, away from the page, so that a script of any size never holds it up.
import { Graph, layout } from "../../vendor/dagre-3.1.3.min.js";

self.addEventListener("message", ({ data: { asked, nodes, edges } }) => {
  const began = performance.now();
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 22, edgesep: 14, ranksep: 26, marginx: 24, marginy: 24 });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { id, from, to, width, height } of edges) graph.setEdge(from, to, { width, height, labelpos: "c" }, id);
  layout(graph);
  const { width, height } = graph.graph();
  self.postMessage({
    asked, width, height, took: performance.now() - began,
    places: nodes.map(({ id }) => { const { x, y } = graph.node(id); return [id, { x, y }]; }),
    routes: edges.map(({ id, from, to }) => { const { points, x, y } = graph.edge(from, to, id); return [id, { points, x, y }]; }),
  });
});
