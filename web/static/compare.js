"use strict";
// One line a place; a point is a stated value, its label the words of the report.
addEventListener("load", () => {
  const series = JSON.parse(document.getElementById("series").textContent);
  const traces = series.map((s) => ({
    name: s.name, x: s.periods, y: s.values, text: s.quotes, mode: "lines+markers", hovertemplate: "%{text}<extra>%{fullData.name}</extra>",
  }));
  const layout = { margin: { t: 20, r: 10 }, xaxis: { type: "category" }, yaxis: { title: { text: series[0]?.unit ?? "" } }, legend: { orientation: "h" } };
  Plotly.newPlot("plot", traces, layout, { displaylogo: false, responsive: true, locale: "zh-CN" });
});
