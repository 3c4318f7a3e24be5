"use strict";
// One line a place; a point is a stated value, its label the words of the report.
addEventListener("load", () => {
  const series = JSON.parse(document.getElementById("series").textContent);
  const traces = series.map((s) => ({
    name: s.name, x: s.periods, y: s.values, text: s.quotes, mode: "lines+markers", hovertemplate: "%{text}<extra>%{fullData.name}</extra>",
  }));
  const layout = { margin: { t: 30, r: 10 }, xaxis: { type: "category" }, annotations: [{ text: series[0]?.unit ?? "", xref: "paper", yref: "paper", x: 0, y: 1.08, showarrow: false }], legend: { orientation: "h" } };
  Plotly.newPlot("plot", traces, layout, { displaylogo: false, responsive: true, locale: "zh-CN" });
});
